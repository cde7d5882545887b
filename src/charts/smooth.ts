/**
 * Exponential moving average, debiased as in Adam (Kingma & Ba 2015, §3):
 *
 *     s_i = w · s_{i−1} + (1 − w) · x_i,   smoothed_i = s_i / (1 − w^{i+1})
 *
 * so that the first values are not drawn towards zero. Equal, and computed
 * here, as the weighted mean Σ w^{i−j} x_j / Σ w^{i−j} over j ≤ i.
 * Values that are not finite stay as they are and do not count.
 *
 * @param weight - From 0 (no smoothing) to below 1.
 */
export function smooth(values: readonly number[], weight: number): number[] {
  let sum = 0;
  let weights = 0;
  return values.map(value => {
    if (!Number.isFinite(value)) {
      return value;
    }
    sum = weight * sum + value;
    weights = weight * weights + 1;
    return sum / weights;
  });
}
