import type { DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';

import type { IColumn } from '../protocol';
import type { IGathered } from './columns';

/** Where an answer goes, chunk by chunk. */
export interface ISink {
  /** Called once, before the first chunk. */
  begin(columns: readonly IColumn[], types: readonly DuckDBType[]): void | Promise<void>;
  /**
   * Take the first `rows` of the chunk in.
   *
   * @returns a fair estimate of the bytes of memory that they take from now on
   */
  add(chunk: DuckDBDataChunk, rows: number): number;
}

/** Keeps an answer in memory, each column in what `make` makes for its type. */
export class Gathered<C extends IGathered> implements ISink {
  constructor(private readonly make: (type: DuckDBType) => C) {}

  readonly columns: C[] = [];

  begin(_: readonly IColumn[], types: readonly DuckDBType[]): void {
    this.columns.push(...types.map(type => this.make(type)));
  }

  add(chunk: DuckDBDataChunk, rows: number): number {
    return this.columns.reduce((bytes, column, index) => bytes + column.add(chunk, index, rows), 0);
  }
}
