import React from 'react';

import { formatBytes, formatDuration, formatPercent } from '../../core/format';
import type { IRunRecord } from '../../model/run/runRecord';
import { useViewContext } from '../../ui/viewContext';
import type { IAnswer } from '../../model/comparison/answer';
import { cpuWords, sideCost, timeChange } from './cost';

export interface IWhatItCostProps {
  answer: IAnswer;
  base: IRunRecord;
  candidate: IRunRecord;
}

/** Time and memory of the same runs that the answer's values are of. */
export function WhatItCost({ answer, base, candidate }: IWhatItCostProps): JSX.Element {
  const { trans } = useViewContext();
  const [a, b] = [sideCost(base, answer.baseGroup), sideCost(candidate, answer.candidateGroup)];
  const change = timeChange(a.seconds, b.seconds);
  // Processor time is shown for a single run only: a mean would describe no run.
  const cpu = b.runs === 1 ? cpuWords(candidate, trans) : null;
  const heavy = change !== null && change >= 0.1;
  return (
    <>
      {change !== null && (
        <div className="nt-Answer-line">
          {Math.abs(change) < 0.005 ? (
            trans.__('Same time')
          ) : (
            <>
              <b className={heavy ? 'nt-warn' : undefined}>{formatPercent(change)}</b> {trans.__('time')}
            </>
          )}
        </div>
      )}
      <div className={`nt-Answer-line${change === null ? '' : ' nt-muted'}`}>
        {formatDuration(a.seconds)} → {formatDuration(b.seconds)}{' '}
        {(a.runs > 1 || b.runs > 1) && (
          <span title={trans.__('Mean time of %1 runs against %2', b.runs, a.runs)}>{trans.__('on average')}</span>
        )}
      </div>
      {b.memoryPeak !== null && (
        <div className="nt-Answer-line" title={trans.__('The most memory that the kernel had used by then')}>
          {trans.__('%1 memory', formatBytes(b.memoryPeak))}
          {a.memoryPeak !== null && (
            <span className="nt-muted">
              {Math.abs(b.memoryPeak / a.memoryPeak - 1) < 0.005
                ? trans.__('same')
                : formatPercent(b.memoryPeak / a.memoryPeak - 1)}
            </span>
          )}
        </div>
      )}
      {cpu && (
        <div className="nt-Answer-line nt-muted" title={trans.__('Time of all threads together')}>
          {cpu}
        </div>
      )}
    </>
  );
}
