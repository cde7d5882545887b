import type { TranslationBundle } from '@jupyterlab/translation';

import { formatDuration } from '../../core/format';
import type { IRunRecord } from '../../model/run/runRecord';
import type { IGroup } from '../../model/comparison/answer';
import { mean } from '../../model/comparison/statistics';

/** Seconds of a run below which a share of its time is mostly chance. */
const COMPARABLE_SECONDS = 0.1;

/** Seconds of a run below which its processor time cannot be separated from what the kernel does anyway. */
const READING_SECONDS = 1;

/** What one side of a comparison cost. */
export interface ISideCost {
  /** Of repeats the mean. */
  seconds: number | null;
  /** Of repeats the most. */
  memoryPeak: number | null;
  /** Runs that these are of. */
  runs: number;
}

/** The cost of the runs that count for a side, as its value is theirs; the run's own where none does. */
export function sideCost(run: IRunRecord, { members }: Pick<IGroup, 'members'>): ISideCost {
  const runs = members.length > 0 ? members : [run];
  const seconds = runs.flatMap(({ duration }) => duration ?? []);
  const peaks = runs.flatMap(({ cost }) => cost?.memoryPeak ?? []);
  return {
    seconds: seconds.length === runs.length ? mean(seconds) : null,
    memoryPeak: peaks.length > 0 ? Math.max(...peaks) : null,
    runs: runs.length
  };
}

/** The candidate's time less the baseline's as a share of that; null where one is too short to compare. */
export function timeChange(base: number | null, candidate: number | null): number | null {
  const [a, b] = [base ?? 0, candidate ?? 0];
  return Math.min(a, b) < COMPARABLE_SECONDS ? null : b / a - 1;
}

/**
 * The run's CPU time of all threads, beside which the duration would look wrong:
 * `3.9 s CPU time over 10 threads`. Null where it is not known to be the run's own.
 */
export function cpuWords({ cost, duration }: IRunRecord, trans: TranslationBundle): string | null {
  if (!cost?.cpuSeconds || duration === null || duration < READING_SECONDS) {
    return null;
  }
  const threads = Math.round(cost.cpuSeconds / duration);
  if (cost.cores !== null && threads > cost.cores) {
    return null;
  }
  const time = formatDuration(cost.cpuSeconds);
  return threads > 1 ? trans.__('%1 CPU time over %2 threads', time, threads) : trans.__('%1 CPU time', time);
}
