import { mapPair } from '../../core/pair';
/** Mean difference of two samples with its confidence interval. */
export interface IEffect {
  delta: number;
  low: number;
  high: number;
  /** Differences per seed that both sides ran; empty when the samples are not paired. */
  pairs: number[];
  /** Probability of a difference as large or larger where there is none, two-sided, of this comparison alone. */
  p: number;
}

export interface ISample {
  seed: string | null;
  value: number;
}

/**
 * Student's t quantile by bisection of its distribution function.
 *
 * @param df - degrees of freedom, above 0, whole or not.
 * @param p - from 0.5 to below 1.
 */
export function tQuantile(df: number, p = 0.975): number {
  let [low, high] = [0, 1];
  while (tCdf(high, df) < p && high < 1e12) {
    high *= 2;
  }
  for (let i = 0; i < 100 && high - low > 1e-12 * high; i++) {
    const middle = (low + high) / 2;
    if (tCdf(middle, df) < p) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return (low + high) / 2;
}

/** P(T ≤ t) for t ≥ 0: 1 − I_x(df/2, 1/2) / 2 with x = df / (df + t²) (Abramowitz & Stegun 26.7.1). */
function tCdf(t: number, df: number): number {
  return 1 - incompleteBeta(df / (df + t * t), df / 2, 0.5) / 2;
}

/** The regularized incomplete beta function, by Lentz's continued fraction (Numerical Recipes, 6.4). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) {
    return x <= 0 ? 0 : 1;
  }
  if (x > (a + 1) / (a + b + 2)) {
    return 1 - incompleteBeta(1 - x, b, a);
  }
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  const tiny = 1e-300;
  let [c, d] = [1, 1 - ((a + b) * x) / (a + 1)];
  d = 1 / (Math.abs(d) < tiny ? tiny : d);
  let fraction = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let factor = 1;
    for (const term of [even, odd]) {
      d = 1 + term * d;
      d = 1 / (Math.abs(d) < tiny ? tiny : d);
      c = 1 + term / c;
      c = Math.abs(c) < tiny ? tiny : c;
      factor = c * d;
      fraction *= factor;
    }
    if (Math.abs(factor - 1) < 1e-14) {
      break;
    }
  }
  return (front * fraction) / a;
}

/** ln Γ(x) for x > 0, by Stirling's series after shifting x above 10 (Abramowitz & Stegun 6.1.41). */
function logGamma(x: number): number {
  let shift = 0;
  while (x < 10) {
    shift += Math.log(x++);
  }
  return (
    (x - 0.5) * Math.log(x) -
    x +
    Math.log(2 * Math.PI) / 2 +
    1 / (12 * x) -
    1 / (360 * x ** 3) +
    1 / (1260 * x ** 5) -
    shift
  );
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample variance, with n − 1. */
export function variance(values: readonly number[]): number {
  const m = mean(values);
  return values.reduce((sum, value) => sum + (value - m) ** 2, 0) / (values.length - 1);
}

/** One sample per seed: a seed that ran twice is one repeat, with the mean of both. */
export function bySeed(samples: readonly ISample[]): ISample[] {
  const values = new Map<string, number[]>();
  samples.forEach(({ seed, value }) => seed !== null && values.set(seed, [...(values.get(seed) ?? []), value]));
  return [
    ...[...values].map(([seed, all]) => ({ seed, value: mean(all) })),
    ...samples.filter(({ seed }) => seed === null)
  ];
}

/** The share of a value that a float of 32 bits rounds away: metrics are often computed in those. */
const SINGLE_PRECISION = 2 ** -23;

/** Whether a variance of these values, or of their mean, is more than what rounding leaves of equal ones. */
export function isSpread(variance: number, values: readonly number[]): boolean {
  return Math.sqrt(variance) > SINGLE_PRECISION * Math.max(...values.map(Math.abs));
}

/**
 * The difference of two groups by Welch's t interval (Welch 1947); where both
 * ran the same seeds, by the paired t interval over seeds, unless these differ by
 * exactly the same, which tells nothing of the noise. Undefined with fewer
 * than two values on a side, and where no value differs from the others of its
 * side: then nothing is known of the noise.
 *
 * @param comparisons - how many candidates are compared; the interval holds for
 * all of them at once with 95 % (Bonferroni).
 */
export function effect(base: readonly ISample[], candidate: readonly ISample[], comparisons = 1): IEffect | undefined {
  if (base.length < 2 || candidate.length < 2) {
    return undefined;
  }
  const p = 1 - 0.025 / Math.max(1, comparisons);
  const all = [...base, ...candidate].map(({ value }) => value);
  const seeds = new Map(base.map(({ seed, value }) => [seed, value]));
  const isPaired =
    base.length === candidate.length &&
    seeds.size === base.length &&
    candidate.every(({ seed }) => seed !== null && seeds.has(seed));
  if (isPaired) {
    const pairs = candidate.map(({ seed, value }) => value - (seeds.get(seed) as number));
    const paired = within(mean(pairs), variance(pairs) / pairs.length, pairs.length - 1, p, pairs, all);
    if (paired) {
      return paired;
    }
  }
  const [a, b] = mapPair([base, candidate], side => side.map(({ value }) => value));
  const [va, vb] = [variance(a) / a.length, variance(b) / b.length];
  const df = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1)) || 1;
  return within(mean(b) - mean(a), va + vb, df, p, [], all);
}

function within(
  delta: number,
  variance: number,
  df: number,
  p: number,
  pairs: number[],
  all: readonly number[]
): IEffect | undefined {
  if (!isSpread(variance, all)) {
    return undefined;
  }
  const error = Math.sqrt(variance);
  const reach = tQuantile(df, p) * error;
  return { delta, low: delta - reach, high: delta + reach, pairs, p: 2 * (1 - tCdf(Math.abs(delta) / error, df)) };
}
