import React from 'react';

import type { RunStatus } from '../companion/wire';

const RING = <circle cx="7" cy="7" r="5.4" fill="none" stroke="currentColor" strokeWidth="1.5" />;

/** A shape for each status, so that colour is never all that tells them apart. */
const SHAPES: Record<RunStatus, JSX.Element> = {
  running: (
    <>
      <path d="M12.1 5.2A5.4 5.4 0 1 1 7 1.6" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
      <circle cx="7" cy="7" r="2" fill="currentColor" />
    </>
  ),
  finished: (
    <>
      {RING}
      <path d="m4.5 7.2 1.8 1.8 3.2-3.6" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  failed: (
    <>
      <path d="M4.6 1h4.8L13 4.6v4.8L9.4 13H4.6L1 9.4V4.6Z" fill="currentColor" />
      <path d="m4.9 4.9 4.2 4.2m0-4.2L4.9 9.1" stroke="var(--nt-page)" strokeWidth="1.5" />
    </>
  ),
  killed: (
    <>
      {RING}
      <path d="m3.3 10.7 7.4-7.4" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  interrupted: (
    <>
      {RING}
      <rect x="4.9" y="4.9" width="4.2" height="4.2" fill="currentColor" />
    </>
  )
};

/** The mark of a run's status. */
export function StatusMark({ status, label }: { status: RunStatus; label: string }): JSX.Element {
  return (
    <svg className={`nt-Status nt-StatusMark nt-mod-${status}`} viewBox="0 0 14 14" role="img" aria-label={label}>
      <title>{label}</title>
      {SHAPES[status]}
    </svg>
  );
}
