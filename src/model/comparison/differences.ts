import type { IRunRecord } from '../run/runRecord';

/** A named value per run; null where a run has none. */
export interface IDifferenceRow {
  key: string;
  values: (string | null)[];
  differs: boolean;
  /** Numbers are set flush right. */
  numeric: boolean;
}

/** One row per key of any side, differences first, each part by name. */
export function differenceRows(
  sides: readonly ReadonlyMap<string, { text: string | null; numeric?: boolean }>[]
): IDifferenceRow[] {
  const keys = new Set(sides.flatMap(side => [...side.keys()]));
  return [...keys]
    .map((key): IDifferenceRow => {
      const entries = sides.map(side => side.get(key));
      const values = entries.map(entry => entry?.text ?? null);
      return {
        key,
        values,
        differs: values.some(value => value !== values[0]),
        numeric: entries.every(entry => !entry || entry.numeric === true)
      };
    })
    .sort((a, b) => Number(b.differs) - Number(a.differs) || a.key.localeCompare(b.key));
}

export function paramRows(runs: readonly IRunRecord[]): IDifferenceRow[] {
  return differenceRows(
    runs.map(
      run =>
        new Map(
          [...run.params].map(([key, { value, type }]) => [
            key,
            { text: value, numeric: type === 'number' || type === 'integer' }
          ])
        )
    )
  );
}
