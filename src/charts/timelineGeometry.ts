/**
 * Where the bars of a cell timeline go: rows are cells, x is time. Idle time
 * (nothing ran for long) is folded to a narrow break, so that a night between
 * two cells does not turn the cells into hairlines.
 */
import { pairs } from 'd3-array';
import { scaleLinear } from 'd3-scale';

import { niceTicks, tickLabels } from './ticks';

export interface ITimelineRow {
  id: string;
  number: string;
  label: string;
}

export interface ITimelineBar {
  id: string;
  /** Id of the row. */
  row: string;
  /** Seconds from the axis' zero. */
  start: number;
  end: number;
  status: 'ok' | 'error' | 'interrupted' | 'running';
  /** The source was another one when this cell ran before. */
  edited?: boolean;
  /** Stands out: belongs to what the timeline is about. */
  own?: boolean;
  /** The whole story in words. */
  title: string;
  /** Written into the bar where it is wide enough. */
  text?: string;
}

export interface IPlacedBar extends ITimelineBar {
  x: number;
  width: number;
  y: number;
  showText: boolean;
}

export interface ITimelineGeometry {
  height: number;
  rowHeight: number;
  bars: IPlacedBar[];
  /** From a bar to the next one executed, where that is an earlier cell. */
  wentBack: { id: string; path: string }[];
  ticks: { at: number; label: string }[];
  /** Folded idle time. */
  breaks: { at: number; width: number; seconds: number }[];
}

const BREAK_SHARE = 0.03;
const MIN_IDLE = 20;
const MIN_BAR = 4;
const EDGE = 10;
/** Room that a tick's label takes to its right. */
const LABEL = 40;

export function timelineGeometry(
  rows: readonly ITimelineRow[],
  bars: readonly ITimelineBar[],
  width: number,
  rowHeight = 32
): ITimelineGeometry {
  const ordered = [...bars].sort((a, b) => a.start - b.start);
  const busy = busySpans(ordered);
  const active = busy.reduce((sum, [from, to]) => sum + to - from, 0);
  const x = timeScale(busy, active, width);
  const rowOf = new Map(rows.map((row, i) => [row.id, i]));

  const placed = ordered
    .filter(bar => rowOf.has(bar.row))
    .map((bar): IPlacedBar => {
      const at = x(bar.start);
      const wide = Math.max(MIN_BAR, x(bar.end) - at);
      return {
        ...bar,
        x: at,
        width: wide,
        y: (rowOf.get(bar.row) as number) * rowHeight,
        showText: !!bar.text && wide > bar.text.length * 6.2 + 18
      };
    });

  const wentBack: ITimelineGeometry['wentBack'] = [];
  for (const [from, to] of pairs(placed)) {
    if (to.y < from.y) {
      const [x0, y0] = [from.x + from.width, from.y + rowHeight / 2];
      const [x1, y1] = [to.x, to.y + rowHeight / 2];
      const bend = Math.max(8, (x1 - x0) / 2);
      wentBack.push({
        id: to.id,
        path: `M${x0},${y0}C${x0 + bend},${y0} ${x1 - bend},${y1} ${x1},${y1}`
      });
    }
  }

  return {
    height: rows.length * rowHeight,
    rowHeight,
    bars: placed,
    wentBack,
    ticks: timeTicks(busy, active, x, width),
    breaks: pairs(busy).map(([[, end], [start]]) => ({
      at: x(end),
      width: x(start) - x(end),
      seconds: start - end
    }))
  };
}

/** Spans with something running; idle time too short to fold is part of them. */
function busySpans(bars: readonly ITimelineBar[]): [number, number][] {
  const total = bars.reduce((sum, bar) => sum + bar.end - bar.start, 0);
  const idle = Math.max(MIN_IDLE, total * 0.1);
  const spans: [number, number][] = [];
  for (const { start, end } of bars) {
    const last = spans[spans.length - 1];
    if (last && start - last[1] <= idle) {
      last[1] = Math.max(last[1], end);
    } else {
      spans.push([start, Math.max(end, start)]);
    }
  }
  return spans.length ? spans : [[0, 1]];
}

function timeScale(busy: readonly [number, number][], active: number, width: number): (seconds: number) => number {
  const share = Math.min(BREAK_SHARE, 0.4 / Math.max(1, busy.length - 1));
  const breaks = share * (busy.length - 1);
  const room = width - EDGE;
  const domain: number[] = [];
  const range: number[] = [];
  let at = 0;
  busy.forEach(([from, to], i) => {
    domain.push(from);
    range.push(at);
    at += (active > 0 ? (to - from) / active : 1 / busy.length) * room * (1 - breaks);
    domain.push(Math.max(to, from + 1e-6));
    range.push(at);
    if (i < busy.length - 1) {
      at += share * room;
    }
  });
  return scaleLinear(domain, range).clamp(true);
}

function timeTicks(
  busy: readonly [number, number][],
  active: number,
  x: (seconds: number) => number,
  width: number
): { at: number; label: string }[] {
  const [, step = active] = niceTicks(0, Math.max(active, 1e-3), Math.max(2, Math.round(width / 80)), 'elapsed');
  const values: number[] = [];
  let last = -Infinity;
  for (const [from, to] of busy) {
    const first = from === busy[0]?.[0] ? from : Math.ceil(from / step) * step;
    for (let value = first; value <= to && values.length < 40; value += step) {
      if (x(value) - last >= 56 && x(value) <= width - LABEL) {
        values.push(value);
        last = x(value);
      }
    }
  }
  const labels = tickLabels(values, 'elapsed');
  return values.map((value, i) => ({ at: x(value), label: labels[i] ?? '' }));
}
