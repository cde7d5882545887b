import React from 'react';

import type { CrosshairGroup } from './crosshairGroup';
import type { ILineGeometry } from './lineGeometry';
import { valueAt, type ISeries } from './series';
import { Swatch } from './swatch';
import { xLabel, type XKind } from './ticks';

interface ICrosshairLayerProps {
  geometry: ILineGeometry;
  series: readonly ISeries[];
  group: CrosshairGroup;
  kind: XKind;
  readout?: boolean;
  formatY: (value: number) => string;
}

const MAX_LINES = 12;

/** The line under the pointer, a ring on every series there, and their values. */
export function CrosshairLayer(props: ICrosshairLayerProps): JSX.Element | null {
  const { geometry, series, group, kind } = props;
  const { width, height, left, right, top, bottom } = geometry;
  if (group.x === null) {
    return null;
  }
  const px = Math.round(geometry.x(group.x)) + 0.5;
  if (px < left || px > right + 1) {
    return null;
  }
  const label = xLabel(group.x, kind);
  const half = label.length * 3.3 + 7;
  const labelAt = Math.min(Math.max(px, half), width - half);
  const here = series
    .map(s => ({ series: s, value: valueAt(s, group.x as number) }))
    .filter((entry): entry is { series: ISeries; value: number } => entry.value !== undefined)
    .sort((a, b) => b.value - a.value);
  return (
    <>
      <svg className="nt-Chart-svg" width={width} height={height} aria-hidden="true">
        <line className="nt-Chart-crosshair" x1={px} x2={px} y1={top - 4} y2={bottom} />
        {here.map(({ series: s, value }) => {
          const y = geometry.y(value);
          return (
            y >= top - 3 &&
            y <= bottom && <circle key={s.id} className="nt-Chart-ring" cx={px} cy={y} r={3} stroke={s.colour} />
          );
        })}
        <g className="nt-Chart-flag" transform={`translate(${labelAt},${bottom + 1})`}>
          <rect x={-half} width={half * 2} height={16} rx={2} />
          <text y={12} textAnchor="middle">
            {label}
          </text>
        </g>
      </svg>
      {props.readout && here.length > 0 && (
        <div
          className="nt-Chart-readout"
          style={px > (left + right) / 2 ? { right: width - px + 10, top: 6 } : { left: px + 10, top: 6 }}
        >
          {here.slice(0, MAX_LINES).map(({ series: s, value }) => (
            <React.Fragment key={s.id}>
              <Swatch colour={s.colour} dashed={s.dashed} />
              <bdi>{s.label}</bdi>
              <b>{props.formatY(value)}</b>
            </React.Fragment>
          ))}
        </div>
      )}
    </>
  );
}
