import { dataRows, dataWords } from '../../../compare/answer/dataRows';
import { headline } from '../../../compare/answer/words';
import type { IRunRecord } from '../../run/runRecord';
import { answer, judged } from '../answer';
import { counterpart } from '../dataPairs';
import { fairness } from '../fairness';
import { NOTHING, headlined, sides, trans, use } from './sides';

describe('a hold-out that is drawn with the seed', () => {
  const drawn = (change?: (candidate: IRunRecord, seed: number) => void) => {
    const found = sides(undefined, each => {
      const seed = each.params.get('seed')!.value;
      each.data = [use('train', `t${seed}`), use('test', `e${seed}`)];
    });
    found.candidate.forEach((each, seed) => change?.(each, seed));
    return found;
  };

  it('hold-outs drawn with the seed make one comparison of two settings, paired by seed and fair', () => {
    const { base, candidate } = drawn();
    const all = [...base, ...candidate];
    for (const chosen of candidate) {
      const found = answer(base[0], chosen, 'val/acc', all);
      const fair = fairness(base[0], chosen, found, NOTHING, trans);
      expect(judged(found, fair).verdict).toBe('better');
      expect(headline(found, base[0], chosen, fair, trans).text).toBe('lr 0.3 is better: val/acc is up 4.0 points');
      expect(found).toMatchObject({ comparisons: 1, baseGroup: { repeats: 5 }, candidateGroup: { repeats: 5 } });
      expect(found.effect!.pairs).toHaveLength(5);
      expect(fair).toContainEqual({ kind: 'ok', text: 'Same data for each seed: test, train' });
    }
  });

  it('runs of one seed that had other data are not paired', () => {
    const found = drawn((each, seed) => {
      if (seed === 2) {
        each.data = [use('train', 't2'), use('test', 'other')];
      }
    });
    const { judgement, fair } = headlined(found);
    expect(fair).toContainEqual({ kind: 'unknown', text: 'Without 2 runs on other data' });
    expect(judgement).toMatchObject({
      baseGroup: { seeds: ['0', '1', '3', '4'] },
      candidateGroup: { seeds: ['0', '1', '3', '4'] }
    });
    expect(headlined({ base: [found.base[2]], candidate: [found.candidate[2]] }).text).toBe(
      'Not comparable: b2 was scored on other test data'
    );
  });

  it('data that one side alone recorded is not said to differ', () => {
    const found = drawn(each => (each.data = []));
    const { text, judgement } = headlined(found);
    expect(text).toBe('lr 0.3: val/acc is up 4.0 points, only a0 says what data it used');
    expect(judgement).toMatchObject({ baseGroup: { repeats: 5 }, candidateGroup: { repeats: 5 } });
  });

  it('each run is read against the baseline’s repeat of its seed', () => {
    const { base, candidate } = drawn();
    const all = [...base, ...candidate];
    expect(candidate.map(each => counterpart(base[0], each, all)?.name)).toEqual(['a0', 'a1', 'a2', 'a3', 'a4']);
    expect(counterpart(base[0], base[1], all)).toBeNull();
    const words = (runs: IRunRecord[]) => dataWords(dataRows(runs, trans), base[0], runs, trans);
    expect(words(all)).toBe('same for each seed');
    candidate.forEach(each => (each.data = []));
    expect(words(all)).toBe('not recorded by all');
    expect(words([base[0], base[0]])).toBe('same');
  });
});
