import { nullTranslator } from '@jupyterlab/translation';

import { dataStanding, type HashKind } from '../../dataDifference';
import { answer, judged } from '../answer';
import { codeChange } from '../changes';
import { counterpart } from '../dataPairs';
import { dataRows, dataWords } from '../../../compare/answer/dataRows';
import { fairness, type IOtherChanges } from '../fairness';
import { headline } from '../../../compare/answer/words';
import { repeatsDiffer, type IKnown, type RepeatDifference } from '../repeatsDiffer';
import type { IExecution } from '../../code/cells';
import type { IEnvironmentRecord } from '../../run/environment';
import type { IDataUse, IRunRecord } from '../../run/runRecord';
import { run } from './run';

const trans = nullTranslator.load('nbtrail');
const NOTHING: IOtherChanges = { cells: 0, packages: 0, params: 1, machine: [], repeats: [[], []], lookedAt: null };

const use = (role: string, hash: string | null, kind: HashKind = 'exact'): IDataUse => ({
  role,
  name: 'digits',
  hash,
  hashKind: hash === null ? null : kind,
  version: 1,
  rows: 100
});

/** Five seeds a side, of which the candidates are clearly higher. */
function sides(
  change: (candidate: IRunRecord, seed: number) => void = () => undefined,
  every: (any: IRunRecord) => void = () => undefined
): { base: IRunRecord[]; candidate: IRunRecord[] } {
  const seeds = [0, 1, 2, 3, 4];
  const base = seeds.map(seed => run(`a${seed}`, { 'val/acc': 0.91 + 0.001 * (seed % 3) }, { lr: 0.1, seed }));
  const candidate = seeds.map(seed => run(`b${seed}`, { 'val/acc': 0.95 + 0.002 * (seed % 2) }, { lr: 0.3, seed }));
  candidate.forEach(change);
  [...base, ...candidate].forEach(every);
  return { base, candidate };
}

function say(
  { base, candidate }: ReturnType<typeof sides>,
  changes: Partial<IOtherChanges> = {},
  counted: string[] = []
) {
  const found = answer(base[0], candidate[0], 'val/acc', [...base, ...candidate], new Set(counted));
  const fair = fairness(base[0], candidate[0], found, { ...NOTHING, ...changes }, trans);
  const judgement = judged(found, fair);
  return { ...headline(judgement, base[0], candidate[0], fair, trans), judgement, fair };
}

describe('a comparison', () => {
  it('calls a group better that differs in one parameter and nothing else', () => {
    const { text, chip, judgement } = say(sides(undefined, each => (each.data = [use('validation', 'v')])));
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
    const { text, judgement, fair } = say(
      sides(
        change,
        each => (each.data = each.name.startsWith('a') ? [use('train', 't'), use('validation', 'v')] : each.data)
      ),
      {}
    );
    // The candidates keep what the change gave them; the baselines have theirs.
    expect(text).toBe(`Not comparable: ${expected}`);
    expect(judgement).toMatchObject({ verdict: 'unfair', worth: 0 });
    expect(fair[0].kind).toBe('unfair');
  });

  it('of metrics that are read in two ways is not one', () => {
    const summary = (way: string | null, goal: 'max' | 'min') => (each: IRunRecord) =>
      (each.metrics = new Map([...each.metrics].map(([key, metric]) => [key, { ...metric, goal, summary: way }])));
    expect(say(sides(summary('last', 'max'))).text).toBe('Not comparable: val/acc is read in two ways, max and last');
    expect(say(sides(summary(null, 'min'))).text).toBe('Not comparable: val/acc is read in two ways, max and min');
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
    const { text, judgement } = say(found, changes);
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
    const { text, judgement, fair } = say(found);
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
    expect(say(found).text).toBe('Not comparable: lr 0.3 was scored on other validation data');
    expect(dataStanding(found.base[0], found.candidate[0])).toBe('other');
  });

  it('takes data that was not read for data that was not recorded', () => {
    const unread = sides(undefined, each => (each.data = [use('train', 't'), use('validation', null)]));
    expect(say(unread).fair).toContainEqual({ kind: 'unknown', text: 'Validation data not recorded' });
    expect(dataStanding(unread.base[0], unread.candidate[0])).toBe('comparable');
    const none = sides(undefined, each => (each.data = [use('validation', null)]));
    expect(say(none).fair).toContainEqual({ kind: 'unknown', text: 'Data not recorded' });
    const one = sides(each => (each.data = [use('validation', 'v')]));
    one.base.forEach(each => (each.data = [use('validation', null)]));
    expect(say(one).text).toBe('lr 0.3: val/acc is up 4.0 points, only b0 says what data it used');
    expect(dataStanding(one.base[0], one.candidate[0])).toBe('unrecorded');
    const half = sides(each => (each.data = [use('train', 't'), use('validation', 'v')]));
    half.base.forEach(each => (each.data = [use('train', 't'), use('validation', null)]));
    expect(say(half).text).toContain('validation data recorded on one side only');
    expect(dataStanding(half.base[0], half.candidate[0])).toBe('uncertain');
  });

  it('does not call anything better in a metric without a direction', () => {
    const found = sides(undefined, each => {
      each.metrics = new Map([...each.metrics].map(([key, metric]) => [key, { ...metric, goal: null }]));
    });
    expect(say(found)).toMatchObject({
      text: 'lr 0.3: val/acc is up 4.0 points',
      judgement: { verdict: 'moved', worth: 0 }
    });
  });

  it('says what the last step came to where the best was chosen on the way, and takes "better" back where that is the other way round', () => {
    const last = (value: number) => (each: IRunRecord) =>
      (each.metrics = new Map([['val/acc', { ...each.metrics.get('val/acc')!, last: value, bestStep: 4 }]]));
    const data = (each: IRunRecord) => (each.data = [use('validation', 'v')]);
    const same = say(sides(last(0.93), data));
    expect(same.judgement.verdict).toBe('better');
    expect(same.fair.map(({ text }) => text)).toContain(
      'Best step chosen by val/acc itself; at the last 0.911 → 0.930'
    );
    const turned = say(sides(last(0.89), data));
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
    const clear = say(sides(), { lookedAt: 60 });
    expect(clear.judgement.verdict).toBe('better');
    expect(clear.fair.map(({ text }) => text)).toContain(
      'Out of 60 runs: more than choosing the best of them explains'
    );
    const thin = sides((each, seed) => {
      each.metrics = new Map(
        [...each.metrics].map(([key, metric]) => [key, { ...metric, best: 0.912 + 0.002 * (seed % 3) }])
      );
    });
    expect(say(thin).judgement.verdict).toBe('better');
    const lost = say(thin, { lookedAt: 2000 });
    expect(lost.judgement).toMatchObject({ verdict: 'moved', worth: 0 });
    expect(lost.text).toMatch(/as the best of 2,000 runs may be by chance$/);
  });

  it('of two single runs is too little to tell', () => {
    const { text, chip } = say({ base: sides().base.slice(0, 1), candidate: sides().candidate.slice(0, 1) });
    expect(text).toBe('b0: val/acc is 0.950 against 0.910');
    expect(chip).toBe('too few runs to tell');
  });
});

describe('repeats', () => {
  it.each(['failed', 'killed', 'interrupted', 'running'] as const)(
    'that %s are left out of the mean, and said',
    status => {
      const crashed = (each: IRunRecord, seed: number) => {
        if (seed === 4) {
          each.status = status;
          each.metrics = new Map([...each.metrics].map(([key, metric]) => [key, { ...metric, best: 0.1 }]));
        }
      };
      const found = sides(crashed);
      const { judgement, fair } = say(found);
      expect(judgement.candidate).toBeCloseTo(0.951, 3);
      expect(judgement.candidateGroup).toMatchObject({ repeats: 4, all: 5 });
      const word = status === 'running' ? 'still running' : status;
      expect(fair.map(({ text }) => text)).toContain(`4 of 5 seeds, 1 ${word}`);
      expect(say(found, {}, ['b4']).judgement.candidate).toBeCloseTo(0.7806, 3);
    }
  );

  it('that diverged are left out, whatever their best was', () => {
    const astray = (each: IRunRecord, seed: number) => {
      if (seed === 0) {
        each.divergence = { metric: 'val/loss', step: 3, value: NaN };
      }
    };
    const { judgement, text } = say(sides(astray));
    expect(judgement.candidateGroup.repeats).toBe(4);
    expect(text).toContain('4 of 5 seeds, 1 diverged');
  });

  it('are of one data: a run of the same parameters on other data is none', () => {
    const found = sides(undefined, each => (each.data = [use('validation', each.name === 'b4' ? 'other' : 'v')]));
    expect(say(found).judgement.candidateGroup.all).toBe(4);
  });

  it('that diverged alone have no better side', () => {
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

describe('a hold-out that is drawn with the seed', () => {
  const drawn = (change?: (candidate: IRunRecord, seed: number) => void) => {
    const found = sides(undefined, each => {
      const seed = each.params.get('seed')!.value;
      each.data = [use('train', `t${seed}`), use('test', `e${seed}`)];
    });
    found.candidate.forEach((each, seed) => change?.(each, seed));
    return found;
  };

  it('is one comparison of two settings, paired by seed and fair', () => {
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

  it('pairs no runs of one seed that had other data', () => {
    const found = drawn((each, seed) => {
      if (seed === 2) {
        each.data = [use('train', 't2'), use('test', 'other')];
      }
    });
    const { judgement, fair } = say(found);
    expect(fair).toContainEqual({ kind: 'unknown', text: 'Without 2 runs on other data' });
    expect(judgement).toMatchObject({
      baseGroup: { seeds: ['0', '1', '3', '4'] },
      candidateGroup: { seeds: ['0', '1', '3', '4'] }
    });
    expect(say({ base: [found.base[2]], candidate: [found.candidate[2]] }).text).toBe(
      'Not comparable: b2 was scored on other test data'
    );
  });

  it('that one side alone recorded is not told to differ', () => {
    const found = drawn(each => (each.data = []));
    const { text, judgement } = say(found);
    expect(text).toBe('lr 0.3: val/acc is up 4.0 points, only a0 says what data it used');
    expect(judgement).toMatchObject({ baseGroup: { repeats: 5 }, candidateGroup: { repeats: 5 } });
  });

  it('reads each run against the baseline’s repeat of its seed', () => {
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

const cell = (source: string, own = true): IExecution => ({
  executionId: source,
  cellId: 'c1',
  position: 1,
  executionCount: 1,
  source,
  sourceHash: source,
  status: 'ok',
  started: 0,
  ended: 1,
  duration: 1,
  errorName: null,
  errorValue: null,
  traceback: null,
  own
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

  it('that differ in nothing but the seed are repeats', () => {
    const { base } = sides(undefined, each => Object.assign(each, { environmentHash: 'e', gitCommit: 'c' }));
    expect(repeatsDiffer(base[0], base, 'val/acc', known(alike))).toEqual([]);
  });

  it.each<[RepeatDifference, Partial<IRunRecord>, string]>([
    ['code', {}, 'train(lr=0.1, seed=3, warmup=True)'],
    ['packages', { environmentHash: 'f' }, alike[3]],
    ['commit', { gitCommit: 'd' }, alike[3]],
    [
      'steps',
      { metrics: new Map([['val/acc', { ...sides().base[0].metrics.get('val/acc')!, lastStep: 4 }]]) },
      alike[3]
    ],
    [
      'definition',
      { metrics: new Map([['val/acc', { ...sides().base[0].metrics.get('val/acc')!, summary: 'last' }]]) },
      alike[3]
    ]
  ])('of which one has other %s are told', (what, change, source) => {
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

  it('that differ take "better" from the headline', () => {
    const { text, judgement } = say(sides(), { repeats: [['code'], ['code', 'packages']] });
    expect(judgement.verdict).toBe('moved');
    expect(text).toBe(
      'lr 0.3: val/acc is up 4.0 points, the repeats of the baseline differ in code, its repeats differ in code, packages'
    );
  });
});

describe('code', () => {
  const decisive = (left: string, right: string) => {
    const [a, b] = [run('a', {}, { lr: 0.1, seed: 1 }), run('b', {}, { lr: 3e-4, seed: 2 })];
    return codeChange(a, b, [[cell(left)], [cell(right)]]).changed.length;
  };

  it('that differs in a parameter’s literal is the same', () => {
    expect(decisive('train(lr=0.1, seed=1)', 'train(lr=3e-4, seed=2)')).toBe(0);
    expect(decisive('run("a", lr=.1)', 'run("b", lr=0.0003)')).toBe(0);
  });

  it('that differs in anything else is not', () => {
    expect(decisive('train(lr=0.1, drop=0.5)', 'train(lr=3e-4, drop=0.6)')).toBe(1);
    expect(decisive('x = 0.1', 'y = 3e-4')).toBe(1);
    expect(decisive('layer10.1', 'layer10.3e-4')).toBe(1);
  });

  it('that a session ran besides is counted nowhere, neither as cells nor as lines', () => {
    const besides = Array.from({ length: 17 }, (_, i) => ({ ...cell(`look(${i})`, false), cellId: `s${i}` }));
    const found = codeChange(run('a', {}), run('b', {}), [
      [cell('train(1)')],
      [...besides, cell('train(1)\nprint(2)')]
    ]);
    expect(found.cells).toHaveLength(18);
    expect(found).toMatchObject({ changed: [{ right: { key: 'c1' } }], added: 1, removed: 0 });
  });
});
