import React, { memo } from 'react';

import type { ILineGeometry } from './lineGeometry';
import type { ISeries } from './series';
import { ValueTicks } from './valueTicks';

interface IAxesProps {
  geometry: ILineGeometry;
  series: readonly ISeries[];
  /** An x whose label stands on the axis: ticks below it step aside. */
  hideNear: number | null;
}

/** Grid, axis labels, marks where values were missing, and halos of live lines. */
export const Axes = memo(function Axes({ geometry, series, hideNear }: IAxesProps) {
  const { width, height, left, right, bottom, xTicks, yTicks } = geometry;
  const hidden = hideNear === null ? null : geometry.x(hideNear);
  return (
    <svg className="nt-Chart-svg" width={width} height={height} aria-hidden="true">
      <ValueTicks ticks={yTicks} left={left} right={right} />
      <line className="nt-Chart-axis" x1={left} x2={right} y1={bottom} y2={bottom} />
      {xTicks
        .filter(({ at }) => hidden === null || Math.abs(at - hidden) > 42)
        .map(({ at, label }) => {
          const near = label.length * 3.2 > width - at;
          return (
            <text key={`${at}`} x={near ? width - 1 : at} y={height - 6} textAnchor={near ? 'end' : 'middle'}>
              {label}
            </text>
          );
        })}
      {geometry.gaps.map(({ id, at }) =>
        at
          .slice(0, 200)
          .map(x => (
            <path
              key={`${id} ${x}`}
              className="nt-Chart-gap"
              d={`M${x - 3},${bottom - 7}l6,6m0,-6l-6,6`}
              stroke={series.find(s => s.id === id)?.colour}
            />
          ))
      )}
      {series
        .filter(s => s.live)
        .map(s => {
          const piece = geometry.lines.find(line => line.id === s.id)?.points.slice(-1)[0];
          const end = piece?.[piece.length - 1];
          return (
            end &&
            end[0] <= right + 1 && (
              <g key={s.id} fill={s.colour}>
                <circle className="nt-Chart-halo" cx={end[0]} cy={end[1]} r={6.5} />
                <circle cx={end[0]} cy={end[1]} r={3} />
              </g>
            )
          );
        })}
    </svg>
  );
});
