import bindings, { type Vector } from '@duckdb/node-bindings';

import { finished, type IFinished, type IGathering, There } from './gathered';
import { countOf, endOf, type Picked } from './picked';
import { validityOf } from './validity';

/** Bytes of the longest text that lies in the vector itself. */
const INLINE = 12;

/**
 * Texts, each different one once. A text is 16 bytes in DuckDB's vector: its
 * length, then itself when it is short, else its beginning and where it lies.
 * Long ones mostly lie one behind the other, so they are looked at stretch by
 * stretch; and most rows have the text of the row before.
 */
export class GatherTexts implements IGathering {
  add(vector: Vector, picked: Picked): number {
    const rows = countOf(picked);
    const data = valuesOf(vector, picked);
    const words = new Uint32Array(data.buffer, data.byteOffset, 4 * rows);
    const own = Buffer.from(data.buffer, data.byteOffset, 16 * rows);
    const there = validityOf(vector, picked);
    const places = new Uint32Array(rows);
    let bytes = 4 * rows;
    let [stretch, begin, end] = [own, 0, 0];
    /** The text of the row before: where, and how long. */
    let [before, beforeAt, beforeLength, place] = [own, 0, -1, 0];
    for (let row = 0; row < rows; row++) {
      if (there[row] === 0) {
        continue;
      }
      const length = words[4 * row] as number;
      let [from, at] = [own, 16 * row + 4];
      if (length > INLINE) {
        const pointer = pointerOf(words, row);
        if (pointer < begin || pointer + length > end) {
          const size = stretchFrom(words, there, row, rows);
          const at = data.byteOffset + 16 * row + 8;
          const found = bindings.get_data_from_pointer(data.buffer as ArrayBuffer, at, size);
          stretch = Buffer.from(found.buffer, found.byteOffset, size);
          [begin, end] = [pointer, pointer + size];
        }
        [from, at] = [stretch, pointer - begin];
      }
      if (length !== beforeLength || !same(from, at, before, beforeAt, length)) {
        const known = this.known.size;
        place = this.placeOf(from.toString('utf8', at, at + length));
        bytes += place === known ? length + 3 : 0;
      }
      [before, beforeAt, beforeLength] = [from, at, length];
      places[row] = place;
    }
    this.places.push(new Uint8Array(places.buffer));
    return bytes + this.there.addBytes(there);
  }

  /** The same for texts that are JavaScript's. */
  addTexts(texts: readonly (string | null)[]): number {
    this.places.push(new Uint8Array(Uint32Array.from(texts, text => (text === null ? 0 : this.placeOf(text))).buffer));
    this.there.addBytes(Uint8Array.from(texts, text => (text === null ? 0 : 1)));
    return texts.reduce((sum, text) => sum + 8 + (text?.length ?? 0), 0);
  }

  finish(): IFinished {
    return finished({ type: 'VARCHAR', texts: [...this.known.keys()] }, this.places, this.there);
  }

  private placeOf(text: string): number {
    const place = this.known.get(text) ?? this.known.size;
    if (place === this.known.size) {
      this.known.set(text, place);
    }
    return place;
  }

  private readonly known = new Map<string, number>();
  private readonly places: Uint8Array[] = [];
  private readonly there = new There();
}

/** The sixteen bytes of each text, one after the other, where they lie when that is so. */
function valuesOf(vector: Vector, picked: Picked): Uint8Array {
  const data = bindings.vector_get_data(vector, 16 * endOf(picked));
  if (!(picked instanceof Uint32Array)) {
    return data.subarray(16 * picked.first);
  }
  const values = new Uint8Array(16 * picked.length);
  picked.forEach((place, row) => values.set(data.subarray(16 * place, 16 * place + 16), 16 * row));
  return values;
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
