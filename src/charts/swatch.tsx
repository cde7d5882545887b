import React from 'react';

/** A series' colour as a small square, or as a dash for dashed lines. */
export function Swatch(props: { colour: string; dashed?: boolean }): JSX.Element {
  return props.dashed ? (
    <span className="nt-Swatch nt-mod-dashed" style={{ borderTopColor: props.colour }} />
  ) : (
    <span className="nt-Swatch" style={{ background: props.colour }} />
  );
}
