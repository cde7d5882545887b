import type { Cell, IColumn } from '../companion/wire';
import { instantOf } from '../core/timeZone';

/** What a column's values are to a reader, whatever DuckDB calls the type. */
export type ColumnKind = 'integer' | 'number' | 'time' | 'boolean' | 'text';

/** The kind behind a type's name. */
export function columnKind(type: string): ColumnKind {
  if (type.endsWith(']')) {
    return 'text';
  }
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)) {
    return 'integer';
  }
  if (/^(DOUBLE|FLOAT|REAL|DECIMAL|NUMERIC)/.test(type)) {
    return 'number';
  }
  if (/^(TIMESTAMP|DATE$)/.test(type)) {
    return 'time';
  }
  return type === 'BOOLEAN' ? 'boolean' : 'text';
}

/** A type's name as the tree shows it: a word, not DuckDB's. */
export function typeWord(type: string): string {
  if (type.endsWith('[]')) {
    return 'list';
  }
  if (type.startsWith('STRUCT') || type.startsWith('MAP')) {
    return type.slice(0, type.indexOf('(')).toLowerCase();
  }
  const kind = columnKind(type);
  if (kind === 'time') {
    return type === 'DATE' ? 'date' : 'timestamp';
  }
  return kind === 'text' && type !== 'VARCHAR' ? type.toLowerCase() : kind;
}

/** The number in a cell: NaN where there is none, infinities and large integers included. */
export function numberIn(cell: Cell): number {
  return typeof cell === 'number' ? cell : typeof cell === 'string' ? Number(cell) : NaN;
}

/**
 * Position in time of a cell of a time column, in seconds since the epoch; NaN without one.
 * A day is the reader's own, as a moment without a time zone is: it begins at its midnight.
 */
export function secondsIn(cell: Cell): number {
  if (typeof cell !== 'string') {
    return NaN;
  }
  return (cell.endsWith('Z') ? Date.parse(cell) : instantOf(cell)) / 1000;
}

/** Whether values of a column can be drawn on an axis. */
export function isMeasurable({ type }: IColumn): boolean {
  const kind = columnKind(type);
  return kind === 'integer' || kind === 'number' || kind === 'time';
}
