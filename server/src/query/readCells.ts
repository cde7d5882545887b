import {
  type DuckDBDataChunk,
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBGeometryValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBUnionValue,
  type DuckDBValue,
  DuckDBVariantValue,
  DuckDBVector
} from '@duckdb/node-api';

import bindings from '@duckdb/node-bindings';

import type { Cell } from '../protocol';
import { isTuple, withPlaces } from './tuples';

/** What DuckDB means by infinity among days, and among units of moments. */
const ENDLESS_DAYS = 2 ** 31 - 1;
const ENDLESS = 2n ** 63n - 1n;

/**
 * Append the first `rows` values of a chunk's column to `cells`, as
 * protocol.ts writes them.
 *
 * @returns a fair estimate of the bytes that they will take as JSON
 */
export function readCells(chunk: DuckDBDataChunk, column: number, rows: number, cells: Cell[]): number {
  const own = chunk.getColumnVector(column);
  const type = withPlaces(own.type);
  const vector =
    type === own.type
      ? own
      : DuckDBVector.create(bindings.data_chunk_get_vector(chunk.chunk, column), chunk.rowCount, type);
  let bytes = 0;
  for (let row = 0; row < rows; row++) {
    const value = vector.getItem(row);
    if (typeof value === 'number') {
      cells.push(Number.isFinite(value) ? value : String(value));
      bytes += 10;
    } else if (typeof value === 'string') {
      cells.push(value);
      bytes += value.length + 3;
    } else if (typeof value === 'bigint') {
      cells.push(cellOfInteger(value));
      bytes += 10;
    } else {
      const cell = cellOf(value);
      cells.push(cell);
      bytes += sizeOf(cell);
    }
  }
  return bytes;
}

/** One value of any type. */
export function cellOf(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return value;
  }
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : String(value);
  }
  if (typeof value === 'bigint') {
    return cellOfInteger(value);
  }
  if (value instanceof DuckDBTimestampTZValue) {
    return cellOfMoment(value.micros, 1n, value, 'Z');
  }
  if (value instanceof DuckDBTimestampValue) {
    return cellOfMoment(value.micros, 1n, value, '');
  }
  if (value instanceof DuckDBTimestampMillisecondsValue) {
    return cellOfMoment(value.millis, 1_000n, value, '');
  }
  if (value instanceof DuckDBTimestampSecondsValue) {
    return cellOfMoment(value.seconds, 1_000_000n, value, '');
  }
  if (value instanceof DuckDBTimestampNanosecondsValue) {
    const { nanos } = value;
    return nanos % 1000n === 0n || isEndless(nanos)
      ? cellOfMoment(isEndless(nanos) ? nanos : nanos / 1000n, 1n, value, '')
      : value.toString().replace(' ', 'T');
  }
  if (value instanceof DuckDBDateValue && Math.abs(value.days) >= ENDLESS_DAYS) {
    return value.days > 0 ? 'infinity' : '-infinity';
  }
  if (value instanceof DuckDBDecimalValue) {
    return cellOfDecimal(value);
  }
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
    return value.items.map(cellOf);
  }
  if (value instanceof DuckDBStructValue) {
    const entries = Object.entries(value.entries);
    return isTuple(entries)
      ? entries.map(([, entry]) => cellOf(entry))
      : Object.fromEntries(entries.map(([name, entry]) => [name, cellOf(entry)]));
  }
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(value.entries.map(({ key, value: entry }) => [textOf(cellOf(key)), cellOf(entry)]));
  }
  if (value instanceof DuckDBUnionValue) {
    return cellOf(value.value);
  }
  if (value instanceof DuckDBVariantValue) {
    return cellOf(value.value);
  }
  if (value instanceof DuckDBBlobValue || value instanceof DuckDBGeometryValue) {
    return Buffer.from(value.bytes).toString('hex');
  }
  return value.toString();
}

function cellOfInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** Up to fifteen digits a decimal and the double nearest to it print alike. */
function cellOfDecimal(decimal: DuckDBDecimalValue): number | string {
  const unscaled = Number(decimal.value);
  return Math.abs(unscaled) < 1e15 && decimal.scale <= 22 ? unscaled / 10 ** decimal.scale : decimal.toString();
}

/** Whether DuckDB means infinity by that many units. */
function isEndless(units: bigint): boolean {
  return units >= ENDLESS || units <= -ENDLESS;
}

/** `2026-11-24T08:12:30Z`, with three or six decimals where they are not zero; a unit has that many microseconds. */
function cellOfMoment(units: bigint, factor: bigint, value: { toString(): string }, zone: string): string {
  if (isEndless(units)) {
    return units > 0n ? 'infinity' : '-infinity';
  }
  const micros = units * factor;
  const milliseconds = Number(micros / 1000n);
  const date = new Date(milliseconds);
  // Years that JavaScript's calendar does not reach.
  if (Number.isNaN(date.getTime()) || milliseconds < -62_135_596_800_000) {
    return value.toString();
  }
  const rest = Number(((micros % 1000n) + 1000n) % 1000n);
  const iso = rest !== 0 && micros < 0n ? new Date(milliseconds - 1).toISOString() : date.toISOString();
  if (rest !== 0) {
    return `${iso.slice(0, -1)}${String(rest).padStart(3, '0')}${zone}`;
  }
  return `${iso.endsWith('.000Z') ? iso.slice(0, -5) : iso.slice(0, -1)}${zone}`;
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

function sizeOf(cell: Cell): number {
  if (typeof cell === 'string') {
    return cell.length + 3;
  }
  if (cell === null || typeof cell !== 'object') {
    return 8;
  }
  return Array.isArray(cell)
    ? cell.reduce<number>((sum, entry) => sum + sizeOf(entry), 2)
    : Object.entries(cell).reduce((sum, [name, entry]) => sum + name.length + 4 + sizeOf(entry), 2);
}
