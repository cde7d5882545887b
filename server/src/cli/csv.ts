import type { Cell, IResult } from '../protocol';
import { rowsOf } from '../query/rowsOf';
import { exact } from './exact';

/**
 * A result as CSV (RFC 4180), a header and one record a row. The text is the data's
 * own, control characters and spreadsheet formulas included, unless `made` makes
 * another of it. NULL is an empty field, empty text a quoted one.
 *
 * @returns records without the CR LF that ends each of them
 */
export function csv(
  result: Pick<IResult, 'columns' | 'data' | 'row_count'>,
  made: (text: string) => string = text => text
): string[] {
  const { columns } = result;
  const rows = [columns.map(({ name }) => name), ...rowsOf(result)];
  return columns.length === 0 ? [] : rows.map(cells => record(cells, made));
}

/** A lone NULL is quoted: many readers skip a line without any character. */
function record(cells: Cell[], made: (text: string) => string): string {
  return cells.map(cell => field(cell, made)).join(',') || '""';
}

function field(cell: Cell, made: (text: string) => string): string {
  const text = typeof cell === 'number' ? exact(cell) : made(exact(cell));
  return cell === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
