import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import type { IProgress } from '../../companion/connector';

export interface IWaitingProps {
  /** How far it is; null while that is not known. */
  progress: IProgress | null;
  trans: TranslationBundle;
}

/** Seconds after which the time is shown. */
const MIN_SECONDS_SHOWN = 0.5;

/** A question that is running: for how long, how many rows were read, and how far it is. */
export function Waiting({ progress, trans }: IWaitingProps): JSX.Element {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const started = performance.now();
    const timer = window.setInterval(() => setSeconds((performance.now() - started) / 1000), 100);
    return () => window.clearInterval(timer);
  }, []);
  const long = seconds >= MIN_SECONDS_SHOWN;
  const share = long ? (progress?.fraction ?? null) : null;
  return (
    <>
      <span className="nt-muted nt-number">
        {long ? trans.__('running for %1 s; Esc stops', seconds.toFixed(1)) : trans.__('running …')}
        {long &&
          progress &&
          progress.rows > 0 &&
          ` · ${trans.__('%1 rows read', progress.rows.toLocaleString('en-US'))}`}
        {share !== null && ` · ${Math.round(share * 100)} %`}
      </span>
      {share !== null && (
        <div
          className="nt-AnswerBar-progress"
          role="progressbar"
          aria-label={trans.__('Progress of the question')}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
        >
          <i style={{ width: `${share * 100}%` }} />
        </div>
      )}
    </>
  );
}
