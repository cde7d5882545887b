/** First and longest pause between two attempts to connect, milliseconds. */
const FIRST = 300;
const LONGEST = 10_000;

/**
 * Milliseconds to wait before attempt `n` (from 0): doubling, and spread over
 * the upper half so that many tabs do not knock at the same moment.
 */
export function backoff(n: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST, FIRST * 2 ** Math.min(n, 16));
  return full * (0.5 + random() / 2);
}
