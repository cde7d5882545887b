import React from 'react';

export interface IBar {
  id: string;
  label: string;
  value: number | null;
  text: string;
  colour: string;
  dashed?: boolean;
}

/** Lengths of the bars as shares of the longest, negative ones included; null for missing. */
export function barShares(bars: readonly IBar[]): (number | null)[] {
  const longest = Math.max(...bars.map(bar => Math.abs(bar.value ?? 0)), 0);
  return bars.map(bar => (bar.value === null ? null : longest === 0 ? 0 : Math.abs(bar.value) / longest));
}

/** One value per row as horizontal bars. */
export function Bars(props: { bars: readonly IBar[]; label: string }): JSX.Element {
  const shares = barShares(props.bars);
  return (
    <figure className="nt-Bars" aria-label={props.label}>
      {props.bars.map((bar, i) => (
        <React.Fragment key={bar.id}>
          <bdi className="nt-Bars-label">{bar.label}</bdi>
          <span className="nt-Bars-track" aria-hidden="true">
            <i
              className={bar.dashed ? 'nt-mod-dashed' : undefined}
              style={{ width: `${(shares[i] ?? 0) * 100}%`, background: bar.colour }}
            />
          </span>
          <span className="nt-Bars-text">{bar.text}</span>
        </React.Fragment>
      ))}
    </figure>
  );
}
