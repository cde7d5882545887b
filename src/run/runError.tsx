import React from 'react';

import type { IExecution } from '../model/code/cells';
import type { IRunRecord } from '../model/run/runRecord';
import { displayText } from '../ui/displayText';
import { useViewContext } from '../ui/viewContext';

/** The error that ended a run, whole; where it came from is folded below. */
export function RunError(props: { run: IRunRecord; executions: readonly IExecution[] }): JSX.Element | null {
  const { run, executions } = props;
  const { trans } = useViewContext();
  if (!run.errorName) {
    return null;
  }
  const traceback = [...executions]
    .reverse()
    .find(({ own, errorName, traceback: text }) => own && errorName === run.errorName && text)?.traceback;
  return (
    <section className="nt-RunError" aria-label={trans.__('The error that ended the run')}>
      <p>
        <b>
          <bdi>{displayText(run.errorName)}</bdi>
        </b>{' '}
        <bdi>{displayText(run.errorValue ?? '')}</bdi>
      </p>
      {traceback && (
        <details>
          <summary>{trans.__('Traceback')}</summary>
          <pre>{displayText(traceback)}</pre>
        </details>
      )}
    </section>
  );
}
