import { quantileSorted } from 'd3-array';

/** Beyond it differences overflow. */
const LARGEST = 1e300;

/**
 * The values but for those that exploded: a thousand times as large as most
 * are. Beside these nothing else would have a shape.
 *
 * @param all - keep them, as far as their differences do not overflow.
 */
export function withoutFar(values: readonly number[], all = false): number[] {
  const finite = values.filter(value => Math.abs(value) < LARGEST);
  if (all || finite.length < 4) {
    return finite.length ? finite : [0, 1];
  }
  const sizes = finite.map(Math.abs).sort((a, b) => a - b);
  const most = 1000 * (quantileSorted(sizes, 0.5) as number);
  const near = finite.filter(value => Math.abs(value) <= most);
  return most > 0 && near.length >= finite.length / 2 ? near : finite;
}
