import React from 'react';

import { SideName, type ISide } from './sides';
import { useViewContext } from './viewContext';
import { distinctCells, wentBack, type IExecution } from '../model/code/cells';

const MAX_CELLS = 120;

/** The order in which a run's cells were executed, errors and steps back marked. */
export function ExecutionStrip(props: { side: ISide; executions: readonly IExecution[] }): JSX.Element {
  const { trans } = useViewContext();
  const cells = distinctCells(props.executions);
  const back = wentBack(cells);
  const numbers = new Map(
    cells.flatMap(cell => cell.executions.map(execution => [execution.executionId, cell.number]))
  );
  const shown = props.executions.slice(-MAX_CELLS);
  const hidden = props.executions.length - shown.length;
  return (
    <div className="nt-ExecutionStrip">
      <SideName side={props.side} />
      <ol>
        {hidden > 0 && <li className="nt-mod-plain">{trans.__('%1 before', hidden)}</li>}
        {shown.map(execution => {
          const isBack = back.has(execution.executionId);
          const isError = execution.status === 'error' || execution.status === 'interrupted';
          return (
            <li
              key={execution.executionId}
              className={isError ? 'nt-mod-error' : isBack ? 'nt-mod-back' : undefined}
              title={isError ? (execution.errorName ?? execution.status) : undefined}
            >
              {isBack && <span title={trans.__('went back to an earlier cell')}>↰ </span>}
              {numbers.get(execution.executionId)}
              {isError && ' ✕'}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
