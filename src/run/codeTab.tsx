import React, { useMemo } from 'react';

import { cellTitle, distinctCells, type IExecution } from '../model/code/cells';
import { ExecutionStrip } from '../ui/executionStrip';
import type { ISide } from '../ui/sides';
import { Empty } from '../ui/states';
import { useViewContext } from '../ui/viewContext';
import { ExecutionDetail } from './executionDetail';

/** The code as it ran: the last source of every cell up to the run's end, errors with it. */
export function CodeTab(props: { side: ISide; executions: readonly IExecution[] }): JSX.Element {
  const { side, executions } = props;
  const { trans } = useViewContext();
  const cells = useMemo(() => distinctCells(executions), [executions]);
  if (cells.length === 0) {
    return <Empty>{trans.__('No cell was recorded: this run did not start in a notebook.')}</Empty>;
  }
  return (
    <div className="nt-RunCode">
      <p className="nt-small nt-muted">
        {trans.__('Each cell as it last ran before this run ended, in order of first execution.')}
      </p>
      {cells.map(cell => (
        <ExecutionDetail
          key={cell.key}
          execution={cell.last}
          number={cell.number}
          title={cellTitle(cell.last.source)}
          more={
            cell.executions.length > 1 && (
              <span className="nt-small nt-muted">{trans.__('ran ×%1', cell.executions.length)}</span>
            )
          }
        />
      ))}
      <section className="nt-Code-order">
        <h4>{trans.__('Order of execution')}</h4>
        <ExecutionStrip side={side} executions={executions} />
        <p className="nt-small nt-muted">{trans.__('✕ error, ↰ went back to an earlier cell')}</p>
      </section>
    </div>
  );
}
