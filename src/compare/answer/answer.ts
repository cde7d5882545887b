/**
 * What a comparison of two runs says, in facts that a view puts into words.
 *
 * Rules (design: "uncertainty is part of the number")
 * - "better" and "worse" need at least two runs on each side and a 95 %
 *   interval of the difference that leaves out zero.
 * - One run against one states both values and that they are too few to tell.
 * - A cause is never claimed: what changed stands beside, all of it.
 */
import type { IMetricSummary, IRunRecord } from '../data/runRecord';
import { effect, mean, type IEffect, type ISample } from './statistics';
import { replicates, seedOf } from './replicates';

export type Verdict = 'better' | 'worse' | 'noise' | 'few' | 'equal' | 'missing';

export interface IAnswer {
  verdict: Verdict;
  metric: string;
  goal: 'max' | 'min';
  /** Values compared: a run's, or the mean over its seeds. */
  base: number | null;
  candidate: number | null;
  delta: number | null;
  /** The raw difference's worth by the metric's goal: 1 better, −1 worse, 0 equal or unknown. */
  worth: -1 | 0 | 1;
  effect: IEffect | null;
  /** Runs behind each value. */
  baseRuns: number;
  candidateRuns: number;
}

/** Compares `candidate` with `base` by `metric`; runs of `all` that differ only in seed count with them. */
export function answer(
  base: IRunRecord,
  candidate: IRunRecord,
  metric: string,
  all: readonly IRunRecord[]
): IAnswer {
  const goal = (candidate.metrics.get(metric) ?? base.metrics.get(metric))?.goal ?? 'max';
  const left = samples(replicates(base, all), metric);
  const right = samples(replicates(candidate, all), metric);
  const isSameGroup = replicates(base, all).includes(candidate);
  const grouped = !isSameGroup ? effect(left, right) : undefined;
  const b = grouped ? mean(left.map(s => s.value)) : value(base, metric);
  const c = grouped ? mean(right.map(s => s.value)) : value(candidate, metric);
  const delta = b !== null && c !== null ? c - b : null;
  const worth = delta === null ? 0 : (Math.sign(goal === 'min' ? -delta : delta) as -1 | 0 | 1);
  return {
    verdict: verdict(delta, worth, grouped),
    metric,
    goal,
    base: b,
    candidate: c,
    delta,
    worth,
    effect: grouped ?? null,
    baseRuns: grouped ? left.length : 1,
    candidateRuns: grouped ? right.length : 1
  };
}

/** A run's value of a metric: the best one by its goal, or as its summary says. */
export function value(run: IRunRecord, metric: string): number | null {
  const best = run.metrics.get(metric)?.best ?? null;
  return Number.isNaN(best) ? null : best;
}

function samples(runs: readonly IRunRecord[], metric: string): ISample[] {
  return runs
    .map(run => ({ seed: seedOf(run), value: value(run, metric) }))
    .filter((sample): sample is ISample => sample.value !== null);
}

function verdict(delta: number | null, worth: number, found: IEffect | undefined): Verdict {
  if (delta === null) {
    return 'missing';
  }
  if (!found) {
    return delta === 0 ? 'equal' : 'few';
  }
  if (found.low <= 0 && found.high >= 0) {
    return 'noise';
  }
  return worth > 0 ? 'better' : 'worse';
}

/** Metrics that a comparison can be about: those of the baseline first by importance, then the others'. */
export function comparableMetrics(runs: readonly IRunRecord[]): string[] {
  const found = new Map<string, { shared: number; primary: boolean }>();
  for (const run of runs) {
    for (const { key, isPrimary } of run.metrics.values()) {
      const entry = found.get(key) ?? { shared: 0, primary: false };
      entry.shared++;
      entry.primary ||= isPrimary || run.primaryMetric === key;
      found.set(key, entry);
    }
  }
  return [...found]
    .sort(
      ([a, x], [b, y]) =>
        Number(y.primary) - Number(x.primary) || y.shared - x.shared || a.localeCompare(b)
    )
    .map(([key]) => key);
}

/** Whether the summary's value is of an earlier step than the last: chosen by looking at the metric. */
export function isChosenStep(summary: IMetricSummary | undefined): boolean {
  return (
    !!summary && summary.best !== null && summary.bestStep !== null && summary.best !== summary.last
  );
}
