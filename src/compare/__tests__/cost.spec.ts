import { nullTranslator } from '@jupyterlab/translation';

import { cpuWords, sideCost, timeChange } from '../answer/cost';
import { run } from '../../model/comparison/__tests__/run';

const trans = nullTranslator.load('nbtrail');

const took = (duration: number | null, cpuSeconds: number | null = null, cores: number | null = 8) => ({
  ...run('a', {}),
  duration,
  cost: { cpuSeconds, cores, memoryPeak: null }
});

describe('what a run cost', () => {
  it('is its processor time, with as many threads as could have run', () => {
    expect(cpuWords(took(3, 2.9), trans)).toBe('2.9 s CPU time');
    expect(cpuWords(took(3, 12), trans)).toBe('12 s CPU time over 4 threads');
  });

  it.each([
    ['more threads than the machine has cores', took(1.5, 126)],
    ['a run shorter than a reading', took(0.05, 0.04)],
    ['time that is not its own', took(3, null)],
    ['a run without cells', { ...took(3), cost: null }]
  ])('says nothing of %s', (_, record) => {
    expect(cpuWords(record, trans)).toBeNull();
  });

  it('is a share of the baseline’s time only where both can be told from nothing', () => {
    expect(timeChange(2, 3)).toBeCloseTo(0.5);
    expect(timeChange(1.3, 0.00048)).toBeNull();
    expect(timeChange(0.05, 3)).toBeNull();
    expect(timeChange(null, 3)).toBeNull();
  });

  it('is the mean of the runs that count for a side, and not of the one that is looked at', () => {
    const [fast, slow] = [took(1), took(3)];
    expect(sideCost(fast, { members: [fast, slow] })).toMatchObject({ seconds: 2, runs: 2 });
    expect(sideCost(fast, { members: [] })).toMatchObject({ seconds: 1, runs: 1 });
    expect(sideCost(fast, { members: [fast, took(null)] }).seconds).toBeNull();
  });

  it('is the most memory that one of them held', () => {
    const held = (memoryPeak: number | null) => ({ ...run('a', {}), cost: { cpuSeconds: null, cores: 8, memoryPeak } });
    expect(sideCost(held(1), { members: [held(5), held(9), held(null)] }).memoryPeak).toBe(9);
  });
});
