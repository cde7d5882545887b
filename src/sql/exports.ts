/** A result on its way out: files and snippets, with exact values. */
import type { IResult } from '../companion/wire';
import { rawText } from './cellText';

/** RFC 4180, with a header line. */
export function toCsv({ columns, data, row_count }: IResult): string {
  const lines = [columns.map(column => quoted(column.name)).join(',')];
  for (let row = 0; row < row_count; row++) {
    lines.push(data.map(values => quoted(rawText(values[row]))).join(','));
  }
  return lines.join('\r\n') + '\r\n';
}

/** The question as Python, for a cell of the notebook. */
export function toPython(sql: string): string {
  const text = sql.trim().replace(/\\/g, '\\\\').replace(/"""/g, '\\"\\"\\"');
  const safe = text.endsWith('"') ? `${text.slice(0, -1)}\\"` : text;
  return `import nbtrail\n\nnbtrail.sql("""\n${safe}\n""").df()\n`;
}

/** A name for a file made of a title. */
export function fileName(title: string, extension: string): string {
  const stem = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '');
  return `${stem || 'query'}.${extension}`;
}

/** Hands a text to the browser as a file. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 0);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
