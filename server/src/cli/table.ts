import { type Cell, type IResult, uniqueNames } from '../protocol';
import { rowsOf } from '../query/rowsOf';
import { momentsIn, ownTimeZone } from './timeZone';
import { visible } from './visible';

const WIDEST = 60;

/** A result as lines of aligned columns, the numbers to the right, moments by the clocks of the zone. */
export function table(result: Pick<IResult, 'columns' | 'data' | 'row_count'>, zone: string = ownTimeZone()): string[] {
  const { columns, data, row_count } = result;
  if (columns.length === 0) {
    return [];
  }
  const moment = momentsIn(zone);
  const texts = columns.map(({ name, type }, index) => {
    const write = type === 'TIMESTAMP WITH TIME ZONE' ? moment : written;
    return [cut(visible(name)), ...(data[index] ?? []).map(cell => cut(cell === null ? written(cell) : write(cell)))];
  });
  const right = data.map(numeric);
  const widths = texts.map(cells => cells.reduce((most, text) => Math.max(most, width(text)), 1));
  const line = (row: number): string =>
    texts
      .map((cells, index) => {
        const text = cells[row] ?? '';
        const blank = ' '.repeat(Math.max(0, (widths[index] ?? 0) - width(text)));
        return right[index] ? blank + text : text + blank;
      })
      .join('  ')
      .trimEnd();
  return [
    line(0),
    widths.map(count => '─'.repeat(count)).join('  '),
    ...Array.from({ length: row_count }, (_, row) => line(row + 1))
  ];
}

/** Whether a column holds numbers and nothing else, but for NULL. */
export function numeric(cells: Cell[]): boolean {
  return cells.some(cell => typeof cell === 'number') && cells.every(cell => cell === null || typeof cell === 'number');
}

/** The rows as objects by column name; a name that comes again gets a number. */
export function rowObjects(result: IResult): { [name: string]: Cell }[] {
  const names = uniqueNames(result.columns.map(({ name }) => name));
  return rowsOf(result).map(cells => Object.fromEntries(cells.map((cell, index) => [names[index], cell])));
}

/** A value in a few characters, on one line. */
export function written(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) {
    return '—';
  }
  if (typeof cell === 'number') {
    return numberText(cell);
  }
  if (typeof cell === 'string') {
    return visible(cell);
  }
  if (Array.isArray(cell)) {
    return cell.map(written).join(', ');
  }
  return visible(JSON.stringify(cell));
}

/** Six significant digits; with an exponent below a thousandth and from 1e15 on. Whole numbers are written whole. */
function numberText(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) {
    return String(value);
  }
  if (size >= 1e-3 && size < 1e6) {
    return String(Number(value.toPrecision(6)));
  }
  const [mantissa, exponent] = value.toExponential(5).split('e');
  return `${Number(mantissa)}e${Number(exponent)}`;
}

function cut(text: string): string {
  const signs = [...text];
  return signs.length > WIDEST ? `${signs.slice(0, WIDEST - 1).join('')}…` : text;
}

function width(text: string): number {
  return [...text].length;
}
