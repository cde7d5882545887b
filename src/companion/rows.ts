import type { Cell, IResult } from './wire';

/**
 * A result's rows as objects, keyed by column name.
 *
 * @typeParam T - what the statement was written to return.
 */
export function rowsOf<T extends { [K in keyof T]: Cell }>(result: IResult): T[] {
  const { columns, data, row_count } = result;
  return Array.from(
    { length: row_count },
    (_, row) => Object.fromEntries(columns.map(({ name }, i) => [name, data[i][row]])) as T
  );
}

/** A floating column's entry as a number: `"NaN"` and `"Infinity"` travel as text. */
export function numberOf(cell: Cell | undefined): number | null {
  return cell === null || cell === undefined || cell === '' ? null : Number(cell);
}
