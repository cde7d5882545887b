/**
 * What clients send to the companion and what it answers: one set of messages,
 * carried by HTTP (`POST /api/<type>`) and by WebSocket (`/api/live`) alike.
 *
 * Over WebSocket each {@link Request} carries an `id` and is answered by one
 * {@link Reply} with that id; a {@link Push} has none. A reply too long for one message
 * comes in parts: `more` says that an {@link IRowsPush} with further rows follows. Over HTTP the body is
 * the request without `id` and `type`, the answer is the reply's `result`, or
 * `{"error": IErrorBody}` with a status of 4xx or 5xx. The only GET endpoint is
 * `/api/live`; everything else is POST, so that no link or image can ask.
 *
 * Every endpoint wants a proof that the client knows the token, which http/proof.ts
 * describes: `POST /api/prove` first, and `X-Nbtrail-Proof` in what follows on the
 * connection. `X-Nbtrail-Token` with the token itself does, too, for who is sure of
 * whom it tells. `Host` has to be localhost, and an `Origin` the same.
 *
 * This module holds types and constants only: the browser side imports it too.
 */
import type { EditFact } from './records';

export const TOKEN_HEADER = 'x-nbtrail-token';
/** The client's number, to be answered with a proof. */
export const NONCE_HEADER = 'x-nbtrail-nonce';
/** Of the companion's answer its number and its proof with a dot between; of a request the client's proof. */
export const PROOF_HEADER = 'x-nbtrail-proof';
/** In a request by HTTP: what is in the journals now is applied first. */
export const SYNC_HEADER = 'x-nbtrail-sync';
/**
 * A query with this in `Accept` is answered in columns of bytes, as
 * query/columns.ts describes them; an error is JSON as ever. One with this as its
 * `Content-Type` brings tables and typed parameters along: its line of JSON is the
 * request, with {@link IGivenHead}.
 */
export const COLUMNS_TYPE = 'application/x-nbtrail-columns';
/** A query with this in `Accept` is answered with a Parquet file. */
export const PARQUET_TYPE = 'application/vnd.apache.parquet';

/** What a query says of the tables and parameters behind it; how a `node` is read, query/columns.ts tells. */
export interface IGivenHead {
  tables?: ({ name: string } & IGivenRows)[];
  /** One row; parameters are columns, by name or by place from `1` on. They take the place of `params`. */
  values?: IGivenRows;
}

export interface IGivenRows {
  rows: number;
  columns: { name: string; node: object }[];
}

/** A value in a result, by the column's type. */
export type Cell =
  | null
  | boolean
  /** Numbers that a double holds exactly. */
  | number
  /**
   * Text; also: "NaN", "Infinity", "-Infinity" in floating columns; integers
   * beyond ±(2^53 − 1), and decimals of more than 15 digits, as digits; timestamps as `2026-11-24T08:12:30.123456Z`
   * (those without a time zone, which no view has, without the Z); blobs as hex;
   * other types as DuckDB prints them. Maps are objects by the text of their keys,
   * structs without names lists.
   */
  | string
  | Cell[]
  | { [key: string]: Cell };

export interface IColumn {
  name: string;
  /** DuckDB's name of the type: `VARCHAR`, `DOUBLE`, `TIMESTAMP WITH TIME ZONE`, … */
  type: string;
}

/** A statement's answer, column by column. */
export interface IResult {
  columns: IColumn[];
  /** One array per column, all of `row_count` entries. */
  data: Cell[][];
  row_count: number;
  /** True when rows were left out because of `limit`. */
  truncated: boolean;
  elapsed_ms: number;
  /** Number of the last commit that the answer can have seen. */
  version: number;
}

/** One read-only statement over the documented views. */
export interface IQueryRequest {
  type: 'query';
  sql: string;
  /** Bound by name (`$lr`) when an object, by position (`?` or `$1`) when an array. */
  params?: { [name: string]: Cell } | Cell[];
  /** Most rows to send; default 10,000, at most 1,000,000; as Parquet default and at most 100,000,000. */
  limit?: number;
  /** Seconds until it is interrupted; default 30, at most 3,600. */
  timeout?: number;
  /**
   * The IANA name of the zone whose days it means (`Europe/Berlin`): of dates made
   * from moments, and of moments made to text. Default UTC; `local` is the companion's.
   */
  time_zone?: string;
  /**
   * The points that the question is about, so that the companion need not read
   * those in between: the view `metrics` may lack all others for it. The question
   * has to say the same in its conditions.
   */
  points?: IPointsOf;
}

/** One metric of some runs. */
export interface IPointsOf {
  runs: string[];
  key: string;
}

/**
 * Ask, and go on hearing what is new in the answer, over WebSocket. The reply is
 * the answer as it is now; an {@link IRowsPush} follows after commits that change
 * it, until {@link ICancel} names this request or the connection ends.
 */
export interface IWatchRequest {
  type: 'watch';
  sql: string;
  params?: IQueryRequest['params'];
  time_zone?: IQueryRequest['time_zone'];
  points?: IQueryRequest['points'];
  /** Most rows; default 1,000, at most 200,000. */
  limit?: number;
  /** Least milliseconds between two answers; default 250, at least 10. */
  every_ms?: number;
  /**
   * Only when one of these runs may be concerned. Default: the ones that the
   * query is about where its text tells (`… FROM metrics WHERE run_id = 'x'`), else any.
   */
  runs?: string[];
}

/** A person's edits; answered once they are in the journal. */
export interface IEditRequest {
  type: 'edit';
  facts: EditFact[];
}

/** Ask runs to stop; answered once their processes can hear of it. */
export interface IStopRequest {
  type: 'stop';
  run_ids: string[];
  /** From where, as in "stopped from JupyterLab". */
  by: string;
  /** Interrupt their processes, too, where these are on this machine. */
  now?: boolean;
}

export interface IStopResult {
  /** Those that are running and were asked. */
  asked: string[];
  /** Those of them whose process was interrupted. */
  interrupted: string[];
}

/** Compile a line of the filter bar. The answer tells the SQL condition over `runs`, or where it is wrong. */
export interface IFilterRequest {
  type: 'filter';
  text: string;
}

/** Compile a list of runs; the answer is the statement to ask. */
export interface IRunsRequest {
  type: 'runs';
  /** A line of the filter bar. */
  where?: string;
  project?: string;
  /**
   * A column of `runs`, a parameter, or a metric (its best value), descending
   * with `-` in front; or `best`, by the primary metric. Default: the newest first.
   */
  order?: string;
  /** The same; default all columns of `runs`. */
  columns?: string[];
}

export interface IStatusRequest {
  type: 'status';
}

/** Projects the journals anew; answered when all of them are applied. */
export interface IRebuildRequest {
  type: 'rebuild';
  /** Forget what only journals that are not there any more told. */
  forget?: boolean;
}

/** Copy the database as it is now to a file of its own; who asks deletes it. */
export interface ISnapshotRequest {
  type: 'snapshot';
}

/** Apply everything that the journals hold now, then answer. */
export interface ISyncRequest {
  type: 'sync';
}

export interface IShutdownRequest {
  type: 'shutdown';
}

export type RequestBody =
  | IQueryRequest
  | IWatchRequest
  | IEditRequest
  | IStopRequest
  | IFilterRequest
  | IRunsRequest
  | IStatusRequest
  | IRebuildRequest
  | ISnapshotRequest
  | ISyncRequest
  | IShutdownRequest;

export type Request = RequestBody & { id: number };

/** Another message of the client's: give up the request with this id. */
export interface ICancel {
  type: 'cancel';
  id: number;
}

export interface IFilterResult {
  /** A boolean SQL expression over the view `runs` under the alias `r`; `true` for an empty line. */
  where: string;
  /** The parameters, metrics and results that it names; columns of `runs` are not among them. */
  names: string[];
}

/** A statement, and what is bound in it. */
export interface IStatementResult {
  sql: string;
  params: { [name: string]: Cell };
}

export interface IStatus {
  version: string;
  pid: number;
  home: string;
  started_at: string;
  /** Bytes of the database and of the journals. */
  database_bytes: number;
  journal_bytes: number;
  /** Bytes of the journals of writers that are gone. */
  sealed_bytes: number;
  /** Journal bytes not yet applied. */
  backlog_bytes: number;
  /** `gone`: it cannot come back, and all it wrote is applied. */
  writers: {
    writer_id: string;
    role: string;
    alive: boolean;
    gone: boolean;
    session_id: string | null;
    /** Why its journal is not read, or not waited for; null where it is. */
    behind: string | null;
  }[];
  runs: number;
  points: number;
  quarantined: number;
  /** Why the database is not written now, as a sentence without its end; null while it is. */
  trouble: string | null;
  clients: number;
  memory_bytes: number;
}

export interface IResults {
  query: IResult;
  watch: IResult;
  edit: { applied: number };
  stop: IStopResult;
  filter: IFilterResult;
  runs: IStatementResult;
  status: IStatus;
  rebuild: { facts: number; points: number; elapsed_ms: number };
  snapshot: { path: string };
  sync: { version: number };
  shutdown: Record<string, never>;
}

/** What went wrong: code, what happened, what to do. */
export interface IErrorBody {
  code: string;
  message: string;
  hint?: string;
  /** Character range in the query or filter, from 0, end exclusive. */
  start?: number;
  end?: number;
}

export type Reply = { id: number; result: IResults[keyof IResults]; more?: true } | { id: number; error: IErrorBody };

/** `remove` rows from `start` on become `data`, column by column. */
export interface ISplice {
  start: number;
  remove: number;
  data: Cell[][];
}

/** What is new in the answer to a {@link IWatchRequest}, or the next part of a long reply. */
export interface IRowsPush {
  type: 'rows';
  /** `id` of the request. */
  request: number;
  /** Number of the last commit that the answer can have seen. */
  version: number;
  /** To be done one after the other. Rows that only follow come as one at the end. */
  splices: ISplice[];
  /** Rows of the answer now, all parts together. */
  row_count: number;
  truncated: boolean;
  /** The next message about this request goes on where this one ends. */
  more?: true;
}

/** Why a watched question could not be answered this time; its answer stays as it was. */
export interface IFailedPush {
  type: 'failed';
  /** `id` of the request. */
  request: number;
  error: IErrorBody;
}

/** How far a query of this connection's is that takes longer than a moment. */
export interface IProgressPush {
  type: 'progress';
  /** `id` of the request. */
  request: number;
  /** Share that is done, 0 to 1; `null` when that cannot be told. */
  fraction: number | null;
  /** Rows that were read. */
  rows: number;
}

export type Push = IRowsPush | IFailedPush | IProgressPush;

/** `companion.json` in the store folder, mode 0600. */
export interface ICompanionFile {
  pid: number;
  version: string;
  token: string;
  /** Path of the Unix socket, or null where there is none (Windows). */
  socket: string | null;
  /** TCP port on 127.0.0.1, or null. */
  port: number | null;
  /** It answers `POST /api/prove`; one of an earlier version does not. */
  proves?: boolean;
  started_at: string;
}

/** The names, each once whatever its capitals; one that comes again gets a number: the same in every file that is exported. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map(name => {
    let unique = name;
    for (let count = 1; taken.has(unique.toLowerCase()); count++) {
      unique = `${name}_${count}`;
    }
    taken.add(unique.toLowerCase());
    return unique;
  });
}
