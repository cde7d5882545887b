import { quantileSorted } from 'd3-array';

/** Beyond it differences overflow. */
const LARGEST = 1e300;
/** What is larger than this, and by that much than a tenth of the values are, is no value of a metric any more. */
const LARGE = 1e6;
const EXPLODED = 1e15;

/**
 * The values but for those that exploded: beyond all measure however many they are, or a
 * thousand times as large as most are. Beside these nothing else would have a shape.
 *
 * @param all - keep them, as far as their differences do not overflow.
 */
export function withoutFar(values: readonly number[], all = false): number[] {
  const finite = values.filter(value => Math.abs(value) < LARGEST);
  if (all || finite.length < 2) {
    return finite.length ? finite : [0, 1];
  }
  const rising = sizes(finite.filter(value => value !== 0));
  const small = rising[Math.floor((rising.length - 1) / 10)] ?? 0;
  const measured = finite.filter(value => Math.abs(value) <= Math.max(LARGE, EXPLODED * small));
  const kept = measured.length > 0 ? measured : finite;
  const most = 1000 * (quantileSorted(sizes(kept), 0.5) as number);
  const near = kept.filter(value => Math.abs(value) <= most);
  return kept.length >= 4 && most > 0 && near.length >= kept.length / 2 ? near : kept;
}

const sizes = (values: readonly number[]): number[] => values.map(Math.abs).sort((a, b) => a - b);
