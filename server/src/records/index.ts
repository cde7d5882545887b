/**
 * The records of a journal: every fact nbtrail knows, as it is written down.
 *
 * A writer (one kernel, one command, one companion's life) owns the folder
 * `journal/<writer_id>/` and appends to it; nobody else writes there.
 * Words go to `facts-<n>.ndjson`, one {@link Fact} a line; numbers go to
 * `numbers-<n>.bin`, packed rows whose meaning a {@link SeriesFact} declares
 * before the first of them. docs/journal.md describes both byte for byte.
 *
 * Invariants
 * - `seq` starts at 1 and counts up by one per writer, across facts segments.
 * - Every id (`run_id`, `session_id`, `execution_id`) is made by the writer, so
 *   writers never have to agree, and applying a record twice or in another
 *   order between writers gives the same database.
 * - What can be changed later (a name, tags, notes, a status) is decided by the
 *   newest `t`; at the same `t` by writer id, then `seq`.
 * - Readers keep kinds and fields that they do not know.
 *
 * This module holds types and constants only: the browser side imports it too.
 */

/** Version of the journal's format, in every fact's `v`. */
export const JOURNAL_VERSION = 1;

/**
 * A JSON value in which every Python number survives. What JSON cannot say is
 * wrapped: `{"$float": "NaN" | "Infinity" | "-Infinity"}`, and an integer
 * beyond ±(2^53 − 1) as `{"$int": "9007199254740993"}`.
 */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

/** Fields of every fact. */
export interface IFactBase {
  /** Format version, {@link JOURNAL_VERSION}. */
  v: number;
  /** 1, 2, 3, … per writer, across its facts segments. */
  seq: number;
  /** Wall time, seconds since the epoch, UTC. */
  t: number;
}

/** First fact of every writer. */
export interface IWriterOpened extends IFactBase {
  k: 'writer_opened';
  writer_id: string;
  role: 'kernel' | 'companion' | 'command' | 'import';
  /** Process id on `host`; with `process_started` it tells whether the writer lives. */
  pid: number;
  host: string;
  /**
   * What tells this process from a later one with the same pid: on Linux the
   * start time in clock ticks since boot (field 22 of /proc/PID/stat), else null.
   */
  process_started: number | null;
  /**
   * Where `pid` and `process_started` mean something: processes of which this is
   * the same text can see each other. On Linux boot id, pid namespace and time
   * namespace; null elsewhere, and where the writer cannot tell.
   */
  pid_space?: string | null;
  /** Its number among the processes that do a job together, from 0. */
  rank?: number;
  /** Version of nbtrail that writes. */
  version: string;
  /** The writer that forked this one, or started its process as a worker. */
  parent_writer_id?: string;
}

/**
 * Only in the companion's journal: a writer whose process it cannot see shows no
 * sign of life, by the clock of the file system since then; null once it does again.
 */
export interface IWriterSilent extends IFactBase {
  k: 'writer_silent';
  writer_id: string;
  since: number | null;
  /** Open runs that nobody else speaks for. */
  run_ids: string[];
}

/** The writer says goodbye: nothing follows. Without it, a dead process leaves orphans. */
export interface IWriterClosed extends IFactBase {
  k: 'writer_closed';
}

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

/** What a dataset holds; written once per writer and content. */
export interface IDatasetDescribed extends IFactBase {
  k: 'dataset_described';
  /** sha256; docs/journal.md says of what. */
  dataset_hash: string;
  /** Of all values, of a sample of them, of a file's bytes, or of all but some columns. */
  hash_kind: 'exact' | 'sampled' | 'file' | 'partial';
  rows: number | null;
  bytes: number | null;
  /** In their order; none where they are not known. */
  columns: {
    name: string;
    type: string;
    missing: number | null;
    distinct_values: number | null;
    min_value: string | null;
    max_value: string | null;
    mean: number | null;
    std: number | null;
  }[];
}

/** A run made use of a dataset. */
export interface IDatasetUsed extends IFactBase {
  k: 'dataset_used';
  run_id: string;
  name: string;
  /** `train`, `validation`, `test`, `eval` or any other word. */
  role: string | null;
  /** Null where the content cannot be read. */
  dataset_hash: string | null;
  rows: number | null;
  /** Where it came from: a path, an address, any text. */
  source: string | null;
  /** Why there is no hash, or not yet, or what it leaves out. */
  reason?: string;
  execution_id: string | null;
}

/** A file of a run, known by its bytes; logged again with the same bytes it is the same. */
export interface IArtifactLogged extends IFactBase {
  k: 'artifact_logged';
  run_id: string;
  name: string;
  kind: 'file' | 'model' | 'image' | 'table' | 'text';
  bytes: number;
  sha256: string;
  /** Where the file really was; null for bytes and text out of memory. */
  path: string | null;
  /** Whether the bytes are in the store's `blobs`. */
  stored: boolean;
  metadata?: { [key: string]: Value };
  execution_id: string | null;
}

/** What was to become a file of a run and did not, or has not yet; a later `artifact_logged` of it takes this back. */
export interface IArtifactMissed extends IFactBase {
  k: 'artifact_missed';
  run_id: string;
  name: string;
  kind: 'file' | 'model' | 'image' | 'table' | 'text';
  /** Where the file should have been; null for what is none. */
  path: string | null;
  reason: string;
  execution_id: string | null;
}

/** A model got one more version. Its file is the run's artifact of kind `model` and this name. */
export interface IModelRegistered extends IFactBase {
  k: 'model_registered';
  version_id: string;
  project: string;
  name: string;
  run_id: string;
  bytes: number;
  sha256: string;
  note: string | null;
  metadata?: { [key: string]: Value };
  execution_id: string | null;
}

/** Which version of a model an alias means from now on; null: none. */
export interface IModelAliased extends IFactBase {
  k: 'model_aliased';
  project: string;
  name: string;
  alias: string;
  version_id: string | null;
}

/** What the writer's process and its machine were busy with at this time. */
export interface ISystemSampled extends IFactBase {
  k: 'system_sampled';
  session_id: string;
  /** Runs that were open in the process. */
  run_ids: string[];
  /** Name, which ends in its unit, to reading. */
  values: { [name: string]: number };
}

/** Something the user should know: recording paused, a value was masked, a value was not understood. */
export interface INotice extends IFactBase {
  k: 'notice';
  /** From the table of codes, such as `NT204`. */
  code: string;
  message: string;
  session_id?: string;
  run_id?: string;
  execution_id?: string;
}

/** Every kind of fact, told apart by `k`. */
export type Fact =
  | IWriterOpened
  | IWriterClosed
  | IWriterSilent
  | ISessionStarted
  | ISessionNotebook
  | ISessionEnded
  | IEnvironment
  | IGitState
  | ICellStarted
  | ICellEnded
  | IRunCell
  | IRunStarted
  | IRunResumed
  | IRunEnded
  | IParams
  | ISummary
  | IMetricDefined
  | ISeriesFact
  | IMetrics
  | IRunNamed
  | IRunTagged
  | IRunNoted
  | IRunArchived
  | IBaselineSet
  | IRunShown
  | IRunLoggedAfterEnd
  | IDatasetDescribed
  | IDatasetUsed
  | IArtifactLogged
  | IArtifactMissed
  | IModelRegistered
  | IModelAliased
  | ISystemSampled
  | INotice;

/** Facts that a person states from a view; the companion writes them to its own journal. */
export type EditFact =
  | Edit<IRunNamed>
  | Edit<IRunTagged>
  | Edit<IRunNoted>
  | Edit<IRunArchived>
  | Edit<IBaselineSet>
  | Edit<IRunShown>
  | Edit<ISessionNotebook>
  | (Edit<IMetricDefined> & { run_id: null; project: string });

type Edit<T extends IFactBase> = Omit<T, keyof IFactBase>;

/**
 * Packed rows, little endian. A segment begins with 16 bytes: the magic
 * `NBTRAILN` and eight zero bytes. Then rows of 32 + 8n bytes:
 *
 * | offset | type | field |
 * |---|---|---|
 * | 0 | u16 | row mark 0x746e |
 * | 2 | u16 | n, the number of values |
 * | 4 | u32 | series |
 * | 8 | f64 | step |
 * | 16 | f64 | wall time, seconds since the epoch |
 * | 24 | n × f64 | values, in the order of the series' keys |
 * | 24 + 8n | u32 | execution number, 0 outside a cell |
 * | 28 + 8n | u32 | CRC-32 (zlib's) of all bytes before |
 */
export const NUMBERS = {
  magic: 'NBTRAILN',
  headerBytes: 16,
  rowMark: 0x746e,
  rowBytes: (values: number): number => 32 + 8 * values
} as const;
