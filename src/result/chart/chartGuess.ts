/**
 * Which columns of a result make a useful chart: a guess that the reader can
 * overrule. Each rule has its reason beside it.
 */
import type { Cell, IResult } from '../../companion/wire';
import { columnKind, isMeasurable, numberIn, secondsIn } from '../columnKind';
import { columnAt } from '../../companion/rows';

/** `scatter`: points by themselves, also over categories. */
export type ChartKind = 'line' | 'scatter' | 'bar' | 'histogram';

/** What is drawn, of which columns (by index). */
export interface IChartChoice {
  kind: ChartKind;
  /** Not looked at by a histogram. */
  x: number;
  /** A histogram counts its values. */
  y: number;
  /** Column whose values are whiskers around y; null without. */
  spread: number | null;
  /** Column with a line per value; null when all is one. */
  series: number | null;
}

const MAX_SERIES = 12;
const MAX_CATEGORIES = 40;
const MAX_BARS = 200;
/** Fewer values than this are better read than counted. */
const MIN_COUNTED = 10;
/** Rows that a guess looks at. */
const MAX_LOOKED_AT = 50_000;

/** The best choice; null when nothing can be drawn. */
export function guessChart(result: IResult): IChartChoice | null {
  if (result.row_count < 2) {
    return null;
  }
  const x = xChoices(result).sort((a, b) => xWorth(result, b) - xWorth(result, a))[0];
  const y = x === undefined ? undefined : bestY(result, x);
  if (x !== undefined && y !== undefined) {
    return complete(result, x, y);
  }
  const alone = bestY(result, -1);
  return alone !== undefined && distinct(columnAt(result, alone).values, MIN_COUNTED) >= MIN_COUNTED
    ? { kind: 'histogram', x: alone, y: alone, spread: null, series: null }
    : null;
}

/** The choice with x and y given; whiskers, series, and the kind where it is not given or not possible, follow from them. */
export function complete(result: IResult, x: number, y: number, kind?: ChartKind): IChartChoice {
  const columns = { x, y, spread: spreadOf(result, x, y), series: seriesOf(result, x, y) };
  const possible = kindChoices(result, x);
  return { kind: kind && possible.includes(kind) ? kind : guessKind(result, columns), ...columns };
}

/** Kinds that can show something over the column `x`. */
export function kindChoices(result: IResult, x: number): ChartKind[] {
  const column = columnAt(result, x);
  return [
    ...(isMeasurable(column) ? (['line'] as const) : []),
    'scatter',
    ...(distinct(column.values, MAX_BARS + 1) <= MAX_BARS ? (['bar'] as const) : []),
    'histogram'
  ];
}

/** A line where each x has one y; bars for counts of categories, which begin at zero; points for the rest. */
function guessKind(result: IResult, { x, y, series }: Omit<IChartChoice, 'kind'>): ChartKind {
  const [xColumn, yColumn] = [columnAt(result, x), columnAt(result, y)];
  const lines = series === null ? null : columnAt(result, series).values;
  if (!isMeasurable(xColumn)) {
    return columnKind(yColumn.type) === 'integer' ? 'bar' : 'scatter';
  }
  const seen = new Set<string>();
  const count = Math.min(xColumn.values.length, MAX_LOOKED_AT);
  for (let row = 0; row < count; row++) {
    if (xColumn.values[row] === null || yColumn.values[row] === null) {
      continue;
    }
    const key = `${xColumn.values[row]} ${lines === null ? '' : lines[row]}`;
    if (seen.has(key)) {
      return 'scatter';
    }
    seen.add(key);
  }
  return 'line';
}

/** Columns that can be an x axis. */
export function xChoices(result: IResult): number[] {
  return indices(result.columns).filter(i => {
    const column = columnAt(result, i);
    return isMeasurable(column) || distinct(column.values, MAX_CATEGORIES + 1) <= MAX_CATEGORIES;
  });
}

/** Columns that can be a y axis: numbers that are there. */
export function yChoices(result: IResult): number[] {
  return indices(result.columns).filter(i => {
    const { type, values } = columnAt(result, i);
    return ['integer', 'number'].includes(columnKind(type)) && values.some(cell => Number.isFinite(numberIn(cell)));
  });
}

/** Values of a column as numbers on an axis; NaN where there is none. */
export function axisNumbers(result: IResult, column: number): number[] {
  const { type, values } = columnAt(result, column);
  return values.map(columnKind(type) === 'time' ? secondsIn : numberIn);
}

/** Steps and times first; then what comes first in the answer; constants and ids last. */
function xWorth(result: IResult, i: number): number {
  const { name, type, values } = columnAt(result, i);
  if (distinct(values, 3) < 2 || /_id$|_hash$/.test(name)) {
    return -100 - i;
  }
  const time = columnKind(type) === 'time';
  return (/(^|_)(step|epoch)$/.test(name) ? 60 : time ? 30 : 0) - i;
}

/** A measured value before a count, what is called a mean before what is called a spread. */
function bestY(result: IResult, x: number): number | undefined {
  const worth = (i: number): number => {
    const { name, type, values } = columnAt(result, i);
    return (
      (columnKind(type) === 'number' ? 20 : 0) +
      (/mean|avg|value|acc|loss|score|best|median/.test(name) ? 30 : 0) -
      (isSpread(name) ? 60 : 0) -
      (/^(n|runs|count|times|attempt|position|execution_count)$/.test(name) ? 10 : 0) -
      (distinct(values, 2) < 2 ? 40 : 0) -
      i
    );
  };
  return yChoices(result)
    .filter(i => i !== x)
    .sort((a, b) => worth(b) - worth(a))[0];
}

function isSpread(name: string): boolean {
  return /(^|_)(sd|std|stddev|stdev|se|sem|ci|ci95|spread)$/.test(name);
}

function spreadOf(result: IResult, x: number, y: number): number | null {
  const nameOf = (i: number): string => columnAt(result, i).name;
  const base = nameOf(y).replace(/^(mean|avg)_|_(mean|avg)$/g, '');
  const found = yChoices(result).filter(i => i !== x && i !== y && isSpread(nameOf(i)));
  return found.find(i => nameOf(i).includes(base)) ?? (/mean|avg/.test(nameOf(y)) ? found[0] : undefined) ?? null;
}

/** A text column separates lines when an x comes more than once and there are few of them. */
function seriesOf(result: IResult, x: number, y: number): number | null {
  const count = Math.min(result.row_count, MAX_LOOKED_AT);
  if (distinct(columnAt(result, x).values, count) === count) {
    return null;
  }
  const found = indices(result.columns).find(i => {
    const { type, values } = columnAt(result, i);
    const count = i === x || i === y || columnKind(type) !== 'text' ? 0 : distinct(values, MAX_SERIES + 1);
    return count > 1 && count <= MAX_SERIES;
  });
  return found ?? null;
}

function indices(list: readonly unknown[]): number[] {
  return list.map((_, i) => i);
}

/** How many different values there are among those that are looked at; stops counting at `most`. */
function distinct(values: readonly Cell[], most: number): number {
  const seen = new Set<string>();
  const count = Math.min(values.length, MAX_LOOKED_AT);
  for (let row = 0; row < count; row++) {
    const value = values[row] ?? null;
    if (value !== null) {
      seen.add(typeof value === 'object' ? JSON.stringify(value) : String(value));
    }
    if (seen.size >= most) {
      break;
    }
  }
  return seen.size;
}
