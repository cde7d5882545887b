import { headline } from '../../../compare/answer/words';
import type { IEnvironmentRecord } from '../../run/environment';
import type { IRunRecord } from '../../run/runRecord';
import { answer, judged } from '../answer';
import { fairness } from '../fairness';
import { repeatsDiffer, type IKnown, type RepeatDifference } from '../repeatsDiffer';
import { cell } from './cell';
import { run } from './run';
import { NOTHING, headlined, sides, trans, use } from './sides';

describe('repeats', () => {
  it.each(['failed', 'killed', 'interrupted', 'running'] as const)(
    'repeats that %s are left out of the mean, and named',
    status => {
      const crashed = (each: IRunRecord, seed: number) => {
        if (seed === 4) {
          each.status = status;
          each.metrics = new Map([...each.metrics].map(([key, metric]) => [key, { ...metric, best: 0.1 }]));
        }
      };
      const found = sides(crashed);
      const { judgement, fair } = headlined(found);
      expect(judgement.candidate).toBeCloseTo(0.951, 3);
      expect(judgement.candidateGroup).toMatchObject({ repeats: 4, all: 5 });
      const word = status === 'running' ? 'still running' : status;
      expect(fair.map(({ text }) => text)).toContain(`4 of 5 seeds, 1 ${word}`);
      expect(headlined(found, {}, ['b4']).judgement.candidate).toBeCloseTo(0.7806, 3);
    }
  );

  it('repeats that diverged are left out, whatever their best was', () => {
    const diverges = (each: IRunRecord, seed: number) => {
      if (seed === 0) {
        each.divergence = { metric: 'val/loss', step: 3, value: NaN };
      }
    };
    const { judgement, text } = headlined(sides(diverges));
    expect(judgement.candidateGroup.repeats).toBe(4);
    expect(text).toContain('4 of 5 seeds, 1 diverged');
  });

  it('a run of the same parameters on other data is no repeat', () => {
    const found = sides(undefined, each => (each.data = [use('validation', each.name === 'b4' ? 'other' : 'v')]));
    expect(headlined(found).judgement.candidateGroup.all).toBe(4);
  });

  it('a side of one run that diverged is never better', () => {
    const base = run('a', { 'val/loss': 0.25 }, {}, 'min');
    const candidate = run('b', { 'val/loss': 0.11 }, {}, 'min');
    candidate.divergence = { metric: 'val/loss', step: 3, value: NaN };
    candidate.metrics = new Map([['val/loss', { ...candidate.metrics.get('val/loss')!, last: NaN, divergedAt: 3 }]]);
    const found = answer(base, candidate, 'val/loss', [base, candidate]);
    const fair = fairness(base, candidate, found, NOTHING, trans);
    const said = headline(judged(found, fair), base, candidate, fair, trans);
    expect(said).toEqual({ text: 'Not comparable: b diverged, NaN in val/loss since step 3', chip: null });
  });
});

describe('repeats of one side', () => {
  const environment = (python: string): IEnvironmentRecord => ({
    python,
    implementation: 'CPython',
    executable: 'python',
    platform: 'Linux',
    cpu: 'one',
    cpuCount: 2,
    memoryBytes: 1,
    gpus: ''
  });
  const known = (sources: readonly string[]): IKnown => ({
    executions: new Map(sources.map((source, seed) => [`a${seed}`, [cell(source)]])),
    environments: new Map([
      ['e', environment('3.11.2')],
      ['f', environment('3.12.1')]
    ]),
    packages: new Map([
      ['e', new Map([['torch', '2.1']])],
      ['f', new Map([['torch', '2.2']])]
    ])
  });
  const alike = [0, 1, 2, 3, 4].map(seed => `train(lr=0.1, seed=${seed})`);

  it('runs that differ in nothing but the seed are repeats', () => {
    const { base } = sides(undefined, each => Object.assign(each, { environmentHash: 'e', gitCommit: 'c' }));
    expect(repeatsDiffer(base[0], base, 'val/acc', known(alike))).toEqual([]);
  });

  it.each<[RepeatDifference, Partial<IRunRecord>, string]>([
    ['code', {}, 'train(lr=0.1, seed=3, warmup=True)'],
    ['packages', { environmentHash: 'f' }, alike[3]!],
    ['commit', { gitCommit: 'd' }, alike[3]!],
    [
      'steps',
      { metrics: new Map([['val/acc', { ...sides().base[0].metrics.get('val/acc')!, lastStep: 4 }]]) },
      alike[3]!
    ],
    [
      'definition',
      { metrics: new Map([['val/acc', { ...sides().base[0].metrics.get('val/acc')!, summary: 'last' }]]) },
      alike[3]!
    ]
  ])('repeats of which one has other %s are told apart', (what, change, source) => {
    const { base } = sides(undefined, each => Object.assign(each, { environmentHash: 'e', gitCommit: 'c' }));
    Object.assign(base[3], change);
    const found = repeatsDiffer(
      base[0],
      base,
      'val/acc',
      known(alike.map((same, seed) => (seed === 3 ? source : same)))
    );
    expect(found).toEqual(what === 'packages' ? ['packages', 'machine'] : [what]);
  });

  it('repeats that differ take "better" from the headline', () => {
    const { text, judgement } = headlined(sides(), { repeats: [['code'], ['code', 'packages']] });
    expect(judgement.verdict).toBe('moved');
    expect(text).toBe(
      'lr 0.3: val/acc is up 4.0 points, the repeats of the baseline differ in code, its repeats differ in code, packages'
    );
  });
});
