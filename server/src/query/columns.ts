/**
 * An answer in columns of bytes, for clients that put them into arrays as they
 * are: what JSON takes seconds for, they take milliseconds for.
 *
 * The answer begins with a line of JSON: the columns with their `layout`, and
 * what else an answer has. The columns' bytes follow, little endian, one column
 * after the other; `bytes` says how many each has.
 *
 * | layout | bytes |
 * |---|---|
 * | `f64`, `i64`, `i32` | that many numbers |
 * | `us` | i64, microseconds since the epoch |
 * | `bool` | a byte each, 0 or 1 |
 * | `text` | u32 a row: place in `texts`, which is in the line of JSON |
 * | `json` | none: `values`, in the line of JSON, has them as in any answer |
 *
 * Behind the values of a column with `nulls` there is a byte a row, 0 where it is null.
 */
import { type DuckDBDataChunk, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import bindings, { type Vector } from '@duckdb/node-bindings';

import type { Cell } from '../protocol';
import { readCells } from './readCells';

/** How a column travels, beside its name and type. */
export interface ILayout {
  layout: 'f64' | 'i64' | 'i32' | 'us' | 'bool' | 'text' | 'json';
  bytes: number;
  nulls: boolean;
  texts?: string[];
  values?: Cell[];
}

const WIDTHS = { f64: 8, i64: 8, us: 8, i32: 4, bool: 1 } as const;
const LAYOUTS: { readonly [type: number]: keyof typeof WIDTHS } = {
  [DuckDBTypeId.DOUBLE]: 'f64',
  [DuckDBTypeId.BIGINT]: 'i64',
  [DuckDBTypeId.INTEGER]: 'i32',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'us',
  [DuckDBTypeId.BOOLEAN]: 'bool'
};

/** Takes in one column, chunk by chunk. */
export interface IGathered {
  /** @returns a fair estimate of the bytes that were added */
  add(chunk: DuckDBDataChunk, index: number, rows: number): number;
}

/** A column that can travel as bytes. */
export interface IBytesColumn extends IGathered {
  finish(): { layout: ILayout; parts: Uint8Array[] };
}

export function columnOf(type: DuckDBType): IBytesColumn {
  const layout = LAYOUTS[type.typeId];
  if (layout) {
    return new Numbers(layout);
  }
  return type.typeId === DuckDBTypeId.VARCHAR ? new Texts() : new Values();
}

/** Fixed-width values, copied as they lie in DuckDB's memory. */
class Numbers implements IBytesColumn {
  constructor(private readonly layout: keyof typeof WIDTHS) {}

  add(chunk: DuckDBDataChunk, index: number, rows: number): number {
    const vector = bindings.data_chunk_get_vector(chunk.chunk, index);
    const bytes = rows * WIDTHS[this.layout];
    this.values.push(bindings.vector_get_data(vector, bytes).slice(0, bytes));
    const there = validityOf(vector, rows);
    this.nulls ||= there.includes(0);
    this.there.push(there);
    return bytes;
  }

  finish(): { layout: ILayout; parts: Uint8Array[] } {
    const bytes = this.values.reduce((sum, { length }) => sum + length, 0);
    return {
      layout: { layout: this.layout, bytes, nulls: this.nulls },
      parts: this.nulls ? [...this.values, ...this.there] : this.values
    };
  }

  private nulls = false;
  private readonly values: Uint8Array[] = [];
  private readonly there: Uint8Array[] = [];
}

/** Bytes of the longest text that lies in the vector itself. */
const INLINE = 12;

/**
 * Texts, each different one once. A text is 16 bytes in DuckDB's vector: its
 * length, then itself when it is short, else its beginning and where it lies.
 * Long ones mostly lie one behind the other, so they are looked at stretch by
 * stretch; and most rows have the text of the row before.
 */
class Texts implements IBytesColumn {
  add(chunk: DuckDBDataChunk, index: number, rows: number): number {
    const vector = bindings.data_chunk_get_vector(chunk.chunk, index);
    const data = bindings.vector_get_data(vector, 16 * rows);
    const words = new Uint32Array(data.buffer, data.byteOffset, 4 * rows);
    const own = Buffer.from(data.buffer, data.byteOffset, 16 * rows);
    const there = validityOf(vector, rows);
    const places = new Uint32Array(rows);
    let bytes = 4 * rows;
    let [stretch, begin, end] = [own, 0, 0];
    /** The text of the row before: where, and how long. */
    let [before, beforeAt, beforeLength, place] = [own, 0, -1, 0];
    for (let row = 0; row < rows; row++) {
      if (there[row] === 0) {
        this.nulls = true;
        continue;
      }
      const length = words[4 * row] as number;
      let [from, at] = [own, 16 * row + 4];
      if (length > INLINE) {
        const pointer = pointerOf(words, row);
        if (pointer < begin || pointer + length > end) {
          const size = stretchFrom(words, there, row, rows);
          const found = bindings.get_data_from_pointer(data.buffer as ArrayBuffer, data.byteOffset + 16 * row + 8, size);
          stretch = Buffer.from(found.buffer, found.byteOffset, size);
          [begin, end] = [pointer, pointer + size];
        }
        [from, at] = [stretch, pointer - begin];
      }
      if (length !== beforeLength || !same(from, at, before, beforeAt, length)) {
        const text = from.toString('utf8', at, at + length);
        place = this.known.get(text) ?? this.known.size;
        if (place === this.known.size) {
          this.known.set(text, place);
          bytes += length + 3;
        }
      }
      [before, beforeAt, beforeLength] = [from, at, length];
      places[row] = place;
    }
    this.places.push(new Uint8Array(places.buffer));
    this.there.push(there);
    return bytes;
  }

  finish(): { layout: ILayout; parts: Uint8Array[] } {
    const bytes = this.places.reduce((sum, { length }) => sum + length, 0);
    return {
      layout: { layout: 'text', bytes, nulls: this.nulls, texts: [...this.known.keys()] },
      parts: this.nulls ? [...this.places, ...this.there] : this.places
    };
  }

  private nulls = false;
  private readonly known = new Map<string, number>();
  private readonly places: Uint8Array[] = [];
  private readonly there: Uint8Array[] = [];
}

function pointerOf(words: Uint32Array, row: number): number {
  return (words[4 * row + 3] as number) * 4_294_967_296 + (words[4 * row + 2] as number);
}

/** Bytes of the long texts that lie one behind the other, from this row's on. */
function stretchFrom(words: Uint32Array, there: Uint8Array, first: number, rows: number): number {
  const begin = pointerOf(words, first);
  let end = begin + (words[4 * first] as number);
  for (let row = first + 1; row < rows; row++) {
    const length = words[4 * row] as number;
    if (there[row] === 0 || length <= INLINE) {
      continue;
    }
    if (pointerOf(words, row) !== end) {
      break;
    }
    end += length;
  }
  return end - begin;
}

function same(one: Buffer, at: number, other: Buffer, otherAt: number, length: number): boolean {
  for (let byte = 0; byte < length; byte++) {
    if (one[at + byte] !== other[otherAt + byte]) {
      return false;
    }
  }
  return true;
}

/** A byte a row, 0 where it is null. */
function validityOf(vector: Vector, rows: number): Uint8Array {
  const there = new Uint8Array(rows).fill(1);
  const valid = bindings.vector_get_validity(vector, 8 * Math.ceil(rows / 64)) as Uint8Array | null;
  if (valid) {
    for (let row = 0; row < rows; row++) {
      there[row] = ((valid[row >> 3] as number) >> (row & 7)) & 1;
    }
  }
  return there;
}

/** Anything else, as JSON has it. */
export class Values implements IBytesColumn {
  add(chunk: DuckDBDataChunk, index: number, rows: number): number {
    return readCells(chunk, index, rows, this.values);
  }

  finish(): { layout: ILayout; parts: Uint8Array[] } {
    return { layout: { layout: 'json', bytes: 0, nulls: false, values: this.values }, parts: [] };
  }

  readonly values: Cell[] = [];
}
