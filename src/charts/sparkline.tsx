import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import React, { memo } from 'react';

import { withoutFar } from './withoutFar';

export interface ISparklineProps {
  /** Points in the order of their x. */
  values: readonly (readonly [x: number, y: number])[];
  colour: string;
  /** How the line ends: with a halo while live, with a cross where it broke off. */
  end?: 'live' | 'broken' | null;
  dashed?: boolean;
  width?: number;
  height?: number;
  /** Read out instead of the picture; without it the picture is decoration. */
  label?: string;
}

/** Path of a sparkline and where it ends, in a box with room for the end's mark. */
export function sparklinePath(
  values: ISparklineProps['values'],
  width: number,
  height: number
): { path: string; end: [number, number] | null } {
  const finite = values.filter(([, y]) => Number.isFinite(y));
  const last = finite.at(-1);
  if (!last) {
    return { path: '', end: null };
  }
  const [x0, x1] = extent(finite, ([x]) => x) as [number, number];
  const [y0, y1] = extent(withoutFar(finite.map(([, y]) => y))) as [number, number];
  const x = scaleLinear([x0, x1 > x0 ? x1 : x0 + 1], [2, width - 5]);
  const y = y1 > y0 ? scaleLinear([y0, y1], [height - 4, 4]).clamp(true) : () => height / 2;
  const shape = line<readonly [number, number]>()
    .x(point => Number(x(point[0]).toFixed(2)))
    .y(point => Number(y(point[1]).toFixed(2)));
  return { path: shape(finite) ?? '', end: [x(last[0]), y(last[1])] };
}

/** A run's curve in a table row: no axes, only its shape. */
export const Sparkline = memo(function Sparkline(props: ISparklineProps) {
  const { values, colour, end, dashed, label, width = 46, height = 24 } = props;
  const { path, end: at } = sparklinePath(values, width, height);
  return (
    <svg
      className="nt-Sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <path
        d={path}
        fill="none"
        stroke={colour}
        strokeWidth={1.5}
        strokeLinejoin="round"
        strokeDasharray={dashed ? '3 2' : undefined}
      />
      {at && end === 'live' && (
        <g fill={colour}>
          <circle className="nt-Chart-halo" cx={at[0]} cy={at[1]} r={4.5} />
          <circle cx={at[0]} cy={at[1]} r={2} />
        </g>
      )}
      {at && end === 'broken' && (
        <path className="nt-Sparkline-broken" d={`M${at[0] - 2.5},${at[1] - 2.5}l5,5m0,-5l-5,5`} />
      )}
    </svg>
  );
});
