/** Which values of a vector: those one after the other, or each by its place. */
export type Picked = { readonly first: number; readonly count: number } | Uint32Array;

export function countOf(picked: Picked): number {
  return picked instanceof Uint32Array ? picked.length : picked.count;
}

/** One more than the highest place. */
export function endOf(picked: Picked): number {
  return picked instanceof Uint32Array
    ? picked.reduce((end, place) => Math.max(end, place + 1), 0)
    : picked.first + picked.count;
}

/** Each place, as a list. */
export function placesOf(picked: Picked): Uint32Array {
  return picked instanceof Uint32Array
    ? picked
    : Uint32Array.from({ length: picked.count }, (_, index) => picked.first + index);
}

/** The places of stretches, put together where they follow each other. */
export function stretches(begins: Uint32Array, lengths: Uint32Array): Picked {
  let count = 0;
  let first = 0;
  let isOne = true;
  for (let row = 0; row < lengths.length; row++) {
    const length = lengths[row] as number;
    if (length > 0) {
      first = count === 0 ? (begins[row] as number) : first;
      isOne &&= begins[row] === first + count;
      count += length;
    }
  }
  if (isOne) {
    return { first, count };
  }
  const places = new Uint32Array(count);
  let at = 0;
  for (let row = 0; row < lengths.length; row++) {
    for (let item = 0; item < (lengths[row] as number); item++) {
      places[at++] = (begins[row] as number) + item;
    }
  }
  return places;
}
