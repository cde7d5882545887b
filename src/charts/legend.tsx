import React from 'react';

import { formatNumber } from '../core/format';
import type { CrosshairGroup } from './crosshairGroup';
import { valueAt, type ISeries } from './series';
import { Swatch } from './swatch';
import { xLabel, type XKind } from './ticks';
import { useGroup } from './useGroup';

export interface ILegendProps {
  series: readonly ISeries[];
  group: CrosshairGroup;
  kind?: XKind;
  /** What stands in the column head while the crosshair is away, with a value per series. */
  restLabel: string;
  rest: (id: string) => number | null;
  /** Sort order of values: the best on top. */
  descending?: boolean;
  formatY?: (value: number) => string;
}

/**
 * Names and values of a chart's series: at the crosshair while it is there,
 * resting values else. Sorted by value; its size stays the same.
 */
export function Legend(props: ILegendProps): JSX.Element {
  const { series, kind = 'step', formatY = formatNumber, descending = true } = props;
  const group = useGroup(props.group);
  const at = group.x;
  const entries = series.map(s => ({
    s,
    value: at === null ? props.rest(s.id) : (valueAt(s, at) ?? null)
  }));
  const sign = descending ? -1 : 1;
  entries.sort((a, b) =>
    a.value === null || b.value === null
      ? Number(a.value === null) - Number(b.value === null)
      : sign * (a.value - b.value)
  );
  return (
    <div className="nt-Legend" onPointerLeave={() => group.hover(null)}>
      <span className="nt-Legend-head">
        {at === null ? props.restLabel : `${kind === 'step' ? 'step ' : ''}${xLabel(at, kind)}`}
      </span>
      {entries.map(({ s, value }) => (
        <div
          key={s.id}
          className={`nt-Legend-row${s.chosen ? ' nt-mod-chosen' : ''}`}
          onPointerEnter={() => group.hover(s.id)}
        >
          <Swatch colour={s.colour} dashed={s.dashed} />
          <bdi title={s.label}>{s.label}</bdi>
          <b>{value === null ? '–' : formatY(value)}</b>
        </div>
      ))}
    </div>
  );
}
