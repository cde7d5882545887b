import type { Cell, IColumn, IResult } from './wire';

/**
 * A result's rows as objects, keyed by column name.
 *
 * @typeParam T - what the statement was written to return.
 */
export function rowsOf<T extends { [K in keyof T]: Cell }>(result: IResult): T[] {
  const { columns, data, row_count } = result;
  return Array.from(
    { length: row_count },
    (_, row) => Object.fromEntries(columns.map(({ name }, i) => [name, data[i]?.[row]])) as T
  );
}

/** A floating column's entry as a number: `"NaN"` and `"Infinity"` travel as text. */
export function numberOf(cell: Cell | undefined): number | null {
  return cell === null || cell === undefined || cell === '' ? null : Number(cell);
}

/**
 * A column with its values.
 *
 * @throws RangeError when the result has no column at `index`.
 */
export function columnAt(
  { columns, data }: Pick<IResult, 'columns' | 'data'>,
  index: number
): IColumn & { values: readonly Cell[] } {
  const [column, values] = [columns[index], data[index]];
  if (!column || !values) {
    throw new RangeError(`The result has no column ${index}`);
  }
  return { ...column, values };
}
