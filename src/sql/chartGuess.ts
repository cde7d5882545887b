/**
 * Which columns of a result are worth a chart: a pure guess, that a reader can
 * overrule. What it goes by is written beside each rule.
 */
import type { Cell, IResult } from '../companion/wire';
import { columnKind, isMeasurable, numberIn, secondsIn } from './columnKind';

/** A choice of columns, by index. */
export interface IChartChoice {
  x: number;
  y: number;
  /** Column whose values are whiskers around y; null without. */
  spread: number | null;
  /** Column that tells lines apart; null when all is one. */
  series: number | null;
}

const MOST_SERIES = 12;
const MOST_CATEGORIES = 40;

/** The best choice; null when nothing can be drawn. */
export function guessChart(result: IResult): IChartChoice | null {
  if (result.row_count < 2) {
    return null;
  }
  const x = xChoices(result).sort((a, b) => xWorth(result, b) - xWorth(result, a))[0];
  const y = x === undefined ? undefined : bestY(result, x);
  if (x === undefined || y === undefined) {
    return null;
  }
  return complete(result, x, y);
}

/** The choice with x and y given; whiskers and series follow from them. */
export function complete(result: IResult, x: number, y: number): IChartChoice {
  return { x, y, spread: spreadOf(result, x, y), series: seriesOf(result, x, y) };
}

/** Columns that can be an x axis. */
export function xChoices({ columns, data }: IResult): number[] {
  return indices(columns).filter(
    i => isMeasurable(columns[i]) || distinct(data[i], MOST_CATEGORIES + 1) <= MOST_CATEGORIES
  );
}

/** Columns that can be a y axis: numbers that are there. */
export function yChoices({ columns, data }: IResult): number[] {
  return indices(columns).filter(
    i =>
      ['integer', 'number'].includes(columnKind(columns[i].type)) &&
      data[i].some(cell => Number.isFinite(numberIn(cell)))
  );
}

/** Values of a column as numbers on an axis; NaN where there is none. */
export function axisNumbers(result: IResult, column: number): number[] {
  const time = columnKind(result.columns[column].type) === 'time';
  return result.data[column].map(time ? secondsIn : numberIn);
}

/** Steps and times first; then what comes first in the answer; constants and ids last. */
function xWorth({ columns, data }: IResult, i: number): number {
  const { name, type } = columns[i];
  const values = distinct(data[i], 3);
  if (values < 2 || /_id$|_hash$/.test(name)) {
    return -100 - i;
  }
  const time = columnKind(type) === 'time';
  return (/(^|_)(step|epoch)$/.test(name) ? 60 : time ? 30 : 0) - i;
}

/** A measured value before a count, what is called a mean before what is called a spread. */
function bestY(result: IResult, x: number): number | undefined {
  const { columns, data } = result;
  const worth = (i: number): number =>
    (columnKind(columns[i].type) === 'number' ? 20 : 0) +
    (/mean|avg|value|acc|loss|score|best|median/.test(columns[i].name) ? 30 : 0) -
    (isSpread(columns[i].name) ? 60 : 0) -
    (/^(n|runs|count|times|attempt|position|execution_count)$/.test(columns[i].name) ? 10 : 0) -
    (distinct(data[i], 2) < 2 ? 40 : 0) -
    i;
  return yChoices(result)
    .filter(i => i !== x)
    .sort((a, b) => worth(b) - worth(a))[0];
}

function isSpread(name: string): boolean {
  return /(^|_)(sd|std|stddev|stdev|se|sem|ci|ci95|spread)$/.test(name);
}

function spreadOf(result: IResult, x: number, y: number): number | null {
  const { columns } = result;
  const base = columns[y].name.replace(/^(mean|avg)_|_(mean|avg)$/g, '');
  const found = yChoices(result).filter(i => i !== x && i !== y && isSpread(columns[i].name));
  return found.find(i => columns[i].name.includes(base)) ?? (/mean|avg/.test(columns[y].name) ? found[0] : undefined) ?? null;
}

/** A text column tells lines apart when an x comes more than once and there are few of them. */
function seriesOf({ columns, data, row_count }: IResult, x: number, y: number): number | null {
  if (distinct(data[x], row_count) === row_count) {
    return null;
  }
  const found = indices(columns).find(i => {
    const count = i === x || i === y || columnKind(columns[i].type) !== 'text' ? 0 : distinct(data[i], MOST_SERIES + 1);
    return count > 1 && count <= MOST_SERIES;
  });
  return found ?? null;
}

function indices(list: readonly unknown[]): number[] {
  return list.map((_, i) => i);
}

/** How many different values there are; stops counting at `most`. */
function distinct(values: readonly Cell[], most: number): number {
  const seen = new Set<string>();
  for (const value of values) {
    if (value !== null) {
      seen.add(typeof value === 'object' ? JSON.stringify(value) : String(value));
    }
    if (seen.size >= most) {
      break;
    }
  }
  return seen.size;
}
