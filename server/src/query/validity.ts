import bindings, { type Vector } from '@duckdb/node-bindings';

import { countOf, endOf, type Picked } from './picked';

/** A byte a value, 0 where it is null. */
export function validityOf(vector: Vector, picked: Picked): Uint8Array {
  const there = new Uint8Array(countOf(picked)).fill(1);
  const end = endOf(picked);
  if (end === 0) {
    return there;
  }
  const valid = bindings.vector_get_validity(vector, 8 * Math.ceil(end / 64)) as Uint8Array | null;
  if (valid) {
    const bit = (place: number): number => ((valid[place >> 3] as number) >> (place & 7)) & 1;
    if (picked instanceof Uint32Array) {
      picked.forEach((place, row) => (there[row] = bit(place)));
    } else {
      for (let row = 0; row < there.length; row++) {
        there[row] = bit(picked.first + row);
      }
    }
  }
  return there;
}
