import { addIcon } from '@jupyterlab/ui-components';
import React, { useMemo, type MouseEvent } from 'react';

import { Swatch } from '../charts';
import type { Cell, IResult } from '../companion/wire';
import { dataStanding } from '../model/dataDifference';
import { rowsOf } from '../companion/rows';
import { statusWord } from '../model/statusWord';
import { CommandIDs } from '../companion/tokens';
import { answer, value, type Verdict } from '../model/comparison/answer';
import { counterpart } from '../model/comparison/dataPairs';
import type { IRunRecord } from '../model/run/runRecord';
import { useLiveQuery } from '../ui/useLiveQuery';
import { EffectText } from '../ui/effectText';
import { Diamond } from '../ui/marks';
import { openMenu, type IMenuItem } from '../ui/menu';
import { MoreButton } from '../ui/moreButton';
import { RowName } from '../ui/rowName';
import { Select } from '../ui/select';
import type { ISide } from '../ui/sides';
import { useViewContext } from '../ui/viewContext';

export interface ISideBarProps {
  sides: readonly ISide[];
  chosen: string | null;
  /** Verdict on the chosen one. */
  verdict: Verdict | null;
  /** The runs that the verdict is about: the chosen one's repeats. */
  alike: readonly IRunRecord[];
  metric: string;
  metrics: readonly string[];
  onChoose: (id: string) => void;
  onMetric: (metric: string) => void;
  onRuns: (runs: string[], baseline: string | null) => void;
  menu: () => (IMenuItem | null)[];
}

const RECENT_SQL = `SELECT run_id, name FROM runs
WHERE project = $project AND NOT archived AND run_id NOT IN (SELECT unnest($runs))
ORDER BY started_at DESC LIMIT 20`;

const readRecent = (result: IResult) =>
  rowsOf<{ [column: string]: Cell }>(result).map(row => ({
    id: String(row.run_id),
    name: String(row.name)
  }));

/** The baseline against its candidates, each with its difference in the chosen metric. */
export function SideBar(props: ISideBarProps): JSX.Element {
  const { sides, chosen, metric, onRuns } = props;
  const { trans, commands } = useViewContext();
  const base = sides.find(side => side.isBaseline);
  const candidates = sides.filter(side => !side.isBaseline);
  const runs = sides.map(side => side.run);
  const ids = useMemo(() => sides.map(side => side.id), [sides]);
  const project = sides[0]?.run.project;
  const recent = useLiveQuery(
    useMemo(() => (project ? { sql: RECENT_SQL, params: { project, runs: ids } } : null), [project, ids]),
    readRecent
  );

  const sideMenu = (event: MouseEvent, side: ISide) => {
    event.preventDefault();
    openMenu(event.currentTarget, [
      { label: trans.__('Open Run'), onSelect: () => void commands.execute(CommandIDs.openRun, { runId: side.id }) },
      {
        label: trans.__('Compare the Others with This'),
        enabled: !side.isBaseline,
        onSelect: () => onRuns(ids, side.id)
      },
      null,
      {
        label: trans.__('Remove from Comparison'),
        enabled: sides.length > 1,
        onSelect: () =>
          onRuns(
            ids.filter(id => id !== side.id),
            side.isBaseline ? null : (base?.id ?? null)
          )
      }
    ]);
  };
  const add = (event: MouseEvent) =>
    openMenu(
      event.currentTarget,
      (recent.value ?? []).map(({ id, name }) => ({
        label: name,
        onSelect: () => onRuns([...ids, id], base?.id ?? null)
      }))
    );

  return (
    <div className="nt-SideBar">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be narrower than its contents */}
      <div className="nt-SideBar-sides" role="group" aria-label={trans.__('Compared runs')}>
        {base && (
          <button
            type="button"
            className="nt-SideBar-side"
            title={base.label}
            onClick={event => sideMenu(event, base)}
            onContextMenu={event => sideMenu(event, base)}
          >
            <Diamond />
            <b>
              <RowName label={base.distinction} name={base.label} />
            </b>
            <span className="nt-muted">{trans.__('baseline')}</span>
          </button>
        )}
        {base && candidates.length > 0 && <span className="nt-muted">{trans.__('against')}</span>}
        {candidates.map(side => (
          <button
            type="button"
            key={side.id}
            className="nt-SideBar-side"
            aria-pressed={side.id === chosen}
            title={side.label}
            onClick={() => props.onChoose(side.id)}
            onContextMenu={event => sideMenu(event, side)}
          >
            <Swatch colour={side.colour} dashed={side.dashed} />
            <RowName label={side.distinction} name={side.label} />
            {base && (
              <SideEffect
                base={base.run}
                run={side.run}
                all={runs}
                metric={metric}
                verdict={side.id === chosen || props.alike.includes(side.run) ? props.verdict : null}
              />
            )}
          </button>
        ))}
        <button
          type="button"
          className="nt-IconButton"
          aria-label={trans.__('Add a run')}
          title={trans.__('Add a run')}
          disabled={!recent.value?.length}
          onClick={add}
        >
          <addIcon.react tag={null} />
        </button>
      </div>
      <Select
        name={trans.__('Metric')}
        value={metric}
        options={props.metrics.map(key => [key, key] as const)}
        onChange={props.onMetric}
      />
      <MoreButton label={trans.__('More')} items={props.menu} />
    </div>
  );
}

/** A candidate's value against the baseline's, or why the two cannot be compared. */
function SideEffect(props: {
  base: IRunRecord;
  run: IRunRecord;
  all: readonly IRunRecord[];
  metric: string;
  /** Where it is known already. */
  verdict: Verdict | null;
}): JSX.Element {
  const { base, run, all, metric } = props;
  const { trans } = useViewContext();
  const against = counterpart(base, run, all);
  if (against === null) {
    return (
      <span className="nt-muted" title={trans.__('It repeats the baseline on the data of another seed')}>
        {trans.__('repeat')}
      </span>
    );
  }
  const standing = dataStanding(against, run);
  if (standing === 'other') {
    return (
      <span className="nt-warn" title={trans.__('It used different data than the baseline')}>
        {trans.__('≠ data')}
      </span>
    );
  }
  if (run.metrics.get(metric)?.divergedAt != null) {
    return <span className="nt-bad">{trans.__('diverged')}</span>;
  }
  if (run.status !== 'finished' && run.status !== 'running') {
    return <span className="nt-bad">{statusWord(run.status, trans)}</span>;
  }
  if (standing === 'unrecorded') {
    return (
      <span className="nt-muted" title={trans.__('Only one of this run and the baseline recorded its data')}>
        {trans.__('data not recorded')}
      </span>
    );
  }
  const isCertain = standing === 'comparable';
  const verdict = props.verdict ?? answer(base, run, metric, all).verdict;
  const isDecided = isCertain && (verdict === 'better' || verdict === 'worse');
  return (
    <EffectText
      metric={metric}
      goal={isDecided ? (run.metrics.get(metric)?.goal ?? null) : null}
      value={value(run, metric)}
      base={value(against, metric)}
      title={[
        metric,
        !isCertain
          ? trans.__('Not certain that it used the baseline’s data')
          : against !== base
            ? trans.__('Against %1, of the same seed', against.name)
            : null
      ]
        .filter(Boolean)
        .join('\n')}
      named
      unit
    />
  );
}
