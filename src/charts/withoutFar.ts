import { bisectLeft, bisectRight } from 'd3-array';

import { quantileOf } from './quantileOf';

/** Beyond it differences overflow. */
const LARGEST = 1e300;
/** What is larger than this, and by that much than a tenth of the values are, is no value of a metric any more. */
const LARGE = 1e6;
const EXPLODED = 1e15;

/**
 * The values, rising, but for those that exploded: beyond all measure however many they are, or a
 * thousand times as large as most are. Beside these nothing else would have a shape.
 *
 * @param values - numbers and infinities, in any order.
 * @param all - keep them, as far as their differences do not overflow.
 */
export function withoutFar(values: ArrayLike<number>, all = false): Float64Array {
  const sorted = Float64Array.from(values).sort();
  const finite = sorted.subarray(bisectRight(sorted, -LARGEST), bisectLeft(sorted, LARGEST));
  if (all || finite.length < 2) {
    return finite.length ? finite : Float64Array.of(0, 1);
  }
  const rising = sizes(finite);
  const zeros = bisectRight(rising, 0);
  const small = rising[zeros + Math.floor((rising.length - zeros - 1) / 10)] ?? 0;
  const measured = upTo(Math.max(LARGE, EXPLODED * small), finite);
  const kept = measured.length > 0 ? measured : finite;
  const most = 1000 * quantileOf(sizes(kept), 0.5);
  const near = upTo(most, kept);
  return kept.length >= 4 && most > 0 && near.length >= kept.length / 2 ? near : kept;
}

/** Those of `sorted` that are at most `size` away from 0. */
const upTo = (size: number, sorted: Float64Array): Float64Array =>
  sorted.subarray(bisectLeft(sorted, -size), bisectRight(sorted, size));

/** How far each is away from 0, rising. */
function sizes(sorted: Float64Array): Float64Array {
  const found = new Float64Array(sorted.length);
  let low = 0;
  let high = sorted.length - 1;
  for (let i = high; i >= 0; i--) {
    const below = -(sorted[low] as number);
    const above = sorted[high] as number;
    found[i] = below > above ? below : above;
    if (below > above) {
      low++;
    } else {
      high--;
    }
  }
  return found;
}
