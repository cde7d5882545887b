/**
 * The order of a result's rows by one column, for a million of them within a
 * second: every column becomes numbers first, then a radix sort over their bits
 * puts the rows in order. Rows with equal values keep the order of the answer,
 * and missing values come last, whichever way the others go.
 */
import type { Cell, IColumn } from '../companion/wire';
import { rawText } from './cellText';
import { columnKind, numberIn, secondsIn } from './columnKind';

/** More different texts than this are compared by their characters instead of by the reader's language. */
const MAX_COLLATED = 50_000;

/** All rows of a column, sorted. */
export function sortedRows(column: IColumn, values: readonly Cell[], descending: boolean): Uint32Array {
  const keys = sortKeys(column, values);
  if (descending) {
    // Adding zero turns −0 into 0: their bits differ.
    keys.forEach((key, row) => (keys[row] = -key + 0));
  }
  return rowsByKey(keys);
}

/** The rows in the order of the answer. */
export function rowsAsTheyCame(count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) {
    rows[row] = row;
  }
  return rows;
}

/** A number for each value, in the values' order; NaN where one is missing. */
function sortKeys({ type }: IColumn, values: readonly Cell[]): Float64Array {
  const kind = columnKind(type);
  if (kind === 'text' || kind === 'boolean') {
    return ranks(values);
  }
  const read = kind === 'time' ? secondsIn : numberIn;
  return Float64Array.from(values, value => read(value) + 0);
}

/** The place of each text among the different ones. */
function ranks(values: readonly Cell[]): Float64Array {
  const texts = values.map(value => (value === null ? null : rawText(value)));
  const different = [...new Set(texts)].filter((text): text is string => text !== null);
  if (different.length <= MAX_COLLATED) {
    different.sort(new Intl.Collator(undefined, { numeric: true }).compare);
  } else {
    different.sort();
  }
  const rank = new Map<string | null, number>(different.map((text, i) => [text, i]));
  return Float64Array.from(texts, text => (text === null ? NaN : (rank.get(text) ?? NaN)));
}

/** Digits of 16 bits in a double. */
const PASSES = 4;
const DIGITS = 1 << 16;

function rowsByKey(keys: Float64Array): Uint32Array {
  const count = keys.length;
  const digits = sortableDigits(keys);
  let rows: Uint32Array = rowsAsTheyCame(count);
  let next: Uint32Array = new Uint32Array(count);
  for (let pass = 0; pass < PASSES; pass++) {
    const starts = new Uint32Array(DIGITS + 1);
    for (let row = 0; row < count; row++) {
      const digit = digits[row * PASSES + pass] ?? 0;
      starts[digit + 1] = (starts[digit + 1] ?? 0) + 1;
    }
    for (let digit = 0; digit < DIGITS; digit++) {
      starts[digit + 1] = (starts[digit + 1] ?? 0) + (starts[digit] ?? 0);
    }
    for (const row of rows) {
      const digit = digits[row * PASSES + pass] ?? 0;
      const place = starts[digit] ?? 0;
      next[place] = row;
      starts[digit] = place + 1;
    }
    [rows, next] = [next, rows];
  }
  return rows;
}

/** The doubles' bits, lowest digit first, so that larger numbers have larger bits, and NaN the largest. */
function sortableDigits(keys: Float64Array): Uint16Array {
  const digits = new Uint16Array(keys.length * PASSES);
  const view = new DataView(new ArrayBuffer(8));
  for (let row = 0; row < keys.length; row++) {
    // A negated NaN may have the sign of small numbers.
    const key = keys[row] ?? NaN;
    view.setFloat64(0, Number.isNaN(key) ? NaN : key);
    const negative = view.getUint8(0) > 127;
    const low = negative ? ~view.getUint32(4) : view.getUint32(4);
    const high = negative ? ~view.getUint32(0) : view.getUint32(0) ^ 0x80000000;
    const at = row * PASSES;
    digits[at] = low;
    digits[at + 1] = low >>> 16;
    digits[at + 2] = high;
    digits[at + 3] = high >>> 16;
  }
  return digits;
}
