import { nullTranslator } from '@jupyterlab/translation';

import { cpuWords, timeChange } from '../answer/cost';
import { run } from './run';

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
    expect(timeChange(took(2), took(3))).toBeCloseTo(0.5);
    expect(timeChange(took(1.3), took(0.00048))).toBeNull();
    expect(timeChange(took(0.05), took(3))).toBeNull();
    expect(timeChange(took(null), took(3))).toBeNull();
  });
});
