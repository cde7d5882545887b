import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Edits } from '../model/edits';
import type { Goal } from '../core/metricKind';
import { useViewContext, type IViewContext } from './viewContext';
import type { IMenuItem } from './menu';
import { notifyError } from './notice';

/** `higher is better`; where it is not defined, two choices, of which a click defines one for the project. */
export function GoalChoice(props: { project: string; metric: string; goal: Goal }): JSX.Element {
  const { project, metric, goal } = props;
  const context = useViewContext();
  const { trans } = context;
  if (goal !== null) {
    return <span className="nt-small nt-muted">{goalWords(goal, trans)}</span>;
  }
  const choose = (next: Goal, label: string, title: string) => (
    <button
      type="button"
      className="nt-Link nt-small"
      title={title}
      onClick={() => aim(context, project, metric, next)}
    >
      {label}
    </button>
  );
  return (
    <span className="nt-small nt-muted nt-GoalChoice">
      {trans.__('last value · better:')}{' '}
      {choose('max', trans.__('higher'), trans.__('Higher is better, in the whole project'))}{' '}
      {choose('min', trans.__('lower'), trans.__('Lower is better, in the whole project'))}
    </span>
  );
}

export function goalWords(goal: Goal, trans: TranslationBundle): string {
  return goal === null
    ? trans.__('last value')
    : goal === 'max'
      ? trans.__('higher is better')
      : trans.__('lower is better');
}

/** The same as items of a menu, also for taking a direction away. */
export function goalItems(context: IViewContext, project: string, metric: string, goal: Goal): IMenuItem[] {
  const { trans } = context;
  const labels: [Goal, string][] = [
    ['max', trans.__('Higher Is Better')],
    ['min', trans.__('Lower Is Better')],
    [null, trans.__('Neither Is Better')]
  ];
  return labels.map(([next, label]) => ({
    label,
    checked: next === goal,
    onSelect: () => aim(context, project, metric, next)
  }));
}

function aim({ trail, trans }: IViewContext, project: string, metric: string, goal: Goal): void {
  new Edits(trail.connector).aim(project, metric, goal).catch((error: Error) => {
    notifyError(trans.__('The direction of %1 could not be saved. %2', metric, error.message));
  });
}
