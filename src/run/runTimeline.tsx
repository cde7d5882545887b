import React, { useEffect, useMemo, useState } from 'react';

import { Timeline } from '../charts';
import type { IExecution } from '../model/code/cells';
import { Empty } from '../ui/states';
import { Segments } from '../ui/segments';
import { useViewContext } from '../ui/viewContext';
import { formatDuration } from '../core/format';
import { scopeOf, timelineModel, type TimelineScope } from './timelineModel';

const TICK = 2000;

/** The cells of a run's session over time, up to the run's end. */
export function RunTimeline(props: {
  executions: readonly IExecution[];
  selected: string | null;
  onSelect: (executionId: string) => void;
  live: boolean;
}): JSX.Element {
  const { executions, selected, onSelect, live } = props;
  const { trans } = useViewContext();
  const [chosen, setChosen] = useState<TimelineScope | null>(null);
  const [now, setNow] = useState(() => Date.now() / 1000);
  useEffect(() => {
    if (!live) {
      return;
    }
    const timer = window.setInterval(() => setNow(Date.now() / 1000), TICK);
    return () => window.clearInterval(timer);
  }, [live]);
  const hasOwn = executions.some(execution => execution.own);
  const scope = hasOwn ? (chosen ?? scopeOf(executions)) : 'session';
  const { rows, bars } = useMemo(() => timelineModel(executions, scope, now, trans), [executions, scope, now, trans]);
  if (executions.length === 0) {
    return <Empty>{trans.__('No cell was recorded: this run did not start in a notebook.')}</Empty>;
  }
  const failed = bars.filter(bar => bar.status === 'error').length;
  return (
    <section className="nt-RunTimeline">
      <header>
        <h4>{trans.__('Cell timeline')}</h4>
        {hasOwn && (
          <Segments label={trans.__('Executions')}>
            <button type="button" aria-pressed={scope === 'run'} onClick={() => setChosen('run')}>
              {trans.__('This run')}
            </button>
            <button type="button" aria-pressed={scope === 'session'} onClick={() => setChosen('session')}>
              {trans.__('Session until its end')}
            </button>
          </Segments>
        )}
        <span className="nt-grow" />
        <ul className="nt-RunTimeline-key nt-small" aria-label={trans.__('Key')}>
          <li>
            <i className="nt-Timeline-bar nt-mod-own" /> {trans.__('this run')}
          </li>
          <li>
            <i className="nt-Timeline-bar" /> {trans.__('ran')}
          </li>
          <li>
            <i className="nt-Timeline-bar nt-mod-error" /> {trans.__('error')}
          </li>
          <li>
            <svg width="16" height="10" aria-hidden="true">
              <path className="nt-Timeline-back" d="M1,9C7,9 8,1 15,1" />
            </svg>
            {trans.__('went back')}
          </li>
          <li>
            <span className="nt-warn">△</span> {trans.__('edited before')}
          </li>
        </ul>
      </header>
      <Timeline
        rows={rows}
        bars={bars}
        label={trans.__('%1 executions of %2 cells, %3 with an error', bars.length, rows.length, failed)}
        selected={selected}
        onSelect={onSelect}
        pauseText={seconds => trans.__('nothing ran for %1', formatDuration(seconds))}
      />
    </section>
  );
}
