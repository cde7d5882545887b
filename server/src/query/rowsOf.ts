import type { Cell, IResult } from '../protocol';

/** The rows of an answer, each as its cells. */
export function rowsOf({ columns, data, row_count }: Pick<IResult, 'columns' | 'data' | 'row_count'>): Cell[][] {
  return Array.from({ length: row_count }, (_, row) => columns.map((_column, index) => data[index]?.[row] ?? null));
}
