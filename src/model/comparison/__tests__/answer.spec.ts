import { answer, comparableMetrics, sideValue } from '../answer';
import { bySeed, effect, tQuantile } from '../statistics';
import { run } from './run';

describe('answer', () => {
  it('does not call one run against one better', () => {
    const found = answer(run('a', { 'val/acc': 0.912 }), run('b', { 'val/acc': 0.931 }), 'val/acc', []);
    expect(found.verdict).toBe('few');
    expect(found.worth).toBe(1);
    expect(found.delta).toBeCloseTo(0.019);
  });

  it('knows that a falling loss is worth more', () => {
    const found = answer(run('a', { loss: 0.3 }, {}, 'min'), run('b', { loss: 0.273 }, {}, 'min'), 'loss', []);
    expect(found.worth).toBe(1);
    expect(found.delta).toBeCloseTo(-0.027);
  });

  it('counts runs that differ only in seed, and calls better what lies outside of their noise', () => {
    const seeds = [0, 1, 2, 3, 4];
    const base = seeds.map(s => run(`a${s}`, { acc: 0.91 + 0.002 * (s % 3) }, { lr: 0.1, seed: s }));
    const good = seeds.map(s => run(`b${s}`, { acc: 0.93 + 0.003 * (s % 2) }, { lr: 0.01, seed: s }));
    const found = answer(base[0]!, good[0]!, 'acc', [...base, ...good]);
    expect(found.verdict).toBe('better');
    expect(found.candidateGroup.repeats).toBe(5);
    expect(found.effect?.pairs).toHaveLength(5);
  });

  it('tells every metric of a side as the mean of the same runs', () => {
    const side = [1, 3].map((loss, s) => run(`b${s}`, { acc: 0.9, loss }, { lr: 0.01, seed: s }));
    const base = run('a', { acc: 0.8, loss: 5 }, { lr: 0.1, seed: 0 });
    const { baseGroup, candidateGroup } = answer(base, side[0]!, 'acc', [base, ...side]);
    expect(sideValue(side[0]!, candidateGroup, 'loss')).toBe(2);
    expect(sideValue(base, baseGroup, 'loss')).toBe(5);
    expect(sideValue(base, { members: [] }, 'loss')).toBe(5);
  });

  it('takes what 32-bit floats round for no spread: equal differences are no certainty', () => {
    // Accuracies on 450 samples, 19 more of them right with each seed.
    const side = (right: number[]) => right.map((n, i) => ({ seed: String(i), value: Math.fround(n / 450) }));
    const found = effect(side([416, 417, 419]), side([435, 436, 438]));
    expect(found?.pairs).toEqual([]);
    expect(found!.high - found!.low).toBeGreaterThan(0.005);
    expect(effect(side([416, 416, 416]), side([435, 435, 435]))).toBeUndefined();
  });

  it('says noise when the interval holds zero', () => {
    const base = [0.9, 0.94].map((acc, s) => run(`a${s}`, { acc }, { lr: 0.1, seed: s }));
    const same = [0.91, 0.92].map((acc, s) => run(`b${s}`, { acc }, { lr: 0.01, seed: s }));
    expect(answer(base[0]!, same[0]!, 'acc', [...base, ...same]).verdict).toBe('noise');
  });

  it('says missing when a run has no such metric', () => {
    expect(answer(run('a', { acc: 1 }), run('b', {}), 'acc', []).verdict).toBe('missing');
    expect(answer(run('a', { acc: 1 }), run('b', { acc: NaN }), 'acc', []).verdict).toBe('missing');
  });

  it('offers the metrics that most runs share, the primary one first', () => {
    const a = run('a', { 'train/loss': 1, 'val/acc': 0.5, aux: 3 });
    const b = run('b', { 'train/loss': 1, 'val/acc': 0.5 });
    a.primaryMetric = 'val/acc';
    expect(comparableMetrics([a, b])).toEqual(['val/acc', 'train/loss', 'aux']);
  });
});

describe('statistics', () => {
  it('equals scipy’s Welch interval for two unpaired samples', () => {
    const of = (values: number[]) => values.map(value => ({ seed: null, value }));
    const found = effect(of([4.1, 5.0, 3.9]), of([5.1, 4.9, 6.2, 5.7]))!;
    expect(found.delta).toBeCloseTo(1.14167, 4);
    expect(found.low).toBeCloseTo(-0.0546, 2);
    expect(found.high).toBeCloseTo(2.3379, 2);
  });

  it('knows nothing of the noise where repeats do not differ', () => {
    const of = (values: number[]) => values.map((value, seed) => ({ seed: `${seed}`, value }));
    expect(effect(of([0.9, 0.9]), of([0.95, 0.95]))).toBeUndefined();
    const shifted = effect(of([0.1, 0.2, 0.3]), of([0.2, 0.3, 0.4]))!;
    expect(shifted.pairs).toEqual([]);
    expect(shifted.low).toBeLessThan(0);
  });

  it('counts a seed that ran twice as one repeat', () => {
    const twice = [
      { seed: '1', value: 1 },
      { seed: '1', value: 3 },
      { seed: '2', value: 5 }
    ];
    expect(bySeed(twice)).toEqual([
      { seed: '1', value: 2 },
      { seed: '2', value: 5 }
    ]);
  });

  it('widens the interval for each candidate that is compared', () => {
    const of = (values: number[]) => values.map(value => ({ seed: null, value }));
    const [base, candidate] = [of([1, 2, 3]), of([5, 6, 7])];
    const width = (comparisons: number) => {
      const { low, high } = effect(base, candidate, comparisons)!;
      return high - low;
    };
    expect(width(6)).toBeGreaterThan(1.3 * width(1));
  });

  it('has the quantiles of the handbook and of other levels', () => {
    expect(tQuantile(5, 0.975)).toBeCloseTo(2.5706, 4);
    expect(tQuantile(2.5, 0.975)).toBeCloseTo(3.5747, 2);
    expect(tQuantile(10, 0.995)).toBeCloseTo(3.1693, 4);
    expect(tQuantile(1, 0.9995)).toBeCloseTo(636.6, 0);
  });

  it('needs two runs on each side', () => {
    expect(effect([{ seed: '1', value: 1 }], [{ seed: '1', value: 2 }])).toBeUndefined();
  });

  it('approaches the normal distribution', () => {
    expect(tQuantile(1)).toBeCloseTo(12.706);
    expect(tQuantile(60)).toBeCloseTo(2.0, 2);
    expect(tQuantile(1e9)).toBeCloseTo(1.96, 3);
  });
});
