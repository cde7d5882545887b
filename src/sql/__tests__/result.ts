import type { Cell, IResult } from '../../companion/wire';

/** A result of rows as a person writes them. */
export function result(columns: { [name: string]: string }, rows: Cell[][], more: Partial<IResult> = {}): IResult {
  return {
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
    data: Object.keys(columns).map((_, i) => rows.map(row => row[i] ?? null)),
    row_count: rows.length,
    truncated: false,
    elapsed_ms: 12,
    version: 1,
    ...more
  };
}
