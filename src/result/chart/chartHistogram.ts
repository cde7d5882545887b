import { tickStep } from 'd3-array';

import type { IResult } from '../../companion/wire';
import { cellText } from '../cellText';
import { between, verticalAxis } from './chartAxes';
import { axisNumbers, type IChartChoice } from './chartGuess';
import type { IMark, IQuickGeometry } from './chartMarks';
import { columnKind } from '../columnKind';
import { columnAt } from '../../companion/rows';

const MIN_BINS = 5;
const MAX_BINS = 40;

/** How often the values of a column fall into each of some equal ranges with round ends. */
export function histogramGeometry(
  result: IResult,
  { y }: IChartChoice,
  width: number,
  height: number
): IQuickGeometry | null {
  const column = columnAt(result, y);
  const values = axisNumbers(result, y).filter(Number.isFinite);
  if (values.length === 0) {
    return null;
  }
  const { from, step, counts } = binned(values, columnKind(column.type) === 'integer');
  const highest = counts.reduce((most, count) => Math.max(most, count), 0);
  const yAxis = verticalAxis([0, highest * 1.06], width, height);
  const { frame } = yAxis;
  const to = from + step * counts.length;
  const pad = (to - from) * 0.02;
  const xAxis = between(from - pad, to + pad, false, false, frame);
  const write = cellText(
    { name: '', type: 'DOUBLE' },
    counts.map((_, i) => from + i * step)
  );
  const bins = new Map<IMark, number>(
    counts.flatMap((count, i) =>
      count ? [[{ row: -1, x: xAxis.at(from + (i + 0.5) * step), y: yAxis.at(count), low: null, high: null }, i]] : []
    )
  );
  return {
    ...frame,
    xTicks: xAxis.ticks,
    // Rows are whole: no tick between them.
    yTicks: yAxis.ticks.filter((_, i) => highest >= 3 || i % 2 === 0),
    xTitle: column.name,
    yTitle: 'rows',
    shape: {
      kind: 'bars',
      width: Math.max(1, xAxis.at(from + step) - xAxis.at(from) - 1),
      zero: yAxis.at(0)
    },
    series: [{ name: null, marks: [...bins.keys()] }],
    words: mark => {
      const i = bins.get(mark) ?? 0;
      const count = counts[i] ?? 0;
      const rows = count.toLocaleString('en-US');
      return `${write(from + i * step)} to ${write(from + (i + 1) * step)}: ${rows} ${count === 1 ? 'row' : 'rows'}`;
    }
  };
}

/** Counts of ranges `[from + i·step, from + (i + 1)·step)`, by Rice's rule: 2·∛n of them, rounded. */
function binned(values: readonly number[], whole: boolean): { from: number; step: number; counts: number[] } {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const wanted = Math.max(MIN_BINS, Math.min(MAX_BINS, Math.ceil(2 * Math.cbrt(values.length))));
  const round = high > low ? tickStep(low, high, wanted) : Math.abs(low) / 10 || 1;
  const step = whole ? Math.max(1, Math.round(round)) : round;
  const from = Math.floor(low / step + 1e-9) * step;
  const counts = Array.from({ length: Math.floor((high - from) / step + 1e-9) + 1 }, () => 0);
  for (const value of values) {
    const i = Math.min(counts.length - 1, Math.max(0, Math.floor((value - from) / step + 1e-9)));
    counts[i] = (counts[i] ?? 0) + 1;
  }
  return { from, step, counts };
}
