import { group } from 'd3-array';

import type { IResult } from '../../companion/wire';
import { cellText } from '../cellText';
import { categoryAxis, measuredAxis, verticalAxis, type ITick } from './chartAxes';
import { axisNumbers, type IChartChoice } from './chartGuess';
import { rowWords, whiskers, type IMark, type IQuickGeometry } from './chartMarks';
import { columnKind, isMeasurable } from '../columnKind';
import { thinnedDots, thinnedLine } from './thinnedRows';
import { columnAt } from '../../companion/rows';

/** Points over numbers, moments or categories, and lines through them. */
export function pointGeometry(
  result: IResult,
  choice: IChartChoice,
  width: number,
  height: number
): IQuickGeometry | null {
  const { kind, x, y, spread, series } = choice;
  const [xColumn, yColumn] = [columnAt(result, x), columnAt(result, y)];
  const seriesValues = series === null ? null : columnAt(result, series).values;
  const measurable = isMeasurable(xColumn);
  const ys = axisNumbers(result, y);
  const xs = measurable ? axisNumbers(result, x) : null;
  const yAt = (row: number): number => ys[row] ?? NaN;
  const rows: number[] = [];
  ys.forEach((value, row) => {
    if (Number.isFinite(value) && (xs === null || Number.isFinite(xs[row]))) {
      rows.push(row);
    }
  });
  if (rows.length === 0) {
    return null;
  }

  const around = whiskers(result, spread);
  let [low, high] = [Infinity, -Infinity];
  for (const row of rows) {
    low = Math.min(low, yAt(row) - around(row));
    high = Math.max(high, yAt(row) + around(row));
  }
  const room = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  const yAxis = verticalAxis([low >= 0 && low - room < 0 ? 0 : low - room, high + room], width, height);
  const { frame } = yAxis;
  const writeCell = cellText(xColumn, xColumn.values);
  const writeX = (row: number): string => writeCell(xColumn.values[row] ?? null);

  let xTicks: ITick[];
  let xTitle = xColumn.name;
  let xOf: (row: number) => number;
  if (xs) {
    const axis = measuredAxis(
      rows.map(row => xs[row] ?? NaN),
      columnKind(xColumn.type) === 'time',
      frame
    );
    xTicks = axis.ticks;
    xTitle += axis.log ? ', log scale' : '';
    xOf = row => axis.at(xs[row] ?? NaN);
  } else {
    const axis = categoryAxis(rows.map(writeX), frame);
    xTicks = axis.ticks;
    xOf = row => axis.at(writeX(row));
  }
  const yOf = (row: number): number => yAxis.at(yAt(row));
  const thinned = kind === 'line' ? thinnedLine : thinnedDots;
  const mark = (row: number): IMark => {
    const whisker = around(row);
    return {
      row,
      x: xOf(row),
      y: yOf(row),
      low: whisker ? yAxis.at(yAt(row) - whisker) : null,
      high: whisker ? yAxis.at(yAt(row) + whisker) : null
    };
  };
  return {
    ...frame,
    xTicks,
    yTicks: yAxis.ticks,
    xTitle,
    yTitle: yColumn.name,
    shape: { kind: kind === 'line' && measurable ? 'line' : 'dots' },
    series: [...group(rows, row => (seriesValues === null ? null : String(seriesValues[row])))].map(([name, own]) => ({
      name,
      marks: thinned(own, xOf, yOf)
        .map(mark)
        .sort((a, b) => a.x - b.x)
    })),
    words: rowWords(result, choice)
  };
}
