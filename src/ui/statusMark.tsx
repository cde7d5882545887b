import React from 'react';

import type { RunStatus } from '../companion/wire';

const RING = <circle cx="7" cy="7" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.4" />;

/** A status, or that a run which did not fail diverged. */
export type Mark = RunStatus | 'diverged';

export function markOf(status: RunStatus, diverged: boolean): Mark {
  return diverged && status !== 'failed' ? 'diverged' : status;
}

const SHAPES: Record<Mark, JSX.Element> = {
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
  ),
  diverged: (
    <>
      <path d="M7 .9 13.1 7 7 13.1 .9 7Z" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" />
      <path
        d="M4.3 7.2 6.2 8.9 8.6 5M6.7 4.7H8.8V6.9"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinejoin="round"
      />
    </>
  )
};

/** A shape for each mark, so that colour alone never distinguishes it. */
export function StatusMark(props: { mark: Mark; label: string; size?: number }): JSX.Element {
  const { mark, label, size = 14 } = props;
  return (
    <svg
      className={`nt-StatusMark nt-mod-${mark}`}
      width={size}
      height={size}
      viewBox="0 0 14 14"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      {SHAPES[mark]}
    </svg>
  );
}
