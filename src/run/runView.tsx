import { Clipboard } from '@jupyterlab/apputils';
import React, { useEffect, useMemo, useRef, useState } from 'react';

import { CrosshairGroup, useBox, type Domain } from '../charts';
import type { IResult } from '../companion/wire';
import { comparableMetrics } from '../model/comparison/answer';
import { distinctCells, type IExecution } from '../model/code/cells';
import { ChartCard } from '../curves/chartCard';
import { DEFAULT_SETTINGS, type IChartSettings } from '../curves/chartSettings';
import { sections } from '../curves/sections';
import { CurvesTab } from '../curves/curvesTab';
import { RUNS_SQL, SUMMARY_SQL } from '../model/run/runRecord';
import { sqlText } from '../companion/statement';
import { useComparison } from '../ui/useComparison';
import { useLiveQuery } from '../ui/useLiveQuery';
import { useRunRecords } from '../ui/useRunRecords';
import { EnvironmentTab } from '../ui/environmentTab';
import { useSides } from '../ui/sides';
import { Empty, Failure, Skeleton } from '../ui/states';
import { Tabs } from '../ui/tabs';
import { useViewContext } from '../ui/viewContext';
import { CommandIDs } from '../companion/tokens';
import { CodeTab } from './codeTab';
import { ExecutionDetail } from './executionDetail';
import { RunError } from './runError';
import { RunHeader } from './runHeader';
import { RunRail } from './runRail';
import { RunTimeline } from './runTimeline';
import type { RunTab } from './runTab';
import { outOfOrder } from './timelineModel';
import { useNoise } from './useNoise';
import { useRunEdits } from './useRunEdits';

const BASELINE_SQL = `SELECT p.baseline_run_id
FROM projects p JOIN runs r ON r.project = p.project
WHERE r.run_id = $run`;

const readBaseline = (result: IResult) => (result.data[0]?.[0] ?? null) as string | null;

const SMALL_CHARTS = 3;
const NONE: readonly IExecution[] = [];

export interface IRunViewProps {
  runId: string;
  tab: RunTab;
  onTab: (tab: RunTab) => void;
  /** Something of the run was changed here. */
  onEdit: () => void;
  /** The run's name, for the tab in the dock. */
  onTitle: (title: string) => void;
}

/** One run: its result, curves, the cells that made it, and where it ran. */
export function RunView({ runId, tab, onTab: setTab, onTitle, onEdit }: IRunViewProps): JSX.Element {
  const { trans, commands } = useViewContext();
  const root = useRef<HTMLDivElement>(null);
  const { visible } = useBox(root);
  const [settings, setSettings] = useState<IChartSettings>(DEFAULT_SETTINGS);
  const [zoom, setZoom] = useState<Domain | null>(null);
  const [selected, setSelected] = useState<string | null>(null);
  const group = useMemo(() => new CrosshairGroup(), []);
  useEffect(() => () => group.dispose(), [group]);

  const baselineId = useLiveQuery(
    useMemo(() => ({ sql: BASELINE_SQL, params: { run: runId } }), [runId]),
    readBaseline,
    visible
  );
  const against = baselineId.value ?? null;
  const ids = useMemo(() => (against && against !== runId ? [runId, against] : [runId]), [runId, against]);
  const records = useRunRecords(ids, visible);
  const runs = useMemo(() => records.value ?? [], [records.value]);
  const run = runs.find(record => record.runId === runId);
  const baseline = runs.find(record => record.runId === against) ?? null;
  const noise = useNoise(run, baseline, visible);
  const sides = useSides(runs, against);
  const comparison = useComparison(ids, baseline ?? undefined, run, visible);
  const executions = comparison.executions.value?.get(runId) ?? NONE;
  const edits = useRunEdits(runId, onEdit, records.retry);

  const metrics = useMemo(() => (run ? comparableMetrics([run]) : []), [run]);
  const small = useMemo(() => sections(metrics, metrics[0] ?? '').flatMap(s => s.metrics), [metrics]);
  const cells = useMemo(() => distinctCells(executions), [executions]);
  const title = run?.name ?? '';
  useEffect(() => {
    if (title) {
      onTitle(title);
    }
  }, [title, onTitle]);

  if (!run) {
    return (
      <div className="nt-Run" ref={root}>
        {records.error ? (
          <Failure what={trans.__('The run could not be read.')} error={records.error} retry={records.retry} />
        ) : records.loading ? (
          <Skeleton rows={8} />
        ) : (
          <Empty>{trans.__('This run is not in this store.')}</Empty>
        )}
      </div>
    );
  }

  const showExecution = (id: string) => {
    setSelected(id);
    setTab('timeline');
  };
  const live = run.status === 'running';
  const timeline = (
    <RunTimeline executions={executions} selected={selected} onSelect={showExecution} live={live && visible} />
  );
  const detail = executions.find(execution => execution.executionId === selected);
  const openSql = (sql: string) =>
    void commands.execute(CommandIDs.openSql, { sql: sqlText({ sql, params: { runs: [runId] } }), title });
  const byId = (id: string) => ({
    label: commands.label(id, { runIds: [runId] }),
    onSelect: () => void commands.execute(id, { runIds: [runId] })
  });
  const menu = () => [
    ...[CommandIDs.pin, CommandIDs.openNotebook, run.archived ? CommandIDs.restore : CommandIDs.archive]
      .filter(id => commands.hasCommand(id))
      .map(byId),
    null,
    { label: trans.__('Show SQL of the Run'), onSelect: () => openSql(RUNS_SQL) },
    { label: trans.__('Show SQL of Its Metrics'), onSelect: () => openSql(SUMMARY_SQL) }
  ];

  const panel = () => {
    switch (tab) {
      case 'overview':
        return (
          <div className="nt-RunOverview">
            <div>
              <RunError run={run} executions={executions} />
              <div className="nt-RunOverview-charts">
                {small.slice(0, SMALL_CHARTS).map(metric => (
                  <ChartCard
                    key={metric}
                    metric={metric}
                    sides={sides}
                    chosen={runId}
                    settings={settings}
                    group={group}
                    zoom={zoom}
                    onZoom={setZoom}
                    headline
                  />
                ))}
                {metrics.length === 0 && <Empty>{trans.__('No metrics yet: run.log({"val/acc": 0.9}).')}</Empty>}
              </div>
              {timeline}
            </div>
            <RunRail
              run={run}
              baseline={baseline}
              environments={comparison.environments.value}
              packages={comparison.packages.value}
              onNote={edits.note}
              onEnvironment={() => setTab('environment')}
            />
          </div>
        );
      case 'curves':
        return (
          <CurvesTab
            sides={sides}
            chosen={runId}
            metrics={metrics}
            main={metrics[0] ?? ''}
            settings={settings}
            onSettings={setSettings}
          />
        );
      case 'timeline':
        return (
          <div className="nt-RunCode">
            {timeline}
            {detail ? (
              <ExecutionDetail
                execution={detail}
                number={cells.find(cell => cell.executions.includes(detail))?.number ?? 0}
              />
            ) : (
              executions.length > 0 && (
                <p className="nt-small nt-muted">{trans.__('Select an execution to see its source and its error.')}</p>
              )
            )}
          </div>
        );
      case 'code':
        return sides[0] ? <CodeTab side={sides[0]} executions={executions} /> : null;
      case 'environment':
        return <EnvironmentTab sides={sides} chosen={runId} comparison={comparison} />;
    }
  };

  return (
    <div className="nt-Run" ref={root}>
      <RunHeader
        run={run}
        baseline={baseline}
        noise={noise}
        outOfOrder={outOfOrder(executions)}
        onRename={edits.rename}
        onTag={edits.tag}
        onCopyId={() => Clipboard.copyToSystem(runId)}
        onCompare={
          baseline && baseline !== run
            ? () => void commands.execute(CommandIDs.compare, { runIds: ids, baseline: baseline.runId })
            : null
        }
        onStop={
          commands.hasCommand(CommandIDs.stop)
            ? () => void commands.execute(CommandIDs.stop, { runIds: [runId] })
            : null
        }
        onRestore={
          commands.hasCommand(CommandIDs.restore)
            ? () => void commands.execute(CommandIDs.restore, { runIds: [runId] })
            : null
        }
        menu={menu}
      />
      <Tabs
        tabs={[
          { id: 'overview', label: trans.__('Overview') },
          { id: 'curves', label: trans.__('Curves'), count: metrics.length },
          {
            id: 'timeline',
            label: trans.__('Timeline'),
            count: trans._n('%1 execution', '%1 executions', executions.length)
          },
          { id: 'code', label: trans.__('Code'), count: trans._n('%1 cell', '%1 cells', cells.length) },
          { id: 'environment', label: trans.__('Environment') }
        ]}
        selected={tab}
        label={trans.__('Run %1', run.name)}
        onSelect={id => setTab(id as RunTab)}
      >
        {panel()}
      </Tabs>
    </div>
  );
}
