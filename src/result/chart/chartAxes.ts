/** Scales of the quick chart, with their ticks, in CSS pixels. */
import { extent } from 'd3-array';
import { scaleLinear, scaleLog, scalePoint } from 'd3-scale';

import { logTicks, niceTicks, tickLabels } from '../../charts/ticks';

export interface ITick {
  at: number;
  label: string;
}

export interface IAxis<T> {
  at: (value: T) => number;
  ticks: ITick[];
}

/** Room for the words above the highest mark. */
const TOP = 24;
const RIGHT = 16;
const BOTTOM = 44;
/** Values that decide whether an axis is logarithmic. */
const MAX_JUDGED = 10_000;

export interface IFrame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The vertical axis over a range, and the frame that its labels leave. */
export function verticalAxis(
  [low, high]: readonly [number, number],
  width: number,
  height: number
): IAxis<number> & { frame: IFrame } {
  const bottom = Math.max(TOP + 20, height - BOTTOM);
  const scale = scaleLinear([low, high], [bottom, TOP]);
  const values = niceTicks(low, high, Math.max(3, Math.round((bottom - TOP) / 44)));
  const labels = tickLabels(values);
  const left = Math.max(34, 16 + 6.4 * Math.max(...labels.map(label => label.length)));
  return {
    at: value => scale(value),
    ticks: values.map((value, i) => ({ at: scale(value), label: labels[i] ?? '' })),
    frame: { left, right: Math.max(left + 20, width - RIGHT), top: TOP, bottom }
  };
}

/** A horizontal axis of numbers, or of moments in seconds; logarithmic where the values crowd at the small end. */
export function measuredAxis(
  values: readonly number[],
  time: boolean,
  { left, right }: IFrame
): IAxis<number> & { log: boolean } {
  const [from, to] = extent(values) as [number, number];
  const log = !time && isLogarithmic(values, from, to);
  const pad = log ? (to / from) ** 0.04 : (to - from) * 0.03 || Math.abs(to) * 0.1 || 1;
  return { ...between(log ? from / pad : from - pad, log ? to * pad : to + pad, time, log, { left, right }), log };
}

/** A horizontal axis from edge to edge. */
export function between(
  low: number,
  high: number,
  time: boolean,
  log: boolean,
  { left, right }: Pick<IFrame, 'left' | 'right'>
): IAxis<number> {
  const scale = (log ? scaleLog() : scaleLinear()).domain([low, high]).range([left, right]);
  const count = Math.max(2, Math.round((right - left) / 90));
  const kind = time ? 'clock' : 'step';
  // Between moments that lie close together a double has no further ones.
  const ticks = [...new Set(log ? logTicks(low, high, count) : niceTicks(low, high, count, kind))];
  const labels = tickLabels(ticks, kind);
  return { at: value => scale(value), ticks: ticks.map((value, i) => ({ at: scale(value), label: labels[i] ?? '' })) };
}

/** A horizontal axis of names, in their order; `step` is the room of each. */
export function categoryAxis(names: readonly string[], { left, right }: IFrame): IAxis<string> & { step: number } {
  const all = [...new Set(names)];
  const scale = scalePoint(all, [left, right]).padding(0.5);
  const every = Math.ceil(all.length / Math.max(1, Math.floor((right - left) / 72)));
  const most = Math.max(5, Math.floor((((right - left) / all.length) * every) / 6.6) - 1);
  return {
    at: value => scale(value) ?? left,
    ticks: all
      .filter((_, i) => i % every === 0)
      .map(name => ({ at: scale(name) ?? left, label: name.length > most ? `${name.slice(0, most - 1)}…` : name })),
    step: scale.step() || right - left
  };
}

/** Positive values over more than two orders of magnitude that crowd at the small end. */
function isLogarithmic(values: readonly number[], from: number, to: number): boolean {
  if (!(from > 0) || to / from < 50) {
    return false;
  }
  const stride = Math.ceil(values.length / MAX_JUDGED);
  const judged = values.filter((_, i) => i % stride === 0).sort((a, b) => a - b);
  return (judged[judged.length >> 1] ?? NaN) < from + (to - from) * 0.2;
}
