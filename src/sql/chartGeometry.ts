/**
 * Where everything of the quick chart goes, in CSS pixels: a pure function of
 * (result, choice, box).
 */
import { extent } from 'd3-array';
import { scaleLinear, scaleLog, scalePoint } from 'd3-scale';

import { logTicks, niceTicks, tickLabels } from '../charts/ticks';
import type { IResult } from '../companion/wire';
import { cellText } from './cellText';
import { axisNumbers, type IChartChoice } from './chartGuess';
import { columnKind, isMeasurable } from './columnKind';

export interface IMark {
  /** Row of the result. */
  row: number;
  x: number;
  y: number;
  /** Ends of the whisker. */
  low: number | null;
  high: number | null;
  /** What it is, in words. */
  words: string;
}

export interface IMarkSeries {
  /** Null where everything is one series. */
  name: string | null;
  marks: IMark[];
}

export interface IQuickGeometry {
  left: number;
  right: number;
  top: number;
  bottom: number;
  xTicks: { at: number; label: string }[];
  yTicks: { at: number; label: string }[];
  xTitle: string;
  yTitle: string;
  /** Whether each series' marks are joined: not where x is a category or comes twice. */
  joined: boolean;
  series: IMarkSeries[];
}

/** Room for the words above the highest mark. */
const TOP = 24;
const RIGHT = 16;
const BOTTOM = 44;

/** Lays the chart out; null when no row has both an x and a y. */
export function quickGeometry(
  result: IResult,
  { x, y, spread, series }: IChartChoice,
  width: number,
  height: number
): IQuickGeometry | null {
  const { columns, data } = result;
  const write = { x: cellText(columns[x], data[x]), y: cellText(columns[y], data[y]) };
  const measurable = isMeasurable(columns[x]);
  const ys = axisNumbers(result, y);
  const xs = measurable ? axisNumbers(result, x) : ys.map((_, row) => row);
  const spreads = spread === null ? null : axisNumbers(result, spread);
  const rows = ys.map((_, row) => row).filter(row => Number.isFinite(xs[row]) && Number.isFinite(ys[row]));
  if (rows.length === 0) {
    return null;
  }

  const bottom = Math.max(TOP + 20, height - BOTTOM);
  const around = (row: number): number => (spreads && Number.isFinite(spreads[row]) ? Math.abs(spreads[row]) : 0);
  const [low, high] = extent(rows.flatMap(row => [ys[row] - around(row), ys[row] + around(row)])) as [number, number];
  const room = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  const yScale = scaleLinear([low >= 0 && low - room < 0 ? 0 : low - room, high + room], [bottom, TOP]);
  const [y0, y1] = yScale.domain();
  const yValues = niceTicks(y0, y1, Math.max(3, Math.round((bottom - TOP) / 44)));
  const yLabels = tickLabels(yValues);
  const left = Math.max(34, 16 + 6.4 * Math.max(...yLabels.map(label => label.length)));
  const right = Math.max(left + 20, width - RIGHT);

  const xAxis = measurable
    ? measuredAxis(rows.map(row => xs[row]), columnKind(columns[x].type) === 'time', left, right)
    : categoryAxis(rows.map(row => write.x(data[x][row])), left, right);
  const position = (row: number): number =>
    xAxis.at(measurable ? xs[row] : write.x(data[x][row]));

  const groups = new Map<string | null, IMark[]>();
  for (const row of rows) {
    const name = series === null ? null : String(data[series][row]);
    const whisker = around(row);
    const marks = groups.get(name) ?? [];
    marks.push({
      row,
      x: position(row),
      y: yScale(ys[row]),
      low: whisker ? yScale(ys[row] - whisker) : null,
      high: whisker ? yScale(ys[row] + whisker) : null,
      words:
        `${name === null ? '' : `${name}, `}${write.x(data[x][row])}: ${write.y(data[y][row])}` +
        (spread !== null && whisker ? ` ± ${cellText(columns[spread], data[spread])(data[spread][row])}` : '')
    });
    groups.set(name, marks);
  }
  const found = [...groups].map(([name, marks]) => ({ name, marks: marks.sort((a, b) => a.x - b.x) }));
  return {
    left,
    right,
    top: TOP,
    bottom,
    xTicks: xAxis.ticks,
    yTicks: yValues.map((value, i) => ({ at: yScale(value), label: yLabels[i] })),
    xTitle: `${columns[x].name}${xAxis.log ? ', log scale' : ''}`,
    yTitle: columns[y].name,
    joined: measurable && found.every(({ marks }) => marks.every((mark, i) => i === 0 || mark.x > marks[i - 1].x)),
    series: found
  };
}

interface IAxis {
  at: (value: number | string) => number;
  ticks: { at: number; label: string }[];
  log: boolean;
}

function measuredAxis(values: number[], time: boolean, left: number, right: number): IAxis {
  const [from, to] = extent(values) as [number, number];
  const log = !time && isLogarithmic(values);
  const pad = log ? (to / from) ** 0.04 : (to - from) * 0.03 || Math.abs(to) * 0.1 || 1;
  const scale = (log ? scaleLog() : scaleLinear())
    .domain(log ? [from / pad, to * pad] : [from - pad, to + pad])
    .range([left, right]);
  const [low, high] = scale.domain();
  const count = Math.max(2, Math.round((right - left) / 90));
  const kind = time ? 'clock' : 'step';
  const ticks = log ? logTicks(low, high, count) : niceTicks(low, high, count, kind);
  const labels = tickLabels(ticks, kind);
  return {
    at: value => scale(Number(value)),
    ticks: ticks.map((value, i) => ({ at: scale(value), label: labels[i] })),
    log
  };
}

function categoryAxis(names: string[], left: number, right: number): IAxis {
  const all = [...new Set(names)];
  const scale = scalePoint(all, [left, right]).padding(0.5);
  const every = Math.ceil(all.length / Math.max(1, Math.floor((right - left) / 72)));
  const most = Math.max(5, Math.floor((((right - left) / all.length) * every) / 6.6) - 1);
  return {
    at: value => scale(String(value)) ?? left,
    ticks: all
      .filter((_, i) => i % every === 0)
      .map(name => ({ at: scale(name) ?? left, label: name.length > most ? `${name.slice(0, most - 1)}…` : name })),
    log: false
  };
}

/** Positive values over more than two orders of magnitude that crowd at the small end. */
function isLogarithmic(values: number[]): boolean {
  const [from, to] = extent(values) as [number, number];
  if (!(from > 0) || to / from < 50) {
    return false;
  }
  const middle = [...values].sort((a, b) => a - b)[values.length >> 1];
  return middle < from + (to - from) * 0.2;
}
