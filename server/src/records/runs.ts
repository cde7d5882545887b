/** Runs: their beginning, their end, and what people say of them. */
import type { IFactBase } from './base';

/** A run took place, wholly or in part, in this execution. */
export interface IRunCell extends IFactBase {
  k: 'run_cell';
  run_id: string;
  execution_id: string;
}

/** An attempt began. */
export interface IRunStarted extends IFactBase {
  k: 'run_started';
  run_id: string;
  session_id: string;
  execution_id: string | null;
  name: string;
  project: string;
  experiment: string | null;
  group: string | null;
  job_type: string | null;
  /** 1 for the first; a tracked cell that runs again opens 2, 3, … */
  attempt: number;
  /** What the attempts have in common: the first attempt's run id. */
  attempt_of: string | null;
  /** Planned number of steps, when said. */
  total_steps?: number | null;
  /** This process's part in a run that several make together: its number from 0, of so many. */
  rank?: number;
  world_size?: number;
}

/** The same run goes on in another session or process (`resume=`). */
export interface IRunResumed extends IFactBase {
  k: 'run_resumed';
  run_id: string;
  session_id: string;
  execution_id: string | null;
  rank?: number;
  world_size?: number;
}

export type RunStatus = 'running' | 'finished' | 'failed' | 'killed' | 'interrupted';

/** The run ended. In the companion's journal: an orphan was closed. */
export interface IRunEnded extends IFactBase {
  k: 'run_ended';
  run_id: string;
  status: Exclude<RunStatus, 'running'>;
  error_name?: string;
  error_value?: string;
  /** Of a run that several processes make together: this one's part of it ended. */
  rank?: number;
}

export interface IRunNamed extends IFactBase {
  k: 'run_named';
  run_id: string;
  name: string;
}

export interface IRunTagged extends IFactBase {
  k: 'run_tagged';
  run_id: string;
  add: string[];
  remove: string[];
}

/** The note of a run; empty text takes it away. */
export interface IRunNoted extends IFactBase {
  k: 'run_noted';
  run_id: string;
  note: string;
}

export interface IRunArchived extends IFactBase {
  k: 'run_archived';
  run_id: string;
  archived: boolean;
}

/** Somebody asked the processes that make the run to stop; they hear of it through the store's inbox. */
export interface IRunStopRequested extends IFactBase {
  k: 'run_stop_requested';
  run_id: string;
  /** Where it was asked from, as in "stopped from JupyterLab". */
  by: string;
}

/** The run that others of the project are compared with; null takes the mark away. */
export interface IBaselineSet extends IFactBase {
  k: 'baseline_set';
  project: string;
  run_id: string | null;
}

/** A colour slot (0–11 of the palette) or hidden state a person gave to a run; kept over restarts. */
export interface IRunShown extends IFactBase {
  k: 'run_shown';
  run_id: string;
  hidden: boolean;
}

/**
 * Points that a writer logged in a run after its end, all of them so far: said
 * after each call, seldom when they are many, and when the writer closes.
 */
export interface IRunLoggedAfterEnd extends IFactBase {
  k: 'run_logged_after_end';
  run_id: string;
  points: number;
}
