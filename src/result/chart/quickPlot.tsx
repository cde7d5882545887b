import React from 'react';

import { useTheme } from '../../charts/useTheme';
import { ValueTicks } from '../../charts/valueTicks';
import { DARK, LIGHT } from '../../model/palette';
import type { IMark, IMarkSeries, IQuickGeometry } from './chartMarks';

/** More marks than this are drawn as one path, without a target each. */
const MAX_TARGETS = 400;
/** More marks than this on a line are not circled. */
const MAX_CIRCLES = 80;

export interface INearMark {
  mark: IMark;
  series: IMarkSeries;
}

export interface IQuickPlotProps {
  geometry: IQuickGeometry;
  /** The mark under the pointer. */
  near: INearMark | null;
  width: number;
  height: number;
}

/** Axes and marks, as a picture. */
export function QuickPlot({ geometry, near, width, height }: IQuickPlotProps): JSX.Element {
  const { left, right, top, bottom, series, shape } = geometry;
  const colours = useTheme().dark ? DARK : LIGHT;
  const count = series.reduce((sum, { marks }) => sum + marks.length, 0);
  const baseline = shape.kind === 'bars' ? shape.zero : bottom;
  return (
    <svg className="nt-Chart-svg" width={width} height={height} aria-hidden="true">
      <ValueTicks ticks={geometry.yTicks} left={left} right={right} />
      {geometry.xTicks.map(({ at, label }) => (
        <g key={at}>
          {shape.kind !== 'bars' && <line className="nt-Chart-grid" x1={at} x2={at} y1={top} y2={bottom} />}
          <text x={at} y={bottom + 16} textAnchor="middle">
            {label}
          </text>
        </g>
      ))}
      <text x={(left + right) / 2} y={bottom + 34} textAnchor="middle">
        {geometry.xTitle}
      </text>
      <text x={8} y={13} textAnchor="start">
        {geometry.yTitle}
      </text>
      {series.map((one, i) => (
        <Series
          key={one.name ?? ''}
          marks={one.marks}
          colour={colours[i % colours.length] ?? ''}
          shape={shape}
          near={near?.series === one ? near.mark : null}
          count={count}
        />
      ))}
      <line className="nt-Chart-axis" x1={left} x2={right} y1={baseline} y2={baseline} />
      {near && <Words geometry={geometry} near={near} />}
    </svg>
  );
}

function Words({ geometry, near: { mark, series } }: { geometry: IQuickGeometry; near: INearMark }): JSX.Element {
  const words = geometry.words(mark, series);
  const toLeft = mark.x + 6.6 * words.length > geometry.right;
  return (
    <text
      className="nt-QuickChart-words"
      x={toLeft ? Math.max(mark.x + 4, 6.2 * words.length + 4) : mark.x - 4}
      y={Math.min(mark.y, mark.high ?? mark.y) - 8}
      textAnchor={toLeft ? 'end' : 'start'}
    >
      {words}
    </text>
  );
}

interface ISeriesProps {
  marks: readonly IMark[];
  colour: string;
  shape: IQuickGeometry['shape'];
  near: IMark | null;
  /** Marks of all series. */
  count: number;
}

const Series = React.memo(function Series({ marks, colour, shape, near, count }: ISeriesProps): JSX.Element {
  const few = count <= MAX_TARGETS;
  const circled = count <= MAX_CIRCLES || shape.kind === 'dots';
  return (
    <g style={{ color: colour }}>
      {shape.kind === 'line' && (
        <path
          className="nt-QuickChart-line"
          d={path(marks, (x, y, i) => `${i ? 'L' : 'M'}${x},${y}`)}
          data-few={count <= MAX_CIRCLES}
        />
      )}
      {shape.kind === 'bars' &&
        marks.map((mark, i) => (
          <rect
            key={i}
            className="nt-QuickChart-bar"
            data-near={mark === near}
            x={mark.x - shape.width / 2}
            width={shape.width}
            y={Math.min(mark.y, shape.zero)}
            height={Math.abs(mark.y - shape.zero)}
          />
        ))}
      {few &&
        marks.map(
          ({ x, low, high }, i) =>
            low !== null &&
            high !== null && <line key={i} className="nt-QuickChart-whisker" x1={x} x2={x} y1={low} y2={high} />
        )}
      {shape.kind !== 'bars' &&
        (few
          ? circled &&
            marks.map((mark, i) => (
              <circle key={i} className="nt-QuickChart-mark" cx={mark.x} cy={mark.y} r={count <= MAX_CIRCLES ? 4 : 3} />
            ))
          : shape.kind === 'dots' && <path className="nt-QuickChart-dots" d={path(marks, (x, y) => `M${x},${y}h0`)} />)}
      {near && shape.kind !== 'bars' && (
        <circle className="nt-QuickChart-mark" data-near="true" cx={near.x} cy={near.y} r={4} />
      )}
    </g>
  );
});

function path(marks: readonly IMark[], step: (x: string, y: string, i: number) => string): string {
  return marks.map(({ x, y }, i) => step(x.toFixed(1), y.toFixed(1), i)).join('');
}

/** The mark nearest to the pointer, within a finger's width; of bars the one whose column it is in. */
export function nearestMark({ series, shape }: IQuickGeometry, x: number, y: number): INearMark | null {
  const bars = shape.kind === 'bars';
  let best: INearMark | null = null;
  let distance = bars ? (shape.width / 2 + 1) ** 2 : 28 ** 2;
  for (const one of series) {
    for (const mark of one.marks) {
      const apart = (mark.x - x) ** 2 + (bars ? 0 : (mark.y - y) ** 2);
      if (apart < distance) {
        distance = apart;
        best = { mark, series: one };
      }
    }
  }
  return best;
}
