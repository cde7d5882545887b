import React from 'react';

import { formatNumber } from '../core/format';
import { valueAt, type ISeries } from './series';
import { xLabel, type XKind } from './ticks';

const MAX_ROWS = 200;

/** A chart's numbers as a table: rows of x, a column per series. */
export function ChartTable(props: {
  series: readonly ISeries[];
  kind?: XKind;
  caption: string;
  formatY?: (value: number) => string;
}): JSX.Element {
  const { series, kind = 'step', caption, formatY = formatNumber } = props;
  const all = [...new Set(series.flatMap(s => s.x))].sort((a, b) => a - b);
  const stride = Math.max(1, Math.ceil(all.length / MAX_ROWS));
  const rows = all.filter((_, i) => i % stride === 0 || i === all.length - 1);
  return (
    <div className="nt-ChartTable" tabIndex={0}>
      <table className="nt-Table">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{kind === 'step' ? 'step' : 'time'}</th>
            {series.map(s => (
              <th scope="col" key={s.id}>
                <bdi>{s.label}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(x => (
            <tr key={x}>
              <th scope="row">{xLabel(x, kind)}</th>
              {series.map(s => {
                const value = valueAt(s, x);
                return <td key={s.id}>{value === undefined ? '–' : formatY(value)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
