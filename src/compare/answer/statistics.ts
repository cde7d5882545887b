/** Mean difference of two samples with its 95 % confidence interval. */
export interface IEffect {
  delta: number;
  low: number;
  high: number;
  /** Differences per seed that both sides ran; empty when the samples are not paired. */
  pairs: number[];
}

/** Two-sided 97.5 % quantiles of Student's t for 1 to 30 degrees of freedom. */
const T = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042
];

/** The t quantile, between the table's entries linear in 1/df, towards 1.96 at the end. */
export function tQuantile(df: number): number {
  if (df >= 30) {
    return 1.96 + (T[29] - 1.96) * (30 / df);
  }
  const low = Math.max(1, Math.floor(df));
  const high = Math.min(30, low + 1);
  const share = (1 / low - 1 / Math.max(df, 1)) / (1 / low - 1 / high || 1);
  return T[low - 1] + (T[high - 1] - T[low - 1]) * share;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample variance, with n − 1. */
export function variance(values: readonly number[]): number {
  const m = mean(values);
  return values.reduce((sum, value) => sum + (value - m) ** 2, 0) / (values.length - 1);
}

/**
 * The difference of two groups by Welch's t interval (Welch 1947); where both
 * ran the same seeds, by the paired t interval over seeds. Undefined with fewer
 * than two values on a side: one run has no spread.
 */
export function effect(
  base: readonly ISample[],
  candidate: readonly ISample[]
): IEffect | undefined {
  if (base.length < 2 || candidate.length < 2) {
    return undefined;
  }
  const seeds = new Map(base.map(({ seed, value }) => [seed, value]));
  const isPaired =
    base.length === candidate.length &&
    seeds.size === base.length &&
    candidate.every(({ seed }) => seed !== null && seeds.has(seed));
  if (isPaired) {
    const pairs = candidate.map(({ seed, value }) => value - (seeds.get(seed) as number));
    const delta = mean(pairs);
    const reach = tQuantile(pairs.length - 1) * Math.sqrt(variance(pairs) / pairs.length);
    return { delta, low: delta - reach, high: delta + reach, pairs };
  }
  const [a, b] = [base, candidate].map(side => side.map(({ value }) => value));
  const [va, vb] = [variance(a) / a.length, variance(b) / b.length];
  const df = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1)) || 1;
  const delta = mean(b) - mean(a);
  const reach = va + vb > 0 ? tQuantile(df) * Math.sqrt(va + vb) : 0;
  return { delta, low: delta - reach, high: delta + reach, pairs: [] };
}

export interface ISample {
  seed: string | null;
  value: number;
}
