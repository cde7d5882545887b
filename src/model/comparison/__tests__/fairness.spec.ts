import { dataStanding, type HashKind } from '../../dataDifference';
import type { IRunRecord } from '../../run/runRecord';
import { answer } from '../answer';
import { fairness, type IOtherChanges } from '../fairness';
import { run } from './run';
import { NOTHING, headlined, sides, trans, use } from './sides';

describe('a comparison', () => {
  it('calls a group better that differs in one parameter and nothing else', () => {
    const { text, chip, judgement } = headlined(sides(undefined, each => (each.data = [use('validation', 'v')])));
    expect(text).toBe('lr 0.3 is better: val/acc is up 4.0 points');
    expect(chip).toBe('outside noise');
    expect(judgement.verdict).toBe('better');
  });

  it.each<[string, (candidate: IRunRecord) => void, string]>([
    [
      'validation',
      run => (run.data = [use('train', 't'), use('validation', 'other')]),
      'lr 0.3 was scored on other validation data'
    ],
    ['train', run => (run.data = [use('train', 'other'), use('validation', 'v')]), 'lr 0.3 was trained on other data'],
    [
      'both',
      run => (run.data = [use('train', 'o'), use('validation', 'p')]),
      'lr 0.3 was trained and scored on other data'
    ],
    [
      'more of it',
      run => (run.data = [...run.data, use('validation', 'w')]),
      'lr 0.3 was scored on other validation data'
    ]
  ])('with other data is not one: %s', (_, change, expected) => {
    const { text, judgement, fair } = headlined(
      sides(
        change,
        each => (each.data = each.name.startsWith('a') ? [use('train', 't'), use('validation', 'v')] : each.data)
      ),
      {}
    );
    // The candidates keep what the change gave them; the baselines have theirs.
    expect(text).toBe(`Not comparable: ${expected}`);
    expect(judgement).toMatchObject({ verdict: 'unfair', worth: 0 });
    expect(fair[0]!.kind).toBe('unfair');
  });

  it('of metrics that are read in two ways is not one', () => {
    const summary = (way: string | null, goal: 'max' | 'min') => (each: IRunRecord) =>
      (each.metrics = new Map([...each.metrics].map(([key, metric]) => [key, { ...metric, goal, summary: way }])));
    expect(headlined(sides(summary('last', 'max'))).text).toBe(
      'Not comparable: val/acc is read in two ways, max and last'
    );
    expect(headlined(sides(summary(null, 'min'))).text).toBe(
      'Not comparable: val/acc is read in two ways, max and min'
    );
  });

  it.each<[string, (candidate: IRunRecord, seed: number) => void, Partial<IOtherChanges>, string]>([
    [
      'steps',
      each => {
        each.metrics = new Map([...each.metrics].map(([key, metric]) => [key, { ...metric, lastStep: 200 }]));
      },
      {},
      'after 200 steps against 9'
    ],
    ['code', () => undefined, { cells: 1 }, '1 cell changed too'],
    ['packages', () => undefined, { packages: 2 }, '2 packages changed too'],
    ['hardware', () => undefined, { machine: ['A100, H100'] }, 'on another machine'],
    [
      'commit',
      each => {
        each.gitCommit = 'b';
      },
      {},
      'from another commit'
    ],
    [
      'a failed member',
      (each, seed) => {
        if (seed === 4) {
          each.status = 'failed';
        }
      },
      {},
      '4 of 5 seeds, 1 failed'
    ],
    [
      'seeds',
      (each, seed) => {
        each.params = new Map(each.params).set('seed', { value: `${seed + 5}`, number: seed + 5, type: 'integer' });
      },
      {},
      'on other seeds'
    ],
    ['no data on one side', each => (each.data = [use('', null)]), {}, 'only a0 says what data it used'],
    [
      'one-sided data',
      each => (each.data = [use('validation', 'v'), use('test', 't')]),
      {},
      'test data recorded on one side only'
    ]
  ])('claims nothing where other things differ, and says what: %s', (_, change, changes, why) => {
    const found = sides(change, each => {
      each.gitCommit ??= 'a';
      each.data = each.data.length ? each.data : [use('validation', 'v')];
    });
    const { text, judgement } = headlined(found, changes);
    expect(text).toBe(`lr 0.3: val/acc is up 4.0 points, ${why}`);
    expect(judgement).toMatchObject({ verdict: 'moved', worth: 0 });
  });

  it.each<[HashKind, HashKind, string, string]>([
    ['sampled', 'sampled', 'v', 'validation data was compared by a sample'],
    ['partial', 'partial', 'v', 'validation data was compared without some columns'],
    ['exact', 'file', 'w', 'validation data was recorded in two ways'],
    ['exact', 'partial', 'w', 'validation data was recorded in two ways']
  ])('claims nothing where hashes cannot tell for certain: %s and %s', (kind, other, hash, why) => {
    const found = sides(
      each => (each.data = [use('train', 't'), use('validation', hash, other)]),
      each => (each.data = each.data.length ? each.data : [use('train', 't'), use('validation', 'v', kind)])
    );
    const { text, judgement, fair } = headlined(found);
    expect(text).toBe(`lr 0.3: val/acc is up 4.0 points, ${why}`);
    expect(judgement.verdict).toBe('moved');
    expect(fair.map(each => each.text)).not.toContain('Same data: train, validation');
    expect(dataStanding(found.base[0], found.candidate[0])).toBe('uncertain');
  });

  it('of other samples is none', () => {
    const found = sides(
      each => (each.data = [use('validation', 'w', 'sampled')]),
      each => (each.data = each.data.length ? each.data : [use('validation', 'v', 'sampled')])
    );
    expect(headlined(found).text).toBe('Not comparable: lr 0.3 was scored on other validation data');
    expect(dataStanding(found.base[0], found.candidate[0])).toBe('other');
  });

  it('takes data that was not read for data that was not recorded', () => {
    const unread = sides(undefined, each => (each.data = [use('train', 't'), use('validation', null)]));
    expect(headlined(unread).fair).toContainEqual({ kind: 'unknown', text: 'Validation data not recorded' });
    expect(dataStanding(unread.base[0], unread.candidate[0])).toBe('comparable');
    const none = sides(undefined, each => (each.data = [use('validation', null)]));
    expect(headlined(none).fair).toContainEqual({ kind: 'unknown', text: 'Data not recorded' });
    const one = sides(each => (each.data = [use('validation', 'v')]));
    one.base.forEach(each => (each.data = [use('validation', null)]));
    expect(headlined(one).text).toBe('lr 0.3: val/acc is up 4.0 points, only b0 says what data it used');
    expect(dataStanding(one.base[0], one.candidate[0])).toBe('unrecorded');
    const half = sides(each => (each.data = [use('train', 't'), use('validation', 'v')]));
    half.base.forEach(each => (each.data = [use('train', 't'), use('validation', null)]));
    expect(headlined(half).text).toContain('validation data recorded on one side only');
    expect(dataStanding(half.base[0], half.candidate[0])).toBe('uncertain');
  });

  it('does not call anything better in a metric without a direction', () => {
    const found = sides(undefined, each => {
      each.metrics = new Map([...each.metrics].map(([key, metric]) => [key, { ...metric, goal: null }]));
    });
    expect(headlined(found)).toMatchObject({
      text: 'lr 0.3: val/acc is up 4.0 points',
      judgement: { verdict: 'moved', worth: 0 }
    });
  });

  it('says what the last step came to where the best was chosen on the way, and takes "better" back where that is the other way round', () => {
    const last = (value: number) => (each: IRunRecord) =>
      (each.metrics = new Map([['val/acc', { ...each.metrics.get('val/acc')!, last: value, bestStep: 4 }]]));
    const data = (each: IRunRecord) => (each.data = [use('validation', 'v')]);
    const same = headlined(sides(last(0.93), data));
    expect(same.judgement.verdict).toBe('better');
    expect(same.fair.map(({ text }) => text)).toContain(
      'Best step chosen by val/acc itself; at the last 0.911 → 0.930'
    );
    const turned = headlined(sides(last(0.89), data));
    expect(turned.judgement.verdict).toBe('moved');
    expect(turned.text).toBe('lr 0.3: val/acc is up 4.0 points, but not at the last step');
    expect(turned.fair.map(({ text }) => text)).toContain('At the last step it is the other way round: 0.911 → 0.890');
  });

  it('says that many were compared, and asks more of the best of them', () => {
    const { base, candidate } = sides();
    const more = [0.01, 0.02, 0.03].flatMap(lr =>
      [0, 1].map(seed => run(`c${lr}${seed}`, { 'val/acc': 0.9 + seed / 100 }, { lr, seed }))
    );
    const found = answer(base[0], candidate[0], 'val/acc', [...base, ...candidate, ...more]);
    expect(found.comparisons).toBe(4);
    const alone = answer(base[0], candidate[0], 'val/acc', [...base, ...candidate]);
    expect(found.effect!.high - found.effect!.low).toBeGreaterThan(alone.effect!.high - alone.effect!.low);
    expect(fairness(base[0], candidate[0], found, NOTHING, trans).map(({ text }) => text)).toContain(
      'One of 4 compared: the interval is widened for it'
    );
  });

  it('loses "better" where the best of all runs looked at may be as good by chance', () => {
    const clear = headlined(sides(), { lookedAt: 60 });
    expect(clear.judgement.verdict).toBe('better');
    expect(clear.fair.map(({ text }) => text)).toContain(
      'Out of 60 runs: more than choosing the best of them explains'
    );
    const thin = sides((each, seed) => {
      each.metrics = new Map(
        [...each.metrics].map(([key, metric]) => [key, { ...metric, best: 0.912 + 0.002 * (seed % 3) }])
      );
    });
    expect(headlined(thin).judgement.verdict).toBe('better');
    const lost = headlined(thin, { lookedAt: 2000 });
    expect(lost.judgement).toMatchObject({ verdict: 'moved', worth: 0 });
    expect(lost.text).toMatch(/as the best of 2,000 runs may be by chance$/);
  });

  it('of two single runs is too little to tell', () => {
    const { text, chip } = headlined({ base: [sides().base[0]], candidate: [sides().candidate[0]] });
    expect(text).toBe('b0: val/acc is 0.950 against 0.910');
    expect(chip).toBe('too few runs to tell');
  });
});
