/**
 * A result on its way out, with exact values: what does not fit into a number
 * stays the text that the companion sent. Long ones are made piece by piece.
 */
import { type IResult, uniqueNames } from '../companion/wire';
import { rawText } from './cellText';
import { noFormula } from './spreadsheet';

/** Rows in one piece. */
const PIECE = 20_000;

/** RFC 4180, with a header line; text that a spreadsheet would run is marked as text unless it shall be exact. */
export function* toCsv({ columns, data, row_count }: IResult, isExact = false): Iterable<string> {
  const made = isExact ? (text: string) => text : noFormula;
  yield line(columns.map(({ name }) => made(name)));
  yield* pieces(row_count, row => line(data.map(values => made(rawText(values[row] ?? null)))));
}

/** An array of objects, a row each; a column's name that comes again gets a number. */
export function* toJson({ columns, data, row_count }: IResult): Iterable<string> {
  const keys = uniqueNames(columns.map(({ name }) => name)).map(name => JSON.stringify(name));
  yield '[';
  yield* pieces(row_count, row => {
    const entries = data.map((values, i) => `${keys[i]}:${JSON.stringify(values[row])}`);
    return `${row ? ',' : ''}\n{${entries.join(',')}}`;
  });
  yield '\n]\n';
}

/** A table for a README, an issue or a cell of text. */
export function toMarkdown({ columns, data, row_count }: IResult): string {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map(cell => cell.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  return [
    row(columns.map(({ name }) => name)),
    row(data.map(values => (values.some(cell => typeof cell === 'number') ? '---:' : '---'))),
    ...Array.from({ length: row_count }, (_, i) => row(data.map(values => rawText(values[i] ?? null))))
  ].join('\n');
}

/** The question as Python, for a cell of the notebook. */
export function toPython(sql: string): string {
  const text = sql.trim().replace(/\\/g, '\\\\').replace(/"""/g, '\\"\\"\\"');
  const safe = text.endsWith('"') ? `${text.slice(0, -1)}\\"` : text;
  return `import nbtrail\n\nnbtrail.sql("""\n${safe}\n""").df()\n`;
}

/** The question as a cell that asks it. */
export function toCell(sql: string): string {
  return `%%trail sql\n${sql.trim()}`;
}

/** A name for a file made of a title. */
export function fileName(title: string, extension: string): string {
  const stem = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return `${stem || 'query'}.${extension}`;
}

/** A file of all pieces; the page stays alive while it is made. */
export async function fileOf(parts: Iterable<string>, type: string): Promise<Blob> {
  const made: string[] = [];
  for (const part of parts) {
    made.push(part);
    await new Promise(resolve => setTimeout(resolve, 0));
  }
  return new Blob(made, { type });
}

function* pieces(count: number, write: (row: number) => string): Iterable<string> {
  for (let from = 0; from < count; from += PIECE) {
    const length = Math.min(PIECE, count - from);
    yield Array.from({ length }, (_, i) => write(from + i)).join('');
  }
}

function line(cells: readonly string[]): string {
  return `${cells.map(cell => (/[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell)).join(',')}\r\n`;
}
