import { hasData } from '../dataDifference';
import type { IRunRecord } from '../run/runRecord';

/** What a parameter is called that is a seed; DuckDB reads the pattern as well. */
export const SEED = /(^|[._/-])(random_?)?(seed|state)$/i;

export function isSeed(param: string): boolean {
  return SEED.test(param);
}

/** The run's seed as text; null when it has none, or several that differ. */
export function seedOf(run: IRunRecord): string | null {
  const seeds = new Set([...run.params].filter(([key]) => isSeed(key)).map(([, { value }]) => value));
  const [seed = null] = seeds;
  return seeds.size === 1 ? seed : null;
}

/** Runs of `all` that repeat `run`, itself among them: see {@link isRepeat}. */
export function replicates(run: IRunRecord, all: readonly IRunRecord[]): IRunRecord[] {
  return all.filter(other => isRepeat(run, other, all));
}

/**
 * Whether two runs are of the same setting and either had the same data, or had the data
 * that belongs to their seeds: a split drawn with the seed.
 */
export function isRepeat(run: IRunRecord, other: IRunRecord, all: readonly IRunRecord[]): boolean {
  if (run === other) {
    return true;
  }
  return (
    isSameSetting(run, other) &&
    (dataOf(run) === dataOf(other) || [run, other].every(each => hasDataOfItsSeed(each, all)))
  );
}

/** Whether two runs have the same parameters but for the seed. */
export function isSameSetting(run: IRunRecord, other: IRunRecord): boolean {
  const mine = setting(run);
  return mine !== '' && setting(other) === mine;
}

/** How many different settings on different data the runs are of. */
export function configurations(all: readonly IRunRecord[]): number {
  const first: IRunRecord[] = [];
  for (const run of all) {
    if (!first.some(other => isRepeat(other, run, all))) {
      first.push(run);
    }
  }
  return first.length;
}

/** What keeps a run from counting as a repeat: it did not run as it should have. */
export type LeftOut = 'running' | 'failed' | 'killed' | 'interrupted' | 'diverged';

/**
 * Why a run does not count as a repeat; null when it does.
 *
 * @param counted - ids of runs that a person counts all the same.
 */
export function leftOut(run: IRunRecord, counted: ReadonlySet<string>): LeftOut | null {
  if (counted.has(run.runId)) {
    return null;
  }
  return run.status !== 'finished' ? run.status : run.divergence ? 'diverged' : null;
}

/** What the run saw, as one text: each role with the content under it. */
function dataOf({ data }: IRunRecord): string {
  return [...new Set(data.map(({ role, hash, name }) => `${role}\n${hash ?? name}`))].sort().join('\0');
}

/** Whether no run of its seed is known to have had other data, and one is of another setting. */
function hasDataOfItsSeed(run: IRunRecord, all: readonly IRunRecord[]): boolean {
  const seed = seedOf(run);
  const others = all.filter(other => other !== run && seedOf(other) === seed);
  return (
    seed !== null &&
    others.some(other => !isSameSetting(run, other)) &&
    others.every(other => dataOf(other) === dataOf(run) || !hasData(other) || !hasData(run))
  );
}

/** Parameters without seeds as one text; empty for a run without parameters or seeds, which is like no other. */
function setting(run: IRunRecord): string {
  const entries = [...run.params].filter(([key]) => !isSeed(key));
  if (entries.length === run.params.size || entries.length === 0) {
    return '';
  }
  return JSON.stringify(entries.map(([key, { value }]) => [key, value]).sort());
}
