import type { Cell, IResult } from '../protocol';
import { rowsOf } from '../rowsOf';
import { exact } from './exact';

/**
 * A result as CSV (RFC 4180), a header and one record a row. The text is the data's
 * own, control characters and spreadsheet formulas included. NULL is an empty field,
 * empty text a quoted one.
 *
 * @returns records without the CR LF that ends each of them
 */
export function csv(result: Pick<IResult, 'columns' | 'data' | 'row_count'>): string[] {
  const { columns } = result;
  return columns.length === 0 ? [] : [columns.map(({ name }) => name), ...rowsOf(result)].map(record);
}

/** A lone NULL is quoted: many readers skip a line without any character. */
function record(cells: Cell[]): string {
  return cells.map(field).join(',') || '""';
}

function field(cell: Cell): string {
  const text = exact(cell);
  return cell === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
