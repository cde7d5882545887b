/** What the quick chart draws, and what its kinds have in common. */
import type { IResult } from '../../companion/wire';
import { cellText } from '../cellText';
import type { IFrame, ITick } from './chartAxes';
import { axisNumbers, type IChartChoice } from './chartGuess';

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
  return row => (sizes && Number.isFinite(sizes[row]) ? Math.abs(sizes[row]) : 0);
}

/** Writes what a mark that stands for one row is. */
export function rowWords({ columns, data }: IResult, { x, y, spread }: IChartChoice): IQuickGeometry['words'] {
  const write = (column: number): ((row: number) => string) => {
    const text = cellText(columns[column], data[column]);
    return row => text(data[column][row]);
  };
  const [writeX, writeY] = [write(x), write(y)];
  const writeSpread = spread === null ? null : write(spread);
  return ({ row, low }, { name }) =>
    `${name === null ? '' : `${name}, `}${writeX(row)}: ${writeY(row)}` +
    (writeSpread && low !== null ? ` ± ${writeSpread(row)}` : '');
}
