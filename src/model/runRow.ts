import type { Cell, RunStatus } from '../companion/wire';
import type { DataStanding } from './dataDifference';
import type { Goal } from '../core/metricKind';

/** A run as lists show it: columns of `runs`, and its metric beside the baseline's. */
export interface IRunRow {
  run_id: string;
  name: string;
  project: string;
  experiment: string | null;
  notebook_path: string | null;
  status: RunStatus;
  started_at: string;
  ended_at: string | null;
  duration_seconds: number | null;
  last_step: number | null;
  total_steps: number | null;
  attempt: number;
  attempts: number;
  error_name: string | null;
  error_value: string | null;
  tags: string[] | null;
  note: string | null;
  archived: boolean;
  /** When somebody asked it to stop. */
  stop_requested_at: string | null;
  hidden: boolean;
  is_baseline: boolean;
  metric: string | null;
  goal: Goal;
  /** Best value of the metric, the last one where it has no goal; null when the run has none. */
  value: number | null;
  /** The step of that value, null where it is of none, and the metric's last value. */
  best_step: number | null;
  last_value: number | null;
  /** When something of the run was last recorded. */
  updated_at: string | null;
  /** Last sign of life of a run whose process cannot be seen and that gives none. */
  silent_since: string | null;
  /** The project's baseline in the same metric. */
  baseline_value: number | null;
  /** Whether its data lets it be compared with the baseline. */
  data: DataStanding | null;
  /** Whether it has the baseline's parameters but for seeds. */
  is_repeat: boolean;
  /** Of how many seeds the baseline ran, and how far apart repeats of it lie; null: not known. */
  baseline_repeats: number;
  noise: number | null;
  /** In a list of the best first, whether it used the data that most of them used; else null. */
  ranked: 'fair' | 'other data' | null;
  diverged_metric: string | null;
  diverged_at_step: number | null;
  /** What that metric ended with: may travel as text. */
  diverged_value: Cell;
  points_after_end: number | null;
  [column: string]: Cell;
}
