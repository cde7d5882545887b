/**
 * A result's cells as people read them. All numbers of one column are written
 * with the same digits, so that they can be compared by eye; copies and
 * downloads carry the exact values instead ({@link rawText}).
 */
import { format } from 'd3-format';

import type { Cell, IColumn } from '../companion/wire';
import { columnKind, numberIn } from './columnKind';

export const MISSING = '\u2013';
/** Values that decide how a column's numbers are written. */
const MOST_JUDGED = 10_000;
const MINUS = '\u2212';

/** Writes one cell of the column it was made for. */
export type CellText = (cell: Cell) => string;

/** How to write the cells of `column`, judged by its values. */
export function cellText(column: IColumn, values: readonly Cell[]): CellText {
  const present = (write: (cell: Exclude<Cell, null>) => string): CellText => cell =>
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
      return present(cell =>
        Array.isArray(cell) ? cell.map(plainText).join(', ') : plainText(cell)
      );
  }
}

/** The exact value: what a copy or a download holds. */
export function rawText(cell: Cell): string {
  return cell === null ? '' : plainText(cell);
}

/** Of many values those that stand for them, at even distances. */
function sample(values: readonly Cell[]): readonly Cell[] {
  const stride = Math.ceil(values.length / MOST_JUDGED);
  return stride <= 1 ? values : Array.from({ length: Math.floor(values.length / stride) }, (_, i) => values[i * stride]);
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

/** Short decimals stay as they are; longer ones get the digits that the largest needs. */
function numberText(values: readonly number[]): (value: number) => string {
  if (values.every(value => decimals(value) <= 4)) {
    const whole = format(',');
    return value => whole(value);
  }
  const sizes = values.map(Math.abs).filter(size => size > 0);
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0);
  const smallest = sizes.reduce((a, b) => Math.min(a, b), Infinity);
  if (largest >= 1e9 || largest < 1e-3 || largest / smallest > 1e6) {
    const free = format('.4~g');
    return value => free(value);
  }
  const digits = Math.max(0, 4 - Math.max(0, Math.floor(Math.log10(largest)) + 1));
  const fixed = format(`,.${digits}f`);
  const tiny = format('.1~e');
  return value => (value !== 0 && Math.abs(value) < 0.5 * 10 ** -digits ? tiny(value) : fixed(value));
}

function decimals(value: number): number {
  const text = String(value);
  return /e/.test(text) ? Infinity : (text.split('.')[1]?.length ?? 0);
}

const pad = (n: number): string => String(n).padStart(2, '0');

function timeText(text: string, type: string): string {
  const date = new Date(text);
  if (type === 'DATE' || Number.isNaN(date.getTime())) {
    return text;
  }
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}
