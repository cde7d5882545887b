import React from 'react';

interface IValueTicksProps {
  /** Labels, and how far down each one stands, in pixels. */
  ticks: readonly { at: number; label: string }[];
  /** Where the plot begins and ends, in pixels. */
  left: number;
  right: number;
}

/** Lines of the grid across a plot, with their values to its left. */
export function ValueTicks({ ticks, left, right }: IValueTicksProps): JSX.Element {
  return (
    <>
      {ticks.map(({ at, label }) => (
        <g key={label}>
          <line className="nt-Chart-grid" x1={left} x2={right} y1={at} y2={at} />
          <text x={left - 6} y={at + 3.5} textAnchor="end">
            {label}
          </text>
        </g>
      ))}
    </>
  );
}
