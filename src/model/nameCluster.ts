import { common, sharedBeginning } from './commonName';

/** Signs of a name that are seen in the narrowest list: names that share them would read the same. */
export const SEEN = 12;

/** Runs of a list whose names would be cut to the same text. */
export interface ICluster<T> {
  /** What their names begin with. */
  shared: string;
  runs: T[];
}

/** Those that read the same, put together; runs that are like no other are in none. */
export function nameClusters<T extends { name: string }>(runs: readonly T[]): ICluster<T>[] {
  const sorted = [...runs].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const found: T[][] = [];
  sorted.forEach((run, index) => {
    const before = sorted[index - 1];
    if (before && (before.name === run.name || common(before.name, run.name).length >= SEEN)) {
      found.at(-1)?.push(run);
    } else {
      found.push([run]);
    }
  });
  return found
    .filter(({ length }) => length > 1)
    .map(alike => ({ shared: sharedBeginning(alike.map(({ name }) => name)), runs: alike }));
}
