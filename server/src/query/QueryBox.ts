/**
 * Runs what people ask, so that no question can hurt the history or another
 * question.
 *
 * - One statement, whose syntax tree was vetted (vetStatement), prepared, and
 *   of a type on the list.
 * - In a read-only transaction on a connection of its own, rolled back at the
 *   end whatever happened.
 * - With a deadline, a row cap and a byte cap; deadline and abort interrupt it.
 * - Files, configuration and memory are locked for the whole instance by who
 *   opens it (store/).
 */
import {
  type DuckDBConnection,
  type DuckDBInstance,
  type DuckDBPreparedStatement,
  type DuckDBType,
  StatementType
} from '@duckdb/node-api';

import { QueryError } from '../errors';
import type { IColumn, IQueryRequest, IResult } from '../protocol';
import { bindParameters } from './bindParameters';
import { columnOf, type IGathered, type ILayout, Values } from './columns';
import { ConnectionPool } from './ConnectionPool';
import { Deadline } from './Deadline';
import { describeError } from './describeError';
import { vetStatement } from './vetStatement';

const DEFAULT_LIMIT = 10_000;
const MAX_LIMIT = 1_000_000;
const DEFAULT_TIMEOUT = 30;
const MAX_TIMEOUT = 3_600;

/** Texts that were found good, so that a view that asks every second is vetted once. */
const REMEMBERED = 500;

export namespace QueryBox {
  export interface IOptions {
    /**
     * Queries that run at the same time. Each holds a thread of libuv's pool
     * while it works; the default leaves one for the ingest.
     */
    connections?: number;
    /** Largest answer in bytes; default 64 MiB. */
    maxBytes?: number;
  }
}

/** What an answer has beside its values. */
type Frame = Omit<IResult, 'data'>;

/** An answer in columns of bytes: see columns.ts. */
export interface IColumnsAnswer {
  /** The line of JSON in front. */
  head: Omit<Frame, 'columns'> & { columns: (IColumn & ILayout)[] };
  parts: Uint8Array[];
}

/** The one door for SQL. */
export class QueryBox {
  constructor(instance: DuckDBInstance, options: QueryBox.IOptions = {}) {
    const threads = Number(process.env['UV_THREADPOOL_SIZE']) || 4;
    this.pool = new ConnectionPool(
      instance,
      options.connections ?? Math.max(1, Math.min(8, threads - 1))
    );
    this.maxBytes = options.maxBytes ?? 64 * 2 ** 20;
  }

  /**
   * Ask.
   *
   * @param version - the number of the last commit; read before the snapshot is
   * taken, so the answer holds at least that commit
   * @throws QueryError with the place in the text where there is one
   */
  async query(
    request: IQueryRequest,
    signal: AbortSignal,
    version: () => number
  ): Promise<IResult> {
    const { frame, gathered } = await this.gather(request, signal, version, () => new Values());
    const { columns, ...rest } = frame;
    return { columns, data: gathered.map(({ values }) => values), ...rest };
  }

  /** The same in columns of bytes. */
  async columns(
    request: IQueryRequest,
    signal: AbortSignal,
    version: () => number
  ): Promise<IColumnsAnswer> {
    const { frame, gathered } = await this.gather(request, signal, version, columnOf);
    const finished = gathered.map(column => column.finish());
    const columns = frame.columns.map((column, index) => ({
      ...column,
      ...(finished[index] as { layout: ILayout }).layout
    }));
    return { head: { ...frame, columns }, parts: finished.flatMap(({ parts }) => parts) };
  }

  /** Ask, and have the values put into columns as `make` makes them. */
  private async gather<C extends IGathered>(
    request: IQueryRequest,
    signal: AbortSignal,
    version: () => number,
    make: (type: DuckDBType) => C
  ): Promise<{ frame: Frame; gathered: C[] }> {
    const started = performance.now();
    const { sql, limit, seconds } = checked(request);
    const deadline = new Deadline(seconds, signal, this.closing.signal);
    let connection: DuckDBConnection | undefined;
    let sound = false;
    let stop: (() => void) | undefined;
    try {
      connection = await this.pool.acquire(deadline.signal);
      stop = interruptOn(deadline.signal, connection);
      await this.vet(connection, sql);
      deadline.signal.throwIfAborted();
      const seen = version();
      await connection.run('BEGIN TRANSACTION READ ONLY');
      try {
        const { frame, gathered } = await this.ask(connection, sql, request.params, limit, deadline.signal, make);
        return { frame: { ...frame, elapsed_ms: performance.now() - started, version: seen }, gathered };
      } finally {
        stop();
        await connection.run('ROLLBACK');
        sound = true;
      }
    } catch (error) {
      if (deadline.signal.aborted) {
        throw givenUp(deadline, seconds, error);
      }
      sound ||= error instanceof QueryError;
      throw error instanceof QueryError ? error : describeError(error, sql);
    } finally {
      stop?.();
      deadline.dispose();
      if (connection) {
        this.pool.release(connection, sound);
      }
    }
  }

  /** Interrupt what runs, refuse what comes, close the connections. */
  dispose(): void {
    this.closing.abort();
    this.pool.dispose();
  }

  private async ask<C extends IGathered>(
    connection: DuckDBConnection,
    sql: string,
    params: IQueryRequest['params'],
    limit: number,
    signal: AbortSignal,
    make: (type: DuckDBType) => C
  ): Promise<{ frame: Omit<Frame, 'elapsed_ms' | 'version'>; gathered: C[] }> {
    const statement = await prepared(connection, sql);
    try {
      bindParameters(statement, params);
      const result = await statement.stream();
      const columns = result.columnNames().map((name, index) => ({
        name,
        type: result.columnType(index).toString()
      }));
      const gathered = columns.map((_, index) => make(result.columnType(index)));
      let rows = 0;
      let bytes = 0;
      for (;;) {
        signal.throwIfAborted();
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) {
          return { frame: { columns, row_count: rows, truncated: false }, gathered };
        }
        const take = Math.min(chunk.rowCount, limit - rows);
        gathered.forEach((column, index) => (bytes += column.add(chunk, index, take)));
        rows += take;
        if (bytes > this.maxBytes) {
          const mebibytes = Math.round(this.maxBytes / 2 ** 20);
          throw new QueryError(
            'NT307',
            `The answer is larger than ${mebibytes} MiB after ${rows} rows`
          );
        }
        if (take < chunk.rowCount) {
          return { frame: { columns, row_count: rows, truncated: true }, gathered };
        }
      }
    } finally {
      statement.destroySync();
    }
  }

  private async vet(connection: DuckDBConnection, sql: string): Promise<void> {
    if (this.vetted.has(sql)) {
      return;
    }
    await vetStatement(sql, async text => {
      const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [
        text
      ]);
      return String(reader.getRows()[0]?.[0]);
    });
    if (sql.length > 10_000) {
      return;
    }
    this.vetted.add(sql);
    if (this.vetted.size > REMEMBERED) {
      const [oldest = ''] = this.vetted;
      this.vetted.delete(oldest);
    }
  }

  private readonly pool: ConnectionPool;
  private readonly maxBytes: number;
  private readonly vetted = new Set<string>();
  private readonly closing = new AbortController();
}

function givenUp(deadline: Deadline, seconds: number, cause: unknown): QueryError {
  switch (deadline.reason) {
    case 'caller':
      return new QueryError('NT306', 'The query was given up', { cause });
    case 'closing':
      return new QueryError('NT505', 'The companion is going away', { cause });
    case 'time':
      return new QueryError('NT305', `The query took longer than ${seconds} s and was stopped`, {
        cause
      });
  }
}

function checked(request: IQueryRequest): { sql: string; limit: number; seconds: number } {
  const { sql, limit = DEFAULT_LIMIT, timeout = DEFAULT_TIMEOUT } = request;
  if (typeof sql !== 'string') {
    throw new QueryError('NT405', 'The query has no text', { hint: 'Give it as "sql".' });
  }
  if (typeof limit !== 'number' || !(limit >= 0) || typeof timeout !== 'number' || !(timeout > 0)) {
    throw new QueryError('NT405', 'limit and timeout have to be positive numbers', {
      hint: `limit is at most ${MAX_LIMIT} rows, timeout at most ${MAX_TIMEOUT} seconds.`
    });
  }
  if (request.params !== undefined && (typeof request.params !== 'object' || !request.params)) {
    throw new QueryError('NT405', 'params has to be an object or a list', {
      hint: 'By name: {"lr": 0.1}; by position: [0.1].'
    });
  }
  return {
    sql,
    limit: Math.min(Math.floor(limit), MAX_LIMIT),
    seconds: Math.min(timeout, MAX_TIMEOUT)
  };
}

async function prepared(
  connection: DuckDBConnection,
  sql: string
): Promise<DuckDBPreparedStatement> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) {
    throw new QueryError('NT304', `One statement at a time; these are ${statements.count}`);
  }
  const statement = await statements.prepare(0);
  const type = statement.statementType;
  if (type !== StatementType.SELECT && type !== StatementType.EXPLAIN) {
    statement.destroySync();
    throw new QueryError('NT304', `The history is read only: ${StatementType[type]} is refused`);
  }
  return statement;
}

/**
 * Interrupt the connection once the signal aborts, and again until told to
 * stop: an interrupt that comes between two statements is forgotten by DuckDB.
 */
function interruptOn(signal: AbortSignal, connection: DuckDBConnection): () => void {
  let again: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    connection.interrupt();
    again ??= setInterval(() => connection.interrupt(), 50);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  if (signal.aborted) {
    interrupt();
  }
  return () => {
    signal.removeEventListener('abort', interrupt);
    clearInterval(again);
  };
}
