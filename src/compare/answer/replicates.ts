import type { IRunRecord } from '../data/runRecord';

const SEED = /(^|[._/-])(random_?)?(seed|state)$/i;

export function isSeed(param: string): boolean {
  return SEED.test(param);
}

/** The run's seed as text; null when it has none, or several that differ. */
export function seedOf(run: IRunRecord): string | null {
  const seeds = new Set(
    [...run.params].filter(([key]) => isSeed(key)).map(([, { value }]) => value)
  );
  const [seed] = seeds;
  return seeds.size === 1 ? seed : null;
}

/** Runs of `all` with the same parameters and data as `run` but for the seed, `run` among them. */
export function replicates(run: IRunRecord, all: readonly IRunRecord[]): IRunRecord[] {
  const mine = configuration(run);
  return all.filter(other => other === run || (mine !== '' && configuration(other) === mine));
}

/** How many different configurations the runs are of. */
export function configurations(all: readonly IRunRecord[]): number {
  return new Set(all.map(run => configuration(run) || run.runId)).size;
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

/** Parameters without seeds as one text; empty for a run without parameters or seeds, which is like no other. */
function configuration(run: IRunRecord): string {
  const entries = [...run.params].filter(([key]) => !isSeed(key));
  if (entries.length === run.params.size || entries.length === 0) {
    return '';
  }
  return JSON.stringify([entries.map(([key, { value }]) => [key, value]).sort(), dataOf(run)]);
}
