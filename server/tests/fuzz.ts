/**
 * Rounds of random work that a seed repeats. The seeds are printed; one that
 * fails tells how it is run again. More rounds, by hand:
 *
 *     NBTRAIL_FUZZ_ROUNDS=50 npm --prefix server test -- fuzz   (times as many)
 *     NBTRAIL_FUZZ_SEED=123 npm --prefix server test -- fuzz    (this one alone)
 */
import { type Random, seeded } from './mutate';

const TIMES = Number(process.env.NBTRAIL_FUZZ_ROUNDS ?? 1);
const ONLY = process.env.NBTRAIL_FUZZ_SEED;
const START = ONLY === undefined ? Date.now() % 1_000_000 : Number(ONLY);

/**
 * @param name - the test's, to be found again by
 * @param round - throws when something is wrong
 */
export async function fuzz(
  name: string,
  rounds: number,
  round: (random: Random, seed: number) => Promise<void> | void
): Promise<void> {
  const count = ONLY === undefined ? Math.ceil(rounds * TIMES) : 1;
  process.stdout.write(`fuzz, ${name}: seeds ${START} to ${START + count - 1}\n`);
  for (let seed = START; seed < START + count; seed++) {
    try {
      await round(seeded(seed), seed);
    } catch (error) {
      const again = `NBTRAIL_FUZZ_SEED=${seed} npm --prefix server test -- fuzz -t '${name}'`;
      throw new Error(
        `With seed ${seed} (again with: ${again}): ${error instanceof Error ? error.message : String(error)}`
      );
    }
  }
}

/** One of these. */
export function pick<T>(random: Random, of: readonly T[]): T {
  return of[random(of.length)] as T;
}

const ODD_NUMBERS = [0, -0, -1, 1, 2 ** 31, 2 ** 53, -(2 ** 53) - 2, 1e300, 5e-324, 0.1];
const ODD_TEXTS = [
  '',
  ' ',
  '\0',
  'a'.repeat(5_000),
  '\u202e',
  '\ud800',
  '😀',
  '__proto__',
  'constructor',
  "'; DROP TABLE runs; --",
  '../../etc',
  '<img src=x>',
  'NaN'
];

/** Any JSON value, of a few levels. */
export function anything(random: Random, depth = 3): unknown {
  switch (random(depth > 0 ? 8 : 6)) {
    case 0:
      return null;
    case 1:
      return random(2) === 0;
    case 2:
      return pick(random, ODD_NUMBERS);
    case 3:
      return random(1_000);
    case 4:
    case 5:
      return pick(random, ODD_TEXTS);
    case 6:
      return Array.from({ length: random(5) }, () => anything(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random(5) }, () => [
          pick(random, [...ODD_TEXTS, 'a', 'id', 'type']),
          anything(random, depth - 1)
        ])
      );
  }
}

/** The value with something in it that is something else, is missing, or is more. */
export function altered(random: Random, value: unknown): unknown {
  if (random(6) === 0 || typeof value !== 'object' || value === null) {
    return anything(random);
  }
  if (Array.isArray(value)) {
    const copy: unknown[] = [...value];
    const at = random(copy.length + 1);
    copy.splice(at, random(2), altered(random, copy[at]));
    return copy;
  }
  const entries = Object.entries(value);
  const at = random(entries.length + 1);
  const [name, inner] = entries[at] ?? [pick(random, ODD_TEXTS), null];
  entries.splice(at, random(2), ...(random(4) === 0 ? [] : [[name, altered(random, inner)] as [string, unknown]]));
  return Object.fromEntries(entries);
}
