import type { Cell, IResult, RunStatus } from '../../companion/wire';
import type { IDivergence } from '../divergence';
import type { HashKind, IDataHash } from '../dataDifference';
import { goalOf, type Goal } from '../../core/metricKind';
import { numberOf, rowsOf } from '../../companion/rows';

/** A run as the comparison and the run view know it. Times are seconds since the epoch. */
export interface IRunRecord {
  runId: string;
  name: string;
  project: string;
  experiment: string | null;
  status: RunStatus;
  started: number;
  ended: number | null;
  /** Seconds; up to now while it is running. */
  duration: number | null;
  sessionId: string;
  notebookPath: string | null;
  attempt: number;
  attempts: number;
  tags: string[];
  note: string;
  isBaseline: boolean;
  archived: boolean;
  /** Somebody asked it to stop, and it still runs. */
  isStopping: boolean;
  totalSteps: number | null;
  lastStep: number | null;
  errorName: string | null;
  errorValue: string | null;
  primaryMetric: string | null;
  host: string | null;
  userName: string | null;
  gitCommit: string | null;
  gitBranch: string | null;
  gitDirty: boolean | null;
  environmentHash: string | null;
  divergence: IDivergence | null;
  /** Points that were logged after it had ended. */
  pointsAfterEnd: number;
  data: readonly IDataUse[];
  params: ReadonlyMap<string, IParam>;
  metrics: ReadonlyMap<string, IMetricSummary>;
  cost: ICost | null;
}

export interface IParam {
  value: string | null;
  number: number | null;
  type: string;
}

export interface IMetricSummary {
  key: string;
  goal: Goal;
  /** Which value summarises it, as defined; null: the best by its goal. */
  summary: string | null;
  isPrimary: boolean;
  count: number;
  nanCount: number;
  best: number | null;
  bestStep: number | null;
  last: number | null;
  lastStep: number | null;
  /** The first step after its last good value; null unless it diverged. */
  divergedAt: number | null;
}

/** A dataset that the run used. */
export interface IDataUse extends IDataHash {
  name: string;
  version: number | null;
  rows: number | null;
}

/** What the run's cells used. */
export interface ICost {
  /** Null where the cells were not the run's alone. */
  cpuSeconds: number | null;
  /** Logical cores of its machine; null when not known. */
  cores: number | null;
  memoryPeak: number | null;
}

export const RUNS_SQL = `SELECT run_id, name, project, experiment, status, epoch(started_at) AS started,
  epoch(ended_at) AS ended, duration_seconds, session_id, notebook_path, attempt, attempts, tags, note,
  is_baseline, archived, stop_requested_at IS NOT NULL AS stop_requested, total_steps, last_step, error_name, error_value, primary_metric, host, user_name,
  git_commit, git_branch, git_dirty, environment_hash, diverged_metric, diverged_at_step, diverged_value, points_after_end
FROM runs
WHERE list_contains($runs, run_id)`;

export const PARAMS_SQL = `SELECT run_id, key, value, number, type
FROM params
WHERE list_contains($runs, run_id)
ORDER BY key`;

export const SUMMARY_SQL = `SELECT run_id, key, goal, summary, is_primary, count, nan_count, best_value, best_step, last_value, last_step,
  diverged_at_step
FROM metric_summary
WHERE list_contains($runs, run_id)
ORDER BY key`;

export const DATA_SQL = `SELECT run_id, role, name, dataset_hash, hash_kind, version, rows
FROM run_datasets
WHERE list_contains($runs, run_id)
ORDER BY role, name, version`;

/** The time of a cell is a run's own where no other run was open in it, and the run was for all but a tenth of it. */
export const COST_SQL = `WITH used AS (
  SELECT rc.run_id, c.cpu_seconds, c.memory_peak_bytes, c.duration_seconds, e.cpu_count,
    epoch(least(c.ended_at, r.ended_at)) - epoch(greatest(c.started_at, r.started_at)) AS own_seconds,
    EXISTS (SELECT 1 FROM run_cells o WHERE o.execution_id = rc.execution_id AND o.run_id <> rc.run_id) AS shared
  FROM run_cells rc
  JOIN runs r ON r.run_id = rc.run_id
  JOIN cells c ON c.execution_id = rc.execution_id
  LEFT JOIN environments e ON e.environment_hash = r.environment_hash
  WHERE list_contains($runs, rc.run_id)
)
SELECT run_id,
  CASE WHEN NOT bool_or(shared) AND sum(own_seconds) >= 0.9 * sum(duration_seconds) THEN sum(cpu_seconds) END AS cpu_seconds,
  max(cpu_count) AS cores, max(memory_peak_bytes) AS memory_peak
FROM used
GROUP BY run_id`;

type Row = { [column: string]: Cell };

const text = (cell: Cell | undefined) => (cell === null || cell === undefined ? null : String(cell));

export function readRuns(result: IResult): Omit<IRunRecord, 'params' | 'metrics' | 'cost' | 'data'>[] {
  return rowsOf<Row>(result).map(row => {
    const started = numberOf(row.started) ?? 0;
    const running = row.status === 'running';
    return {
      runId: String(row.run_id),
      name: String(row.name),
      project: String(row.project),
      experiment: text(row.experiment),
      status: row.status as RunStatus,
      started,
      ended: numberOf(row.ended),
      duration: running ? Math.max(0, Date.now() / 1000 - started) : numberOf(row.duration_seconds),
      sessionId: String(row.session_id),
      notebookPath: text(row.notebook_path),
      attempt: numberOf(row.attempt) ?? 1,
      attempts: numberOf(row.attempts) ?? 1,
      tags: ((row.tags as Cell[] | null) ?? []).map(String),
      note: text(row.note) ?? '',
      isBaseline: row.is_baseline === true,
      archived: row.archived === true,
      isStopping: running && row.stop_requested === true,
      totalSteps: numberOf(row.total_steps),
      lastStep: numberOf(row.last_step),
      errorName: text(row.error_name),
      errorValue: text(row.error_value),
      primaryMetric: text(row.primary_metric),
      host: text(row.host),
      userName: text(row.user_name),
      gitCommit: text(row.git_commit),
      gitBranch: text(row.git_branch),
      gitDirty: row.git_dirty as boolean | null,
      environmentHash: text(row.environment_hash),
      divergence:
        row.diverged_metric === null || row.diverged_metric === undefined
          ? null
          : {
              metric: String(row.diverged_metric),
              step: numberOf(row.diverged_at_step),
              value: numberOf(row.diverged_value)
            },
      pointsAfterEnd: numberOf(row.points_after_end) ?? 0
    };
  });
}

/** Values per run id and key. */
export type ByRun<T> = Map<string, Map<string, T>>;

export function readParams(result: IResult): ByRun<IParam> {
  return byRun(result, row => ({
    value: text(row.value),
    number: numberOf(row.number),
    type: String(row.type)
  }));
}

export function readSummaries(result: IResult): ByRun<IMetricSummary> {
  return byRun(result, row => ({
    key: String(row.key),
    goal: goalOf(row.goal),
    summary: text(row.summary),
    isPrimary: row.is_primary === true,
    count: numberOf(row.count) ?? 0,
    nanCount: numberOf(row.nan_count) ?? 0,
    best: numberOf(row.best_value),
    bestStep: numberOf(row.best_step),
    last: numberOf(row.last_value),
    lastStep: numberOf(row.last_step),
    divergedAt: numberOf(row.diverged_at_step)
  }));
}

export function readCosts(result: IResult): Map<string, ICost> {
  return new Map(
    rowsOf<Row>(result).map(row => [
      String(row.run_id),
      { cpuSeconds: numberOf(row.cpu_seconds), cores: numberOf(row.cores), memoryPeak: numberOf(row.memory_peak) }
    ])
  );
}

export function readData(result: IResult): Map<string, IDataUse[]> {
  const found = new Map<string, IDataUse[]>();
  for (const row of rowsOf<Row>(result)) {
    const id = String(row.run_id);
    const use = {
      role: text(row.role) ?? '',
      name: String(row.name),
      hash: text(row.dataset_hash),
      hashKind: row.hash_kind as HashKind,
      version: numberOf(row.version),
      rows: numberOf(row.rows)
    };
    found.set(id, [...(found.get(id) ?? []), use]);
  }
  return found;
}

function byRun<T>(result: IResult, read: (row: Row) => T): ByRun<T> {
  const found: ByRun<T> = new Map();
  for (const row of rowsOf<Row>(result)) {
    const id = String(row.run_id);
    const of = found.get(id) ?? new Map<string, T>();
    of.set(String(row.key), read(row));
    found.set(id, of);
  }
  return found;
}
