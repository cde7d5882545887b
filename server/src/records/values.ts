/** What a run records: parameters, results and metrics. */
import type { IFactBase, Value } from './base';

/** Parameters; the last value wins, every value is kept in `events`. Nested mappings arrive flattened with dots. */
export interface IParams extends IFactBase {
  k: 'params';
  run_id: string;
  params: { [key: string]: Value };
}

/** Results stated by the user (`run.summary["test/acc"] = …`). */
export interface ISummary extends IFactBase {
  k: 'summary';
  run_id: string;
  summary: { [key: string]: Value };
}

/** How a metric is to be read: in one run, or in all runs of a project. */
export interface IMetricDefined extends IFactBase {
  k: 'metric_defined';
  /** Null where `project` is given. */
  run_id: string | null;
  /** All runs of it, those that come later among them; what a run says of itself after that holds for the run. */
  project?: string;
  key: string;
  /** The direction in which it gets better; null: none is said, and for a project that it has none. */
  goal: 'max' | 'min' | null;
  summary: 'max' | 'min' | 'last' | 'first' | 'mean' | null;
  /** The run's primary metric: what lists show and sort by. */
  primary?: boolean;
}

/** Declares what the packed rows of `series` hold: the run, and a key per value. */
export interface ISeriesFact extends IFactBase {
  k: 'series';
  /** Counts series of this writer from 1. */
  series: number;
  run_id: string;
  keys: string[];
}

/** One `log` call in words: used where a packed row cannot say it (an integer beyond 2^53). */
export interface IMetrics extends IFactBase {
  k: 'metrics';
  run_id: string;
  step: number;
  /** Execution number of this writer; 0 outside a cell. */
  n: number;
  values: { [key: string]: Value };
}
