import React from 'react';

import type { RunStatus } from '../companion/wire';

const RING = <circle cx="7" cy="7" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.4" />;

const SHAPES: Record<RunStatus, JSX.Element> = {
  running: (
    <>
      <path d="M7 1.4A5.6 5.6 0 1 1 1.4 7" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <circle cx="7" cy="7" r="2.2" fill="currentColor" />
    </>
  ),
  finished: (
    <>
      {RING}
      <path d="m4.3 7.2 2 2 3.5-4" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  failed: (
    <>
      <path d="M4.5 1h5L13 4.5v5L9.5 13h-5L1 9.5v-5Z" fill="currentColor" />
      <path className="nt-StatusMark-cut" d="m4.8 4.8 4.4 4.4m0-4.4-4.4 4.4" />
    </>
  ),
  killed: (
    <>
      {RING}
      <path d="m3.2 3.2 7.6 7.6" stroke="currentColor" strokeWidth="1.4" />
    </>
  ),
  interrupted: (
    <>
      {RING}
      <rect x="5" y="5" width="4" height="4" fill="currentColor" />
    </>
  )
};

/** A shape for each status, so that it is never told by colour alone. */
export function StatusMark(props: { status: RunStatus; label: string; size?: number }): JSX.Element {
  const { status, label, size = 14 } = props;
  return (
    <svg
      className={`nt-StatusMark nt-mod-${status}`}
      width={size}
      height={size}
      viewBox="0 0 14 14"
      role="img"
      aria-label={label}
    >
      {SHAPES[status]}
    </svg>
  );
}
