/**
 * Where everything of a line chart goes, in CSS pixels: a pure function of
 * (series, box, options), so that geometry can be checked without a screen.
 */
import { extent } from 'd3-array';
import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';

import { projectLine } from './projectLine';
import { quantileOf } from './quantileOf';
import type { IPoints, ISeries } from './series';
import { logTicks, niceTicks, tickLabels, valueLabels, type XKind } from './ticks';
import { withoutFar } from './withoutFar';

export type Domain = readonly [number, number];

export interface ILineOptions {
  xKind?: XKind;
  /** Fixed ends of the x axis: a zoom, or the planned length. */
  xDomain?: Domain;
  /** Fixed ends of the y axis. */
  yDomain?: Domain;
  yLog?: boolean;
  /** Keep extremes in view even where they flatten everything else. */
  all?: boolean;
  /** The y axis so far: while a series is live it only grows. */
  grownFrom?: Domain;
}

export interface ITick {
  at: number;
  label: string;
}

export interface IPath {
  id: string;
  points: [number, number][][];
}

export interface ILineGeometry {
  width: number;
  height: number;
  /** The plot's inner box. */
  left: number;
  right: number;
  top: number;
  bottom: number;
  x: ScaleContinuousNumeric<number, number>;
  y: ScaleContinuousNumeric<number, number>;
  xTicks: ITick[];
  yTicks: ITick[];
  lines: IPath[];
  raw: IPath[];
  gaps: { id: string; at: number[] }[];
  /** Points that the y axis leaves out. */
  outOfView: number;
  empty: boolean;
}

const TOP = 8;
/** Room above the plot for how many points are out of view: a word over a line would hide its end. */
const NOTE = 12;
const BOTTOM = 20;
const RIGHT = 12;
const CHARACTER = 6.4;

/** Lays out a chart of `series` in a box of `width` × `height`. */
export function lineGeometry(
  series: readonly ISeries[],
  width: number,
  height: number,
  options: ILineOptions = {}
): ILineGeometry {
  const kind = options.xKind ?? 'step';
  const xDomain = options.xDomain ?? wholeX(series);
  const yLog = !!options.yLog && series.some(s => s.y.some(value => value > 0));
  const seen = visibleValues(series, xDomain, yLog);
  const yDomain = options.yDomain ?? yRange(seen, yLog, !!options.all, options.grownFrom);

  const outOfView = seen.reduce((count, value) => count + Number(value < yDomain[0] || value > yDomain[1]), 0);
  const top = outOfView > 0 ? TOP + NOTE : TOP;
  const bottom = Math.max(top + 1, height - BOTTOM);
  const y = (yLog ? scaleLog() : scaleLinear()).domain(yDomain).range([bottom, top]);
  const yCount = Math.max(3, Math.round((height - 30) / 42));
  const yValues = yLog ? logTicks(yDomain[0], yDomain[1], yCount) : niceTicks(yDomain[0], yDomain[1], yCount);
  const yLabels = valueLabels(yValues);
  const left = Math.round(Math.max(28, 10 + CHARACTER * Math.max(...yLabels.map(label => label.length))));
  const right = Math.max(left + 1, width - RIGHT);

  const x = scaleLinear().domain(xDomain).range([left, right]);
  const xValues = niceTicks(xDomain[0], xDomain[1], Math.max(2, Math.round((right - left) / 88)), kind);
  const xLabels = tickLabels(xValues, kind);

  const toX = straight(x, xDomain);
  const toY = yLog ? y : straight(y, yDomain);
  const project = (points: IPoints) => projectLine(points, toX, toY, yLog);
  return {
    width,
    height,
    left,
    right,
    top,
    bottom,
    x,
    y,
    xTicks: xValues.map((value, i) => ({ at: x(value), label: xLabels[i] ?? '' })),
    yTicks: yValues.map((value, i) => ({ at: y(value), label: yLabels[i] ?? '' })),
    lines: series.map(s => ({ id: s.id, points: project(s) })),
    raw: series.filter(s => s.raw).map(s => ({ id: s.id, points: project(s.raw as IPoints) })),
    gaps: series
      .filter(s => s.gaps?.length)
      .map(s => ({
        id: s.id,
        at: (s.gaps ?? []).filter(gap => gap >= xDomain[0] && gap <= xDomain[1]).map(gap => x(gap))
      })),
    outOfView,
    empty: seen.length === 0
  };
}

/** What a linear scale answers, for hundreds of thousands of points. */
function straight(scale: (value: number) => number, [from, to]: Domain): (value: number) => number {
  const start = scale(from);
  const slope = (scale(to) - start) / (to - from);
  return Number.isFinite(slope) ? value => start + (value - from) * slope : scale;
}

/** The ends of all series' x; 0 to 1 without points. */
export function wholeX(series: readonly ISeries[]): Domain {
  const ends = series.flatMap(s => [s.x[0] ?? NaN, s.x.at(-1) ?? NaN]);
  const [from, to] = extent(ends.filter(Number.isFinite));
  if (from === undefined || to === undefined) {
    return [0, 1];
  }
  return to > from ? [Math.min(from, from > 0 && from <= (to - from) * 0.05 ? 0 : from), to] : [from - 0.5, to + 0.5];
}

function visibleValues(series: readonly ISeries[], [from, to]: Domain, positive: boolean): Float64Array {
  const values = new Float64Array(series.reduce((sum, { x }) => sum + x.length, 0));
  let length = 0;
  for (const { x, y } of series) {
    for (let i = 0; i < x.length; i++) {
      const at = x[i] as number;
      const value = y[i] as number;
      if (at >= from && at <= to && Number.isFinite(value) && (!positive || value > 0)) {
        values[length++] = value;
      }
    }
  }
  return values.subarray(0, length);
}

/**
 * The y axis for `values`: all of them, unless a few lie so far away that the
 * rest would be a flat line (beyond three times the spread of the middle 94 %).
 */
function yRange(values: Float64Array, log: boolean, all: boolean, grownFrom: Domain | undefined): Domain {
  if (values.length === 0) {
    return log ? [0.1, 1] : [0, 1];
  }
  const near = withoutFar(values, all || log);
  const sorted = log ? near.map(Math.log10) : near;
  let low = sorted[0] as number;
  let high = sorted[sorted.length - 1] as number;
  if (!all && sorted.length >= 20) {
    const middleLow = quantileOf(sorted, 0.03);
    const middleHigh = quantileOf(sorted, 0.97);
    const reach = 1.5 * (middleHigh - middleLow);
    if (reach > 0 && high - low > 2 * reach) {
      low = Math.max(low, middleLow - 0.25 * reach);
      high = Math.min(high, middleHigh + 0.25 * reach);
    }
  }
  const room = high > low ? (high - low) * 0.05 : Math.abs(high) * 0.05 || 0.5;
  const floor = !log && low >= 0 && low - room < 0 ? 0 : low - room;
  let domain: Domain = log ? [10 ** (low - room), 10 ** (high + room)] : [floor, high + room];
  if (grownFrom) {
    domain = [Math.min(domain[0], grownFrom[0]), Math.max(domain[1], grownFrom[1])];
  }
  return domain;
}
