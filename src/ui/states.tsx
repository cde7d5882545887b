import React, { useEffect, useState } from 'react';

import { useViewContext } from './viewContext';

const PATIENCE = 150;

/** Grey shapes in the final size; shown only when waiting takes longer than 150 ms. */
export function Skeleton(props: { rows?: number; height?: number }): JSX.Element | null {
  const { trans } = useViewContext();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setLate(true), PATIENCE);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <div className="nt-Skeleton" role="status" aria-label={late ? trans.__('Loading') : undefined}>
      {late &&
        Array.from({ length: props.rows ?? 6 }, (_, i) => (
          <span key={i} style={{ width: `${58 + ((i * 37) % 38)}%`, height: props.height }} />
        ))}
    </div>
  );
}

/** What could not be shown, why, and a way to try again. */
export function Failure(props: { what: string; error: Error; retry: () => void }): JSX.Element {
  const { trans } = useViewContext();
  const hint = 'hint' in props.error ? String(props.error.hint ?? '') : '';
  return (
    <div className="nt-Failure" role="alert">
      <b>{props.what}</b>
      <span>{hint || trans.__('The rest of this view still works.')}</span>
      <button type="button" className="nt-Button" onClick={props.retry}>
        {trans.__('Retry')}
      </button>
      <details>
        <summary>{trans.__('Details')}</summary>
        <code>{props.error.message}</code>
      </details>
    </div>
  );
}

export function Empty(props: { children: React.ReactNode }): JSX.Element {
  return <div className="nt-Empty">{props.children}</div>;
}
