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

/** Runs of `all` with the same parameters as `run` but for the seed, `run` among them. */
export function replicates(run: IRunRecord, all: readonly IRunRecord[]): IRunRecord[] {
  const mine = configuration(run);
  return all.filter(other => other === run || (mine !== '' && configuration(other) === mine));
}

/** Parameters without seeds as one text; empty for a run without parameters or seeds, which is like no other. */
function configuration(run: IRunRecord): string {
  const entries = [...run.params].filter(([key]) => !isSeed(key));
  if (entries.length === run.params.size || entries.length === 0) {
    return '';
  }
  return JSON.stringify(entries.map(([key, { value }]) => [key, value]).sort());
}
