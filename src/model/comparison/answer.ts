/**
 * What a comparison of two runs finds, in facts that a view puts into words.
 *
 * Rules (design: "uncertainty is part of the number")
 * - Only runs that ran count as repeats: what failed, was stopped, still runs or
 *   diverged is left out of means, and said, unless a person counts it in.
 * - A difference is told from noise only with at least two runs on each side and
 *   an interval that leaves out zero, wider the more candidates are compared.
 * - "better" and "worse" also need a metric whose direction is known, and nothing
 *   else that decides the number: see {@link judged}.
 * - Of two single runs both values are stated, and that they are too few to judge.
 * - A cause is never claimed: what changed stands beside, all of it.
 */
import type { Goal } from '../../core/metricKind';
import type { IMetricSummary, IRunRecord } from '../run/runRecord';
import type { IFairness } from './fairness';
import { configurations, isSameSetting, leftOut, replicates, seedOf, type LeftOut } from './replicates';
import { bySeed, effect, mean, type IEffect, type ISample } from './statistics';
import { mapPair } from '../../core/pair';

/** `moved` is a difference outside of noise that is known to be neither better nor worse. */
export type Verdict = 'better' | 'worse' | 'moved' | 'noise' | 'few' | 'equal' | 'missing' | 'diverged' | 'unfair';

/** One side of the answer. */
export interface IGroup {
  /** The run's value, or the mean over its repeats. */
  value: number | null;
  /** Repeats behind the value: runs, those of one seed as one; 0 where all are left out. */
  repeats: number;
  /** The runs that count. */
  members: IRunRecord[];
  /** All of the group, those that are left out among them. */
  all: number;
  leftOut: { run: IRunRecord; why: LeftOut }[];
  /** Seeds behind the value; null where some run has none. */
  seeds: readonly string[] | null;
}

export interface IAnswer {
  verdict: Verdict;
  metric: string;
  goal: Goal;
  /** Values compared: a run's, or the mean over its seeds. */
  base: number | null;
  candidate: number | null;
  delta: number | null;
  /** The raw difference's worth by the metric's goal: 1 better, −1 worse, 0 equal or unknown. */
  worth: -1 | 0 | 1;
  effect: IEffect | null;
  baseGroup: IGroup;
  candidateGroup: IGroup;
  /** Candidates that the baseline is compared with, each a configuration. */
  comparisons: number;
  /** Runs of the two settings that repeat neither side, as they had other data. */
  onOtherData: number;
}

/**
 * Compares `candidate` with `base` by `metric`; runs of `all` that differ only in seed count with them.
 *
 * @param counted - ids of runs that count although they did not run to their end.
 */
export function answer(
  base: IRunRecord,
  candidate: IRunRecord,
  metric: string,
  all: readonly IRunRecord[],
  counted: ReadonlySet<string> = new Set()
): IAnswer {
  const goal = (candidate.metrics.get(metric) ?? base.metrics.get(metric))?.goal ?? null;
  const isSameGroup = replicates(base, all).includes(candidate);
  const comparisons = Math.max(1, configurations(all) - 1);
  const groups = mapPair([base, candidate], run => (isSameGroup ? [run] : replicates(run, all)));
  const [left, right] = mapPair(groups, runs => samples(runs, metric, counted));
  const onOtherData = isSameSetting(base, candidate)
    ? 0
    : all.filter(run => !groups.flat().includes(run) && [base, candidate].some(side => isSameSetting(side, run)))
        .length;
  const found = effect(left.samples, right.samples, comparisons) ?? null;
  const [baseGroup, candidateGroup] = [group(base, metric, left), group(candidate, metric, right)];
  const [b, c] = [baseGroup.value, candidateGroup.value];
  const delta = b !== null && c !== null ? c - b : null;
  const worth = delta === null || goal === null ? 0 : (Math.sign(goal === 'min' ? -delta : delta) as -1 | 0 | 1);
  const isDiverged = (run: IRunRecord, { samples }: ISamples): boolean =>
    run.metrics.get(metric)?.divergedAt !== null && run.metrics.has(metric) && samples.length === 0;
  const hasDiverged = isDiverged(base, left) || isDiverged(candidate, right);
  return {
    verdict: hasDiverged ? 'diverged' : verdict(delta, worth, found),
    metric,
    goal,
    base: b,
    candidate: c,
    delta,
    worth,
    effect: found,
    baseGroup,
    candidateGroup,
    comparisons,
    onOtherData
  };
}

/**
 * The answer in the light of what else differs: without a fair test nothing is
 * better; where other things that decide the number differ too, it only moved.
 */
export function judged(found: IAnswer, fair: readonly IFairness[]): IAnswer {
  if (found.verdict === 'missing') {
    return found;
  }
  if (fair.some(({ kind }) => kind === 'unfair')) {
    return { ...found, verdict: 'unfair', worth: 0 };
  }
  const claims = found.verdict === 'better' || found.verdict === 'worse';
  return claims && fair.some(({ why }) => why !== undefined) ? { ...found, verdict: 'moved', worth: 0 } : found;
}

/** A run's value of a metric: the best one by its goal, or the one that its summary defines. */
export function value(run: IRunRecord, metric: string): number | null {
  const best = run.metrics.get(metric)?.best ?? null;
  return Number.isFinite(best) ? best : null;
}

/** A run's value of a metric at its last step. */
export function lastValue(run: IRunRecord, metric: string): number | null {
  const last = run.metrics.get(metric)?.last ?? null;
  return Number.isFinite(last) ? last : null;
}

/**
 * What a side reached in any metric: the mean over the runs that count for it, the run's own value where none does.
 *
 * @param read - which value of a run.
 */
export function sideValue(
  run: IRunRecord,
  { members }: Pick<IGroup, 'members'>,
  metric: string,
  read: typeof value = value
): number | null {
  const found = samplesOf(members, metric, read);
  return found.length > 0 ? mean(found.map(sample => sample.value)) : read(run, metric);
}

/** What runs reached, those of one seed as one. */
function samplesOf(runs: readonly IRunRecord[], metric: string, read: typeof value): ISample[] {
  return bySeed(
    runs
      .map(run => ({ seed: seedOf(run), value: read(run, metric) }))
      .filter((sample): sample is ISample => sample.value !== null)
  );
}

interface ISamples {
  samples: ISample[];
  members: IRunRecord[];
  all: number;
  leftOut: IGroup['leftOut'];
}

function samples(runs: readonly IRunRecord[], metric: string, counted: ReadonlySet<string>): ISamples {
  const judgedRuns = runs.map(run => ({ run, why: leftOut(run, counted) }));
  const members = judgedRuns
    .filter(({ run, why }) => why === null && value(run, metric) !== null)
    .map(({ run }) => run);
  return {
    samples: samplesOf(members, metric, value),
    members,
    all: runs.length,
    leftOut: judgedRuns.filter((entry): entry is { run: IRunRecord; why: LeftOut } => entry.why !== null)
  };
}

/** A run whose repeats are all left out, itself among them, still has its own value. */
function group(run: IRunRecord, metric: string, sides: ISamples): IGroup {
  const { samples: found, members, all, leftOut: out } = sides;
  const seeds = found.map(({ seed }) => seed);
  return {
    value: sideValue(run, sides, metric),
    repeats: found.length,
    members,
    all,
    leftOut: out,
    seeds: seeds.every(seed => seed !== null) && seeds.length > 0 ? (seeds as string[]).sort() : null
  };
}

function verdict(delta: number | null, worth: number, found: IEffect | null): Verdict {
  if (delta === null) {
    return 'missing';
  }
  if (!found) {
    return delta === 0 ? 'equal' : 'few';
  }
  if (found.low <= 0 && found.high >= 0) {
    return 'noise';
  }
  return worth === 0 ? 'moved' : worth > 0 ? 'better' : 'worse';
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
    .sort(([a, x], [b, y]) => Number(y.primary) - Number(x.primary) || y.shared - x.shared || a.localeCompare(b))
    .map(([key]) => key);
}

/** Whether the summary's value is of an earlier step than the last: chosen by looking at the metric. */
export function isChosenStep(summary: IMetricSummary | undefined): boolean {
  return !!summary && summary.best !== null && summary.bestStep !== null && summary.best !== summary.last;
}
