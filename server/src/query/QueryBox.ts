/**
 * Runs what users ask, so that no query can harm what was recorded or another
 * query.
 *
 * - One statement, whose syntax tree was checked (checkStatement), prepared, and
 *   of a type on the list.
 * - In a read-only transaction on a connection of its own, rolled back at the
 *   end whatever happened.
 * - With a deadline, a row cap and a byte cap; deadline and abort interrupt it. One
 *   that does not hear that is the end of this process (QuestionGuard): nothing else ends it.
 * - Files, configuration and memory are locked for the whole instance by who
 *   opens it (store/).
 */
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

import { QueryError } from '../errors';
import type { IColumn, IQueryRequest, IResult } from '../protocol';
import { bindParameters } from './bindParameters';
import { checked, DEFAULT_TIMEOUT, MAX_LIMIT } from './checkRequest';
import { chunkBytes } from './chunkBytes';
import type { INode } from './columns';
import { ConnectionPool } from './ConnectionPool';
import { Deadline, givenUp, timeIsUp } from './Deadline';
import { describeError, lackedMemory } from './describeError';
import type { IFinished } from './gathered';
import type { Given } from './givenTables';
import { MemoryWatch } from './MemoryWatch';
import { interruptOn, type Progress, reportProgress } from './progress';
import { narrow, widen } from './pointsAsked';
import { ParquetSink } from './ParquetSink';
import { BytesColumn, CellsColumn, Gathered, type ISink } from './sinks';
import { checkedTree, prepared } from './statements';
import { timeZoneNamed, useTimeZone } from './timeZone';
import { Turns } from './Turns';

/** The same where the answer goes to a file. */
const MAX_FILE_ROWS = 100_000_000;
/** Milliseconds after the interrupt in which a question can still say itself what became of it. */
const UNANSWERED_MS = 1_000;
/** The same until its process is ended. */
const KILL_MS = 5_000;
/** Bytes by which the memory may grow while questions are asked, see MemoryWatch. */
const MAX_GROWTH_BYTES = 512 * 2 ** 20;
const KILL_GROWTH_BYTES = 1.5 * 2 ** 30;

/** Texts that were checked, so that a view that asks every second is checked once. */
const REMEMBERED = 500;

/** Who asks: how to give up, what was committed last, whom to tell how far it is. */
export interface IAsking {
  signal: AbortSignal;
  /** Read before the snapshot is taken, so the answer holds at least that commit. */
  version: () => number;
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Told the bytes of memory that the answer takes, by a fair estimate. */
  measured?: ((bytes: number) => void) | undefined;
  /** Tables and values that came with the question. */
  given?: Given | undefined;
}

/** What stands between questions and the process that answers them (keeper/QuestionGuard.ts). */
export interface IQuestionGuard {
  /** The hash that identifies the query. @throws QueryError NT315 */
  admit(request: IQueryRequest): string;
  /** Whether no other may run beside it. */
  isAlone(question: string): boolean;
  /** Note that it runs. @returns a function to call when it has ended */
  begin(question: string): () => void;
  /** It does not react to interrupts, for seconds. */
  reportStuck(question: string): void;
}

const NO_GUARD: IQuestionGuard = {
  admit: () => '',
  isAlone: () => false,
  begin: () => () => undefined,
  reportStuck: () => undefined
};

export namespace QueryBox {
  export interface IOptions {
    /** None where the process is the asker's own. */
    guard?: IQuestionGuard;
    /** Where files with answers are made. */
    folder: string;
    /**
     * Queries that run at the same time. Each holds a thread of libuv's pool
     * while it works; the default leaves two: for the ingest, and for what makes
     * room for it.
     */
    connections?: number;
    /** Largest answer in bytes; default 64 MiB. */
    maxBytes?: number;
    /** Lends questions more memory until what it gives is called. */
    lend?: () => Promise<() => void>;
    /** Called when questions took so much memory that the process cannot stay. */
    overflow?: () => void;
  }
}

/** What an answer has beside its values. */
type Frame = Omit<IResult, 'data'>;

/** An answer in columns of bytes: see columns.ts. */
export interface IColumnsAnswer {
  /** The line of JSON in front. */
  head: Omit<Frame, 'columns'> & { columns: (IColumn & { node: INode })[]; time_zone: string };
  parts: Uint8Array[];
}

/** An answer in a file. */
export interface IFileAnswer extends Frame {
  path: string;
}

/** The only way to run SQL that users wrote. */
export class QueryBox {
  constructor(
    instance: DuckDBInstance,
    private readonly options: QueryBox.IOptions
  ) {
    const threads = Number(process.env.UV_THREADPOOL_SIZE) || 4;
    this.pool = new ConnectionPool(instance, options.connections ?? Math.max(1, Math.min(8, threads - 2)));
    this.guard = options.guard ?? NO_GUARD;
    this.maxBytes = options.maxBytes ?? 64 * 2 ** 20;
    // Every question listens, those in line too.
    setMaxListeners(0, this.closing.signal);
    this.memory = new MemoryWatch({
      most: MAX_GROWTH_BYTES,
      last: KILL_GROWTH_BYTES,
      overflow: options.overflow ?? (() => undefined)
    });
  }

  /** The questions that run, and what they take. */
  readonly memory: MemoryWatch;

  /**
   * Ask.
   *
   * @throws QueryError with the place in the text where there is one
   */
  async query(request: IQueryRequest, asking: IAsking): Promise<IResult> {
    return this.withMoreMemory(request, async asked => {
      const sink = new Gathered(() => new CellsColumn());
      const { columns, ...rest } = await this.stream(asked, asking, sink);
      return { columns, data: sink.columns.map(({ values }) => values), ...rest };
    });
  }

  /** The same in columns of bytes. */
  async columns(request: IQueryRequest, asking: IAsking): Promise<IColumnsAnswer> {
    const [frame, sink] = await this.withMoreMemory(request, async asked => {
      const bytes = new Gathered(type => new BytesColumn(type));
      return [await this.stream(asked, asking, bytes), bytes] as const;
    });
    const finished = sink.columns.map(column => column.finish());
    const columns = frame.columns.map((column, index) => ({
      ...column,
      node: (finished[index] as IFinished).node
    }));
    const head = { ...frame, columns, time_zone: timeZoneNamed(request.time_zone) };
    return { head, parts: finished.flatMap(({ parts }) => parts) };
  }

  /** The same as a Parquet file of up to a hundred million rows; who asks deletes it. */
  async parquet(request: IQueryRequest, asking: IAsking): Promise<IFileAnswer> {
    const path = join(this.options.folder, `answer-${randomUUID()}.parquet`);
    const sink = new ParquetSink(path);
    try {
      const frame = await this.stream({ limit: MAX_FILE_ROWS, ...request }, asking, sink, MAX_FILE_ROWS);
      asking.signal.throwIfAborted();
      await sink.finish();
      return { ...frame, path };
    } catch (error) {
      await rm(path, { force: true });
      throw error instanceof QueryError ? error : describeError(error, request.sql);
    } finally {
      await sink.dispose();
    }
  }

  /** Ask; once more, with more memory, where DuckDB had too little. */
  private async withMoreMemory<T>(request: IQueryRequest, ask: (request: IQueryRequest) => Promise<T>): Promise<T> {
    const began = performance.now();
    try {
      return await ask(request);
    } catch (error) {
      const { timeout = DEFAULT_TIMEOUT } = request;
      const rest = timeout - (performance.now() - began) / 1_000;
      if (!this.options.lend || !lackedMemory(error) || rest <= 0) {
        throw error;
      }
      const end = await this.options.lend();
      try {
        return await ask({ ...request, timeout: rest });
      } catch (again) {
        throw again instanceof QueryError && again.code === 'NT305' ? timeIsUp(timeout, again.cause) : again;
      } finally {
        end();
      }
    }
  }

  /**
   * Ask, and pour the answer into the sink. Some of DuckDB's functions hear no
   * interrupt: their question is answered all the same, and after a few seconds more
   * the process is ended with it.
   */
  private async stream(request: IQueryRequest, asking: IAsking, sink: ISink, most = MAX_LIMIT): Promise<Frame> {
    const { limit, seconds } = checked(request, most);
    const question = this.guard.admit(request);
    const deadline = new Deadline(seconds, asking.signal, this.closing.signal);
    const answer = this.streamFrom({ ...request, limit }, question, asking, sink, deadline);
    const ended = answer.then(ignored, ignored);
    this.open.add(ended);
    void ended.then(() => this.open.delete(ended));
    const unanswered = new Promise<never>((_, reject) => {
      deadline.signal.addEventListener('abort', () => {
        const timer = setTimeout(() => reject(givenUp(deadline, undefined)), UNANSWERED_MS);
        const last = setTimeout(() => this.guard.reportStuck(question), KILL_MS);
        void ended.then(() => {
          clearTimeout(timer);
          clearTimeout(last);
        });
      });
    });
    return Promise.race([answer, unanswered]);
  }

  private async streamFrom(
    request: IQueryRequest & { limit: number },
    question: string,
    { version, onProgress, given, measured }: IAsking,
    sink: ISink,
    deadline: Deadline
  ): Promise<Frame> {
    const started = performance.now();
    const { sql, limit } = request;
    let connection: DuckDBConnection | undefined;
    let isReusable = false;
    let stop: (() => void) | undefined;
    let stopProgress: (() => void) | undefined;
    let endTurn: (() => void) | undefined;
    let ended: (() => void) | undefined;
    const unwatch = this.memory.begin(deadline.endForMemory);
    try {
      endTurn = await this.turns.begin(this.guard.isAlone(question), deadline.signal);
      connection = await this.pool.acquire(deadline.signal);
      ended = this.guard.begin(question);
      stop = interruptOn(deadline.signal, connection);
      stopProgress = onProgress && reportProgress(connection, onProgress);
      await this.check(connection, sql);
      deadline.signal.throwIfAborted();
      await useTimeZone(connection, request.time_zone);
      await given?.make(connection, deadline.signal);
      const seen = version();
      await connection.run('BEGIN TRANSACTION READ ONLY');
      try {
        if (request.points) {
          await narrow(connection, request.points);
        }
        const { bytes, ...frame } = await this.ask(connection, request, limit, deadline.signal, sink, given);
        measured?.(bytes);
        return { ...frame, elapsed_ms: performance.now() - started, version: seen };
      } finally {
        stop();
        await connection.run('ROLLBACK');
        if (request.points) {
          await widen(connection);
        }
        await given?.drop(connection);
        isReusable = true;
      }
    } catch (error) {
      if (deadline.signal.aborted) {
        throw givenUp(deadline, error);
      }
      isReusable ||= error instanceof QueryError;
      throw error instanceof QueryError ? error : describeError(error, sql);
    } finally {
      unwatch();
      stopProgress?.();
      stop?.();
      ended?.();
      deadline.dispose();
      if (connection) {
        this.pool.release(connection, isReusable);
      }
      endTurn?.();
    }
  }

  /** The question's syntax tree, as `json_serialize_sql` writes it. @throws QueryError */
  async tree(sql: string, signal: AbortSignal): Promise<unknown> {
    const connection = await this.pool.acquire(signal);
    try {
      return await checkedTree(connection, sql);
    } finally {
      this.pool.release(connection, true);
    }
  }

  /**
   * Interrupt what runs, refuse what comes, close the connections.
   *
   * @returns whether all that ran has ended
   */
  async dispose(): Promise<boolean> {
    this.closing.abort();
    this.pool.dispose();
    const patience = new AbortController();
    const late = pause(KILL_MS, false, { signal: patience.signal }).catch(() => false);
    const areEnded = await Promise.race([Promise.all(this.open).then(() => true), late]);
    patience.abort();
    return areEnded;
  }

  private async ask(
    connection: DuckDBConnection,
    { sql, params }: IQueryRequest,
    limit: number,
    signal: AbortSignal,
    sink: ISink,
    given: Given | undefined
  ): Promise<Omit<Frame, 'elapsed_ms' | 'version'> & { bytes: number }> {
    const statement = await prepared(connection, sql);
    try {
      bindParameters(statement, params, given?.values ?? null);
      const result = await statement.stream();
      const types = result.columnTypes();
      const columns = result.columnNames().map((name, index) => ({ name, type: String(types[index]) }));
      await sink.begin(columns, types);
      let rows = 0;
      let bytes = 0;
      for (;;) {
        signal.throwIfAborted();
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) {
          return { columns, row_count: rows, truncated: false, bytes };
        }
        const given = chunk.rowCount;
        const take = Math.min(given, limit - rows);
        const tooLarge = bytes + chunkBytes(chunk, types, take) > this.maxBytes;
        bytes = tooLarge ? Infinity : bytes + sink.add(chunk, take);
        rows += take;
        if (bytes > this.maxBytes) {
          const mebibytes = Math.round(this.maxBytes / 2 ** 20);
          throw new QueryError('NT307', `The answer is larger than ${mebibytes} MiB after ${rows} rows`);
        }
        if (take < given) {
          return { columns, row_count: rows, truncated: true, bytes };
        }
      }
    } finally {
      statement.destroySync();
    }
  }

  private async check(connection: DuckDBConnection, sql: string): Promise<void> {
    if (this.checkedTexts.has(sql)) {
      return;
    }
    await checkedTree(connection, sql);
    if (sql.length > 10_000) {
      return;
    }
    this.checkedTexts.add(sql);
    if (this.checkedTexts.size > REMEMBERED) {
      const [oldest = ''] = this.checkedTexts;
      this.checkedTexts.delete(oldest);
    }
  }

  private readonly guard: IQuestionGuard;
  private readonly pool: ConnectionPool;
  private readonly turns = new Turns();
  /** Settled as questions end. */
  private readonly open = new Set<Promise<void>>();
  private readonly maxBytes: number;
  private readonly checkedTexts = new Set<string>();
  private readonly closing = new AbortController();
}

const ignored = (): void => undefined;
