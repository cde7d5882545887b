/**
 * Writes an answer to a Parquet file, with DuckDB's own types.
 *
 * The history's database may not touch files, so the rows go through another
 * one, which knows nothing of the history, holds this answer alone and spills
 * what is too large for its memory beside the file.
 */
import { rm } from 'node:fs/promises';

import {
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType
} from '@duckdb/node-api';

import { type IColumn, uniqueNames } from '../protocol';
import { quoted, quotedName } from '../store/quoted';
import type { ISink } from './sinks';

/** Rows between two looks at whether the memory is enough. */
const FLUSH_ROWS = 200_000;

export class ParquetSink implements ISink {
  constructor(private readonly path: string) {}

  async begin(columns: readonly IColumn[], types: readonly DuckDBType[]): Promise<void> {
    this.instance = await DuckDBInstance.create(':memory:', {
      threads: '1',
      memory_limit: '128MB',
      temp_directory: `${this.path}.tmp`
    });
    this.connection = await this.instance.connect();
    const names = uniqueNames(columns.map(({ name }) => name));
    const list = names.map((name, index) => `${quotedName(name)} ${String(types[index])}`);
    await this.connection.run("SET TimeZone = 'UTC'");
    await this.connection.run(`CREATE TABLE answer(${list.join(', ')})`);
    this.appender = await this.connection.createAppender('answer');
  }

  add(chunk: DuckDBDataChunk, rows: number): number {
    chunk.rowCount = rows;
    this.appender?.appendDataChunk(chunk);
    this.waiting += rows;
    if (this.waiting >= FLUSH_ROWS) {
      this.appender?.flushSync();
      this.waiting = 0;
    }
    return 0;
  }

  /** Write the file. */
  async finish(): Promise<void> {
    this.appender?.closeSync();
    this.appender = undefined;
    await this.connection?.run(`COPY answer TO ${quoted(this.path)} (FORMAT parquet, COMPRESSION zstd)`);
  }

  /** Let go of everything but the file. */
  async dispose(): Promise<void> {
    this.appender?.closeSync();
    this.appender = undefined;
    this.connection?.closeSync();
    this.instance?.closeSync();
    await rm(`${this.path}.tmp`, { recursive: true, force: true });
  }

  private instance: DuckDBInstance | undefined;
  private connection: DuckDBConnection | undefined;
  private appender: DuckDBAppender | undefined;
  private waiting = 0;
}
