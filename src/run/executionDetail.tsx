import React from 'react';

import type { IExecution } from '../model/code/cells';
import { displayText } from '../ui/displayText';
import { Source } from '../ui/source';
import { useViewContext } from '../ui/viewContext';
import { formatDuration, formatTime } from '../core/format';

/** One execution in full: when, how long, the source as it ran, and the error it ended with. */
export function ExecutionDetail(props: {
  execution: IExecution;
  number: number;
  title?: string;
  more?: React.ReactNode;
}): JSX.Element {
  const { execution, number, title, more } = props;
  const { trans } = useViewContext();
  const isBad = execution.status === 'error' || execution.status === 'interrupted';
  return (
    <section className="nt-CellDiff nt-Execution" aria-label={trans.__('Cell %1', number)}>
      <header>
        <b>{trans.__('Cell %1', number)}</b>
        {title && <bdi className="nt-muted nt-ellipsis">{displayText(title)}</bdi>}
        {execution.executionCount !== null && <span className="nt-mono nt-muted">[{execution.executionCount}]</span>}
        {execution.own && <span className="nt-Chip">{trans.__('this run')}</span>}
        {isBad && (
          <span className="nt-Chip nt-mod-worse">
            {execution.status === 'error' ? trans.__('error') : trans.__('interrupted')}
          </span>
        )}
        {more}
        <span className="nt-grow" />
        <span className="nt-small nt-muted nt-number">
          {formatTime(new Date(execution.started * 1000))} · {formatDuration(execution.duration)}
        </span>
      </header>
      <Source source={execution.source} />
      {(execution.errorName || execution.traceback) && (
        <div className="nt-Execution-error">
          <b>
            <bdi>{displayText(execution.errorName ?? '')}</bdi>
          </b>{' '}
          <bdi>{displayText(execution.errorValue ?? '')}</bdi>
          {execution.traceback && (
            <details>
              <summary>{trans.__('Traceback')}</summary>
              <pre>{displayText(execution.traceback)}</pre>
            </details>
          )}
        </div>
      )}
    </section>
  );
}
