/**
 * Tables and values that come with a question (columns.ts). A table is a temporary
 * one of the question's connection for as long as the question takes, so it can
 * stand wherever a table can.
 */
import {
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  DuckDBVector,
  SQLNULL
} from '@duckdb/node-api';
import bindings from '@duckdb/node-bindings';

import { QueryError } from '../errors';
import type { IGivenHead, IGivenRows } from '../protocol';
import { quotedName } from '../store/quoted';
import { VIEWS } from '../store/views';
import type { INode } from './columns';
import { Body, givenColumn, type IGivenColumn } from './givenColumns';
import { malformed } from './givenTypes';

const CHUNK = 2048;
/** A table of such a name would stand before the view in other views, too. */
const VIEW_NAMES = new Set(VIEWS.map(({ name }) => name));

interface ITable {
  name: string;
  rows: number;
  columns: { name: string; column: IGivenColumn }[];
}

/** Tables and values that were read; each can be put into a connection once. */
export class Given {
  /** @throws QueryError NT405 for what is not as columns.ts says */
  constructor({ tables, values }: IGivenHead, body: Uint8Array) {
    const bytes = new Body(body);
    this.tables = (Array.isArray(tables) ? tables : []).map(table => ({
      name: String(table.name),
      ...columnsOf(table, bytes)
    }));
    const view = this.tables.find(({ name }) => VIEW_NAMES.has(name.toLowerCase()));
    if (view) {
      throw new QueryError(
        'NT303',
        `${view.name} is a view of the history, and no table that is given can have its name`,
        { hint: 'Give it under another one.' }
      );
    }
    this.values = values ? valuesOf(columnsOf(values, bytes)) : null;
  }

  /** The parameters, with their types; null where they came otherwise or there are none. */
  readonly values: ReadonlyMap<string, { value: DuckDBValue; type: DuckDBType }> | null;

  /** Make the tables. */
  async make(connection: DuckDBConnection, signal: AbortSignal): Promise<void> {
    for (const { name, rows, columns } of this.tables) {
      const types = columns.map(({ column }) => column.type);
      const list = columns.map(column => `${quotedName(column.name)} ${String(column.column.type)}`);
      await connection.run(`CREATE TEMP TABLE ${quotedName(name)}(${list.join(', ')})`);
      this.made.push(name);
      const appender = await connection.createAppender(name, 'main', 'temp');
      try {
        for (let first = 0; first < rows; first += CHUNK) {
          signal.throwIfAborted();
          const count = Math.min(CHUNK, rows - first);
          const chunk = DuckDBDataChunk.create(types, count);
          columns.forEach(({ column }, index) =>
            column.write(bindings.data_chunk_get_vector(chunk.chunk, index), count)
          );
          appender.appendDataChunk(chunk);
          if (first % (64 * CHUNK) === 0) {
            await new Promise(resolve => setImmediate(resolve));
          }
        }
      } finally {
        appender.closeSync();
      }
    }
  }

  /** Let go of the tables. */
  async drop(connection: DuckDBConnection): Promise<void> {
    for (const name of this.made.splice(0)) {
      await connection.run(`DROP TABLE temp.main.${quotedName(name)}`);
    }
  }

  private readonly tables: readonly ITable[];
  private readonly made: string[] = [];
}

function columnsOf(head: IGivenRows, body: Body): Omit<ITable, 'name'> {
  const { rows, columns } = (head ?? {}) as Partial<IGivenRows>;
  if (typeof rows !== 'number' || !Number.isSafeInteger(rows) || rows < 0 || !Array.isArray(columns)) {
    throw malformed('belongs to no table');
  }
  return {
    rows,
    columns: columns.map(({ name, node }) => ({ name: String(name), column: givenColumn(node as INode, rows, body) }))
  };
}

function valuesOf({ rows, columns }: Omit<ITable, 'name'>): Given['values'] {
  if (rows !== 1) {
    throw malformed('is a parameter with more than a value');
  }
  return new Map(
    columns.map(({ name, column }) => [name.toLowerCase(), { value: valueOfFirstRow(column), type: column.type }])
  );
}

function valueOfFirstRow(column: IGivenColumn): DuckDBValue {
  if (column.type === SQLNULL) {
    return null;
  }
  const chunk = DuckDBDataChunk.create([column.type], 1);
  const vector = bindings.data_chunk_get_vector(chunk.chunk, 0);
  column.write(vector, 1);
  return DuckDBVector.create(vector, 1, column.type).getItem(0);
}
