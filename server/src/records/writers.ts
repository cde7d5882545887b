/** Who writes a journal, and whether it still does. */
import type { IFactBase } from './base';

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
