/**
 * What an answer leaves in the notebook: its first rows. Like a run's snapshot
 * it comes out of a file that anybody may have edited: what is not understood
 * makes the renderer show the plain text beside it.
 */
import type { Cell, IResult } from '../companion/wire';
import { isRecord } from './payload';

export const RESULT_MIME_TYPE = 'application/vnd.nbtrail.result+json';

export interface IKeptResult {
  /** The rows that were kept. */
  result: IResult;
  /** Rows that the answer had. */
  total: number;
  /** Whether it had more that nobody asked for. */
  truncated: boolean;
  /** The question; null when it cannot be asked by itself. */
  sql: string | null;
}

/** The answer in a mime bundle's entry; null when it is none of ours. Never throws, whatever is in it. */
export function readResult(data: unknown): IKeptResult | null {
  try {
    return resultOf(data);
  } catch {
    return null; // nested deeper than there is stack for
  }
}

function resultOf(data: unknown): IKeptResult | null {
  if (
    !isRecord(data) ||
    typeof data.v !== 'number' ||
    data.v < 1 ||
    !Array.isArray(data.columns) ||
    !Array.isArray(data.data)
  ) {
    return null;
  }
  const columns = data.columns.filter(isColumn);
  const values = data.data
    .filter((column): column is unknown[] => Array.isArray(column))
    .map(column => column.map(cellOf));
  const rows = values[0]?.length ?? 0;
  if (
    columns.length !== data.columns.length ||
    values.length !== columns.length ||
    values.some(column => column.length !== rows)
  ) {
    return null;
  }
  const truncated = data.truncated === true;
  return {
    result: {
      columns: columns.map(({ name, type }) => ({ name, type })),
      data: values,
      row_count: rows,
      truncated,
      elapsed_ms: typeof data.elapsed_ms === 'number' ? data.elapsed_ms : 0,
      version: 0
    },
    total: typeof data.row_count === 'number' ? Math.max(rows, data.row_count) : rows,
    truncated,
    sql: typeof data.sql === 'string' ? data.sql.trim() || null : null
  };
}

/** A value as it can be shown: lists of simple values stay lists, and what else is no simple value is its JSON. */
function cellOf(value: unknown): Cell {
  return Array.isArray(value) && value.every(isSimple)
    ? value
    : isSimple(value)
      ? value
      : (JSON.stringify(value) ?? null);
}

function isSimple(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function isColumn(value: unknown): value is { name: string; type: string } {
  return isRecord(value) && typeof value.name === 'string' && typeof value.type === 'string';
}
