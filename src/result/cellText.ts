/**
 * A result's cells as people read them. Every number keeps its own significant
 * digits, whatever stands beside it; copies and downloads carry the exact values
 * instead ({@link rawText}).
 */
import { format } from 'd3-format';

import type { Cell, IColumn } from '../companion/wire';
import { formatShort } from '../core/format';
import { clockText, instantOf } from '../core/timeZone';
import { columnKind, numberIn } from './columnKind';

export const MISSING = '\u2013';
/** Values that decide how a column's numbers are written. */
const MAX_JUDGED = 10_000;
const MINUS = '\u2212';
/** From here on a number without decimals is written with an exponent. */
const LONG = 1e15;
const short = format(',');

/** Writes one cell of the column it was made for. */
export type CellText = (cell: Cell) => string;

/** How to write the cells of `column`, judged by its values. */
export function cellText(column: IColumn, values: readonly Cell[]): CellText {
  const present =
    (write: (cell: Exclude<Cell, null>) => string): CellText =>
    cell =>
      cell === null ? MISSING : write(cell);
  switch (columnKind(column.type)) {
    case 'integer':
      return present(cell => signed(grouped(cell)));
    case 'number': {
      const write = numberText(sample(values).map(numberIn).filter(Number.isFinite));
      return present(cell => {
        const value = numberIn(cell);
        return Number.isFinite(value) ? signed(write(value)) : signed(String(cell)).replace('Infinity', '∞');
      });
    }
    case 'time':
      return present(cell => timeText(String(cell), column.type));
    default:
      return present(cell => (Array.isArray(cell) ? cell.map(plainText).join(', ') : plainText(cell)));
  }
}

/** The exact value: what a copy or a download holds. */
export function rawText(cell: Cell): string {
  return cell === null ? '' : plainText(cell);
}

/** Of many values those that stand for them, at even distances. */
function sample(values: readonly Cell[]): readonly Cell[] {
  const stride = Math.ceil(values.length / MAX_JUDGED);
  return stride <= 1
    ? values
    : Array.from({ length: Math.floor(values.length / stride) }, (_, i) => values[i * stride] ?? null);
}

function plainText(cell: Cell): string {
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

function grouped(cell: Exclude<Cell, null>): string {
  return String(cell).replace(/\B(?=(\d{3})+$)/g, ',');
}

function signed(text: string): string {
  return text.replace(/-/g, MINUS);
}

/** Short decimals stay as they are; where a column has longer ones, each gets its own four significant digits. */
function numberText(values: readonly number[]): (value: number) => string {
  const isShort = values.every(value => Math.abs(value) < LONG && decimals(value) <= 4);
  return value => (isShort && Math.abs(value) < LONG ? short(value) : formatShort(value));
}

function decimals(value: number): number {
  const text = String(value);
  return /e/.test(text) ? Infinity : (text.split('.')[1]?.length ?? 0);
}

function timeText(text: string, type: string): string {
  const time = new Date(type.endsWith('ZONE') ? text : instantOf(text));
  return type === 'DATE' || Number.isNaN(time.getTime()) ? text : clockText(time);
}
