/** Sessions, and what a notebook executes in them. */
import type { IFactBase } from './base';

/** A kernel (or script) began to record. */
export interface ISessionStarted extends IFactBase {
  k: 'session_started';
  session_id: string;
  project: string;
  /** Absolute path of the notebook or script; null when no resolver knew. */
  notebook_path: string | null;
  /** The resolver that answered: `env`, `jupyter`, `vscode`, `headless`, `script`, … */
  notebook_source: string | null;
  kernel_id: string | null;
  user: string;
  host: string;
  cwd: string;
  executable: string;
  python_version: string;
  platform: string;
  /** `jupyterlab`, `vscode`, `papermill`, `nbconvert`, `ipython`, `script`, … when known. */
  frontend: string | null;
  /** The session from which this one was started, as a script from a notebook. */
  parent_session_id?: string;
}

/** The session's notebook moved, or became known. */
export interface ISessionNotebook extends IFactBase {
  k: 'session_notebook';
  session_id: string;
  notebook_path: string;
}

/** The session ended in order. */
export interface ISessionEnded extends IFactBase {
  k: 'session_ended';
  session_id: string;
  /** Only in the companion's journal: `killed` when the process was found gone. */
  status?: 'ended' | 'killed';
}

/** Interpreter, packages and hardware, gathered off the main thread; stored once per hash. */
export interface IEnvironment extends IFactBase {
  k: 'environment';
  session_id: string;
  /** sha256 over the canonical JSON of the content below. */
  environment_hash: string;
  python_version: string;
  implementation: string;
  executable: string;
  platform: string;
  cpu: string | null;
  cpu_count: number | null;
  memory_bytes: number | null;
  gpus: { name: string; memory_bytes: number | null; driver: string | null }[];
  /** Distribution name (normalised, PEP 503) to version. */
  packages: { [name: string]: string };
}

/** State of the git repository around the notebook when the session began. */
export interface IGitState extends IFactBase {
  k: 'git_state';
  session_id: string;
  root: string;
  commit: string | null;
  branch: string | null;
  dirty: boolean;
  /** Remote address with credentials masked. */
  remote: string | null;
}

/** A cell began to execute. */
export interface ICellStarted extends IFactBase {
  k: 'cell_started';
  /** `<session_id>-<n>`. */
  execution_id: string;
  session_id: string;
  /** Counts executions of this writer from 1; packed rows refer to it. */
  n: number;
  /** nbformat cell id; null where the frontend does not send one. */
  cell_id: string | null;
  /** Order of the execution within its session, from 1. */
  position: number;
  execution_count: number | null;
  /** sha256 of the (redacted) source. */
  source_hash: string;
  /** The source; present the first time this writer meets the hash. */
  source?: string;
  tags: string[];
  /** The run that was active when the cell began. */
  run_id: string | null;
  /** True when credentials were masked in the source. */
  redacted?: boolean;
}

/** A cell's execution came to its end. */
export interface ICellEnded extends IFactBase {
  k: 'cell_ended';
  execution_id: string;
  status: 'ok' | 'error' | 'interrupted';
  error_name?: string;
  error_value?: string;
  traceback?: string;
  /** Seconds of CPU, all threads of the kernel process. */
  cpu_seconds?: number;
  /** Resident memory at the end less at the start, bytes. */
  memory_delta_bytes?: number;
  /** Highest resident memory of the process so far, bytes. */
  memory_peak_bytes?: number;
  /** The run that was active, or the last one started, when it ended. */
  run_id?: string | null;
}
