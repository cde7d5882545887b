/** What the quick chart draws, and what its kinds have in common. */
import type { IResult } from '../../companion/wire';
import { cellText } from '../cellText';
import type { IFrame, ITick } from './chartAxes';
import { axisNumbers, type IChartChoice } from './chartGuess';
import { columnAt } from '../../companion/rows';

export interface IMark {
  /** Row of the result; -1 where it stands for many. */
  row: number;
  x: number;
  y: number;
  /** Ends of the whisker. */
  low: number | null;
  high: number | null;
}

export interface IMarkSeries {
  /** Null where everything is one series. */
  name: string | null;
  marks: IMark[];
}

export interface IQuickGeometry extends IFrame {
  xTicks: ITick[];
  yTicks: ITick[];
  xTitle: string;
  yTitle: string;
  /** Bars stand on `bottom`, or on `zero` where there are negative ones. */
  shape: { kind: 'line' } | { kind: 'dots' } | { kind: 'bars'; width: number; zero: number };
  series: IMarkSeries[];
  /** What a mark is, in words. */
  words: (mark: IMark, series: IMarkSeries) => string;
}

/** Half the length of each row's whisker; 0 without one. */
export function whiskers(result: IResult, spread: number | null): (row: number) => number {
  const sizes = spread === null ? null : axisNumbers(result, spread);
  return row => {
    const size = sizes?.[row] ?? NaN;
    return Number.isFinite(size) ? Math.abs(size) : 0;
  };
}

/** Writes what a mark that stands for one row is. */
export function rowWords(result: IResult, { x, y, spread }: IChartChoice): IQuickGeometry['words'] {
  const write = (column: number): ((row: number) => string) => {
    const { values, ...type } = columnAt(result, column);
    const text = cellText(type, values);
    return row => text(values[row] ?? null);
  };
  const [writeX, writeY] = [write(x), write(y)];
  const writeSpread = spread === null ? null : write(spread);
  return ({ row, low }, { name }) =>
    `${name === null ? '' : `${name}, `}${writeX(row)}: ${writeY(row)}` +
    (writeSpread && low !== null ? ` ± ${writeSpread(row)}` : '');
}
