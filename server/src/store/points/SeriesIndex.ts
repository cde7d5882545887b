/**
 * The metrics of the runs that are being written to, whoever writes: their
 * series, their definitions, and which of them is the primary one. Held in
 * memory while one of their writers is followed, and written back in each
 * transaction.
 *
 * Primary is the metric marked so last, else the first one defined with a goal,
 * else the one whose name tells most.
 */
import { preference } from './metricName';
import type { Row } from '../merge/Register';
import { type IAim, type IDefinition, Series } from './Series';
import type { Stage } from '../merge/Stage';

/** Series whose rows are kept at most, to write only what changed: more than are written to at a time. */
const REMEMBERED = 20_000;

interface IRunMetrics {
  project: string | null;
  series: Map<string, Series>;
  definitions: Map<string, IDefinition>;
  /** Of the keys with series the one whose name tells most. */
  preferred: string | null;
  /** The primary one by definition. */
  defined: string | null;
  /** Those that ended off the track. */
  diverged: Set<Series>;
}

export class SeriesIndex {
  /**
   * @param last - the greatest number that a series has in the tables
   * @param aims - what was said of the metrics of whole projects
   */
  constructor(
    private last: number,
    aims: readonly { project: string; key: string; aim: IAim }[]
  ) {
    aims.forEach(({ project, key, aim }) => this.aims.set(aimed(project, key), aim));
  }

  /** Whether the run's metrics are here. */
  has(runId: string): boolean {
    return this.runs.has(runId);
  }

  /** Take in everything that the tables have of these runs. */
  take(
    runs: readonly { run_id: string; project: string | null }[],
    found: readonly Series[],
    definitions: readonly { run_id: string; key: string; definition: IDefinition }[]
  ): void {
    for (const { run_id, project } of runs) {
      this.runs.set(run_id, {
        project,
        series: new Map(),
        definitions: new Map(),
        preferred: null,
        defined: null,
        diverged: new Set()
      });
    }
    for (const { run_id, key, definition } of definitions) {
      this.of(run_id).definitions.set(key, definition);
    }
    for (const series of found) {
      const run = this.of(series.run_id);
      run.series.set(series.key, series);
      series.definition = run.definitions.get(series.key);
      series.aim = this.aimOf(run.project, series.key);
      run.preferred = morePreferred(series.key, run.preferred);
    }
    for (const { run_id } of runs) {
      const run = this.of(run_id);
      run.defined = definedPrimary(run.definitions);
      const primary = run.series.get(primaryOf(run) ?? '');
      if (primary) {
        primary.isPrimary = true;
      }
      run.diverged = new Set([...run.series.values()].filter(({ divergence }) => divergence !== null));
    }
  }

  /** A run begins in this project. */
  place(runId: string, project: string | null): void {
    const run = this.runs.get(runId);
    if (run && run.project === null) {
      run.project = project;
      run.series.forEach(series => this.aimAt(series, this.aimOf(run.project, series.key)));
    }
  }

  /** What was said of a metric for all runs of a project. */
  aimOf(project: string | null, key: string): IAim | undefined {
    return project === null || this.aims.size === 0 ? undefined : this.aims.get(aimed(project, key));
  }

  /** A metric's direction for all runs of a project; of several the newest holds. */
  aim(project: string, key: string, aim: IAim): void {
    if ((this.aims.get(aimed(project, key))?.by ?? '') > aim.by) {
      return;
    }
    this.aims.set(aimed(project, key), aim);
    for (const run of this.runs.values()) {
      const series = run.project === project ? run.series.get(key) : undefined;
      if (series) {
        this.aimAt(series, aim);
      }
    }
  }

  /** The series of a metric; a new one where there is none. The run has to be here. */
  series(runId: string, key: string): Series {
    const run = this.of(runId);
    let series = run.series.get(key);
    if (!series) {
      series = new Series(0, runId, key);
      series.definition = run.definitions.get(key);
      series.aim = this.aimOf(run.project, key);
      run.series.set(key, series);
      this.changed.add(series);
      const before = primaryOf(run);
      run.preferred = morePreferred(key, run.preferred);
      this.lead(runId, run, before);
    }
    return series;
  }

  /** What a `metric_defined` fact says; of several the newest holds. The run has to be here. */
  define(runId: string, key: string, definition: IDefinition): void {
    const run = this.of(runId);
    if ((run.definitions.get(key)?.by ?? '') > definition.by) {
      return;
    }
    const before = primaryOf(run);
    run.definitions.set(key, definition);
    run.defined = definedPrimary(run.definitions);
    const series = run.series.get(key);
    if (series) {
      series.definition = definition;
      this.changed.add(series);
    }
    this.lead(runId, run, before);
  }

  /**
   * It has a new point, and its summary has to be written. Numbers are given in
   * the order of first points: what is written together lies together.
   */
  touch(series: Series): void {
    series.id ||= ++this.last;
    this.changed.add(series);
  }

  /** Those whose ends only their points can tell. */
  get doubtful(): Series[] {
    return [...this.changed].filter(({ doubts }) => doubts.length > 0);
  }

  /** Write what changed into the stage. */
  settle(stage: Stage): void {
    for (const series of this.changed) {
      if (series.id === 0) {
        continue;
      }
      const row = series.toRow();
      stage.put('series', { series: series.id }, 'told', ' ', row, series.kept);
      this.remember(series, row);
      const { diverged } = this.of(series.run_id);
      const isDiverged = row.diverged_at_step !== null;
      if (series.isPrimary || isDiverged || diverged.has(series)) {
        this.changedRuns.add(series.run_id);
      }
      if (isDiverged) {
        diverged.add(series);
      } else {
        diverged.delete(series);
      }
    }
    for (const run_id of this.changedRuns) {
      const run = this.of(run_id);
      const primary_metric = primaryOf(run);
      const series = run.series.get(primary_metric ?? '');
      const worst = mostPreferredOf(run.diverged);
      stage.put('run', { run_id }, 'led', ' ', {
        primary_metric,
        primary_goal: series?.goal ?? null,
        primary_value: series?.best.value ?? null,
        diverged_metric: worst?.key ?? null,
        diverged_at_step: worst?.divergence?.step ?? null,
        diverged_value: worst?.divergence?.value ?? null
      });
    }
    this.changed.clear();
    this.changedRuns.clear();
  }

  /** Forget the runs that nobody needs any more. */
  keep(needed: ReadonlySet<string>): void {
    for (const runId of this.runs.keys()) {
      if (!needed.has(runId)) {
        this.runs.get(runId)?.series.forEach(series => this.remembered.delete(series));
        this.runs.delete(runId);
      }
    }
  }

  /** What the table has of it, for as long as it is among those written last. */
  private remember(series: Series, row: Row): void {
    series.kept = row;
    this.remembered.delete(series);
    this.remembered.add(series);
    if (this.remembered.size > REMEMBERED) {
      // Many at a time: to find the first of a set that was changed is slow.
      for (const oldest of this.remembered) {
        oldest.kept = undefined;
        this.remembered.delete(oldest);
        if (this.remembered.size <= REMEMBERED / 2) {
          break;
        }
      }
    }
  }

  private of(runId: string): IRunMetrics {
    const run = this.runs.get(runId);
    if (!run) {
      throw new Error(`The metrics of run ${runId} were not read`);
    }
    return run;
  }

  /** Where another metric is the primary one now, say so. */
  private lead(runId: string, run: IRunMetrics, before: string | null): void {
    const now = primaryOf(run);
    for (const key of new Set([before, now])) {
      const series = run.series.get(key ?? '');
      if (series && series.isPrimary !== (key === now)) {
        series.isPrimary = key === now;
        this.changed.add(series);
      }
    }
    if (before !== now) {
      this.changedRuns.add(runId);
    }
  }

  private aimAt(series: Series, aim: IAim | undefined): void {
    if (series.aim !== aim) {
      series.aim = aim;
      this.changed.add(series);
    }
  }

  private readonly aims = new Map<string, IAim>();
  private readonly runs = new Map<string, IRunMetrics>();
  private readonly changed = new Set<Series>();
  /** Those whose rows are kept, the one written longest ago first. */
  private readonly remembered = new Set<Series>();
  /** Runs whose primary metric, or what it came to, has to be written. */
  private readonly changedRuns = new Set<string>();
}

const aimed = (project: string, key: string): string => `${project}\0${key}`;

/** What tells of a run that it diverged: its primary metric, else a loss, else what went first. */
export function mostPreferredOf(diverged: Iterable<Series>): Series | undefined {
  const rank = ({ isPrimary, goal }: Series): number => (isPrimary ? 0 : goal === 'min' ? 1 : 2);
  return [...diverged].sort(
    (a, b) => rank(a) - rank(b) || (a.divergence?.step ?? 0) - (b.divergence?.step ?? 0) || (a.key < b.key ? -1 : 1)
  )[0];
}

function primaryOf(run: IRunMetrics): string | null {
  return run.defined ?? run.preferred;
}

/** Of equal ones the first in the alphabet. */
function morePreferred(key: string, than: string | null): string {
  if (than === null) {
    return key;
  }
  const difference = preference(key) - preference(than) || (key < than ? -1 : 1);
  return difference < 0 ? key : than;
}

function definedPrimary(definitions: ReadonlyMap<string, IDefinition>): string | null {
  let marked: [string, string] | null = null;
  let aimed: [string, string] | null = null;
  for (const [key, { by, goal, primary }] of definitions) {
    if (primary && (marked === null || by > marked[1])) {
      marked = [key, by];
    }
    if (goal !== null && (aimed === null || by < aimed[1])) {
      aimed = [key, by];
    }
  }
  return (marked ?? aimed)?.[0] ?? null;
}
