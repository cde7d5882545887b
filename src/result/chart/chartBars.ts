import { group } from 'd3-array';

import type { IResult } from '../../companion/wire';
import { cellText } from '../cellText';
import { categoryAxis, verticalAxis } from './chartAxes';
import { axisNumbers, type IChartChoice } from './chartGuess';
import { rowWords, whiskers, type IMark, type IQuickGeometry } from './chartMarks';
import { isMeasurable } from '../columnKind';
import { columnAt } from '../../companion/rows';

/**
 * Bars over categories, beside each other where there are several series. A
 * category that comes more than once in a series is shown by its mean.
 */
export function barGeometry(
  result: IResult,
  choice: IChartChoice,
  width: number,
  height: number
): IQuickGeometry | null {
  const { x, y, spread, series } = choice;
  const ys = axisNumbers(result, y);
  const [xColumn, yColumn] = [columnAt(result, x), columnAt(result, y)];
  const seriesValues = series === null ? null : columnAt(result, series).values;
  const writeCell = cellText(xColumn, xColumn.values);
  const writeX = (row: number): string => writeCell(xColumn.values[row] ?? null);
  const rows = ys.flatMap((value, row) => (Number.isFinite(value) && xColumn.values[row] !== null ? [row] : []));
  if (rows.length === 0) {
    return null;
  }
  if (isMeasurable(xColumn)) {
    const xs = axisNumbers(result, x);
    rows.sort((a, b) => (xs[a] ?? NaN) - (xs[b] ?? NaN));
  }
  const name = (row: number): string | null => (seriesValues === null ? null : String(seriesValues[row]));
  const bars = [...group(rows, name)].map(([seriesName, own]) => ({
    name: seriesName,
    bars: [...group(own, writeX)].map(([category, of]) => ({
      category,
      of,
      value: of.reduce((sum, row) => sum + (ys[row] ?? NaN), 0) / of.length
    }))
  }));
  const around = whiskers(result, spread);
  const whisker = (of: readonly number[]): number => (of.length === 1 ? around(of[0] ?? -1) : 0);
  const all = bars.flatMap(each => each.bars);
  const isMean = all.some(({ of }) => of.length > 1);
  const low = all.reduce((least, { value, of }) => Math.min(least, value - whisker(of)), 0);
  const high = all.reduce((most, { value, of }) => Math.max(most, value + whisker(of)), 0);
  const room = (high - low) * 0.06 || 1;
  const yAxis = verticalAxis([low < 0 ? low - room : 0, high > 0 ? high + room : 0], width, height);
  const xAxis = categoryAxis(rows.map(writeX), yAxis.frame);
  const barWidth = Math.min(48, (xAxis.step * 0.72) / bars.length);

  const counts = new Map<IMark, { category: string; value: number; count: number }>();
  const made = bars.map(({ name: seriesName, bars: own }, at) => ({
    name: seriesName,
    marks: own.map(({ category, of, value }) => {
      const size = whisker(of);
      const mark: IMark = {
        row: of.length === 1 ? (of[0] ?? -1) : -1,
        x: xAxis.at(category) + (at - (bars.length - 1) / 2) * barWidth,
        y: yAxis.at(value),
        low: size ? yAxis.at(value - size) : null,
        high: size ? yAxis.at(value + size) : null
      };
      counts.set(mark, { category, value, count: of.length });
      return mark;
    })
  }));
  const words = rowWords(result, choice);
  const writeMean = cellText(
    { name: '', type: 'DOUBLE' },
    all.map(({ value }) => value)
  );
  return {
    ...yAxis.frame,
    xTicks: xAxis.ticks,
    yTicks: yAxis.ticks,
    xTitle: xColumn.name,
    yTitle: isMean ? `mean ${yColumn.name}` : yColumn.name,
    shape: { kind: 'bars', width: Math.max(1, barWidth - 1), zero: yAxis.at(0) },
    series: made,
    words: (mark, own) => {
      const bar = counts.get(mark);
      return !bar || bar.count === 1
        ? words(mark, own)
        : `${own.name === null ? '' : `${own.name}, `}${bar.category}: ${writeMean(bar.value)}, mean of ${bar.count}`;
    }
  };
}
