import type { DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import bindings from '@duckdb/node-bindings';

import type { Cell, IColumn } from '../protocol';
import type { IFinished } from './gathered';
import { gathering } from './gatherColumns';
import { readCells } from './readCells';

/** Takes in one column, chunk by chunk. */
export interface IGathered {
  /** @returns a fair estimate of the bytes that were added */
  add(chunk: DuckDBDataChunk, index: number, rows: number): number;
}

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

/** A column as bytes (columns.ts). */
export class BytesColumn implements IGathered {
  constructor(type: DuckDBType) {
    this.gathering = gathering(type);
  }

  add(chunk: DuckDBDataChunk, index: number, rows: number): number {
    return this.gathering.add(bindings.data_chunk_get_vector(chunk.chunk, index), { first: 0, count: rows });
  }

  finish(): IFinished {
    return this.gathering.finish();
  }

  private readonly gathering;
}

/** A column as JSON has it. */
export class CellsColumn implements IGathered {
  add(chunk: DuckDBDataChunk, index: number, rows: number): number {
    return readCells(chunk, index, rows, this.values);
  }

  readonly values: Cell[] = [];
}
