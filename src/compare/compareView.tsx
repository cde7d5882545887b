import { Clipboard } from '@jupyterlab/apputils';
import React, { useEffect, useMemo, useRef } from 'react';

import { useBox } from '../charts';
import { CommandIDs } from '../companion/tokens';
import { comparableMetrics, value } from '../model/comparison/answer';
import { AnswerCard, LineCounts } from './answer/answerCard';
import { isDifferent } from '../model/comparison/changes';
import { dataRows, dataWords } from './answer/dataRows';
import { paramRows } from '../model/comparison/differences';
import { isSameSetting } from '../model/comparison/replicates';
import { useJudgement } from './answer/useJudgement';
import { BaselineOffer } from './baselineOffer';
import { headline } from './answer/words';
import { CodeTab } from './code/codeTab';
import type { CompareTab, ICompareState } from './compareState';
import { CurvesTab } from '../curves/curvesTab';
import { DataTab } from './dataTab';
import { machineRows, packageRows } from '../model/run/environment';
import { PARAMS_SQL, RUNS_SQL, SUMMARY_SQL, type IRunRecord } from '../model/run/runRecord';
import { sqlText } from '../companion/statement';
import { useComparison } from '../ui/useComparison';
import { useRunRecords } from '../ui/useRunRecords';
import { EnvironmentTab } from '../ui/environmentTab';
import { Announcement } from '../ui/announcement';
import { ParamsTab } from './paramsTab';
import { useSides, type ISide } from '../ui/sides';
import { Empty, Failure, Skeleton } from '../ui/states';
import { Tabs, type ITab } from '../ui/tabs';
import { SideBar } from './sideBar';
import { useViewContext } from '../ui/viewContext';

export interface ICompareViewProps {
  state: ICompareState;
  onState: (state: ICompareState) => void;
  /** The comparison in a few words, for the tab in the dock. */
  onTitle: (title: string) => void;
}

/** Two to some twenty runs side by side: the answer first, then everything behind it. */
export function CompareView({ state, onState, onTitle }: ICompareViewProps): JSX.Element {
  const { trans, commands } = useViewContext();
  const root = useRef<HTMLDivElement>(null);
  const { visible } = useBox(root);
  const { runs: ids, tab, settings } = state;
  const records = useRunRecords(ids, visible);
  const runs = useMemo(() => records.value ?? [], [records.value]);

  const baseId =
    (
      runs.find(run => run.runId === state.baseline) ??
      runs.find(run => run.isBaseline) ??
      [...runs].sort((a, b) => a.started - b.started)[0]
    )?.runId ?? null;
  const unordered = useSides(runs, baseId);
  const sides = useMemo(() => [...unordered].sort((a, b) => Number(b.isBaseline) - Number(a.isBaseline)), [unordered]);
  const base = sides.find(side => side.isBaseline);
  const candidates = sides.filter(side => !side.isBaseline);
  const metrics = useMemo(() => comparableMetrics(runs), [runs]);
  const metric = state.metric && metrics.includes(state.metric) ? state.metric : (metrics[0] ?? '');
  const question = [metric, ...ids].join('\n');
  const settled = useRef({ question: '', id: '' });
  const candidate =
    candidates.find(side => side.id === state.chosen) ??
    candidates.find(side => settled.current.question === question && side.id === settled.current.id) ??
    best(candidates, metric, base?.run);
  settled.current = { question, id: candidate?.id ?? '' };
  const chosen = candidate?.id ?? null;
  const comparison = useComparison(ids, base?.run, candidate?.run, visible, runs);
  const { changes } = comparison;

  const title =
    base && candidate
      ? candidates.length === 1
        ? trans.__('%1 against %2', base.label, candidate.label)
        : trans.__('%1 against %2 runs', base.label, candidates.length)
      : (base?.label ?? '');
  useEffect(() => {
    if (title) {
      onTitle(title);
    }
  }, [title, onTitle]);

  const set = (change: Partial<ICompareState>) => onState({ ...state, ...change });
  // Chosen once, so that pinning another run elsewhere changes nothing here.
  useEffect(() => {
    if (state.baseline === null && baseId !== null) {
      onState({ ...state, baseline: baseId });
    }
  }, [state, baseId, onState]);
  const params = useMemo(() => paramRows(sides.map(side => side.run)), [sides]);
  const machineDifferences = useMemo(() => {
    const all = sides.map(side => side.run);
    const rows = [
      ...machineRows(all, comparison.environments.value, trans),
      ...(packageRows(all, comparison.packages.value) ?? [])
    ];
    return rows.filter(row => row.differs).length;
  }, [sides, comparison.environments.value, comparison.packages.value, trans]);

  const judgement = useJudgement(base?.run, candidate?.run, metric, runs, state.counted, comparison, visible);
  const shown = judgement && base && candidate ? { ...judgement, base: base.run, candidate: candidate.run } : null;
  const summary = shown && headline(shown.answer, shown.base, shown.candidate, shown.fair, trans);
  const data = useMemo(
    () =>
      dataRows(
        sides.map(side => side.run),
        trans
      ),
    [sides, trans]
  );
  const dataCount = useMemo(
    () =>
      dataWords(
        data,
        base?.run ?? null,
        sides.map(side => side.run),
        trans
      ),
    [data, base, sides, trans]
  );

  const tabs: (ITab & { id: CompareTab })[] = [
    { id: 'charts', label: trans.__('Charts'), count: metrics.length },
    {
      id: 'params',
      label: trans.__('Parameters'),
      count: trans.__('%1 of %2', params.filter(row => row.differs).length, params.length)
    },
    {
      id: 'code',
      label: trans.__('Code'),
      count: changes?.code ? (
        changes.code.changed.length ? (
          <LineCounts added={changes.code.added} removed={changes.code.removed} />
        ) : changes.code.cells.some(isDifferent) ? undefined : (
          trans.__('same')
        )
      ) : undefined
    },
    {
      id: 'environment',
      label: trans.__('Environment'),
      count: comparison.environments.value ? machineDifferences || trans.__('same') : undefined
    },
    {
      id: 'data',
      label: trans.__('Data'),
      count: dataCount
    }
  ];

  const showSql = (name: string, sql: string) => ({
    label: name,
    onSelect: () =>
      void commands.execute(CommandIDs.openSql, {
        sql: sqlText({ sql, params: { runs: ids } }),
        title
      })
  });
  const menu = () => [
    {
      label: trans.__('Copy Answer as Text'),
      enabled: shown !== null,
      onSelect: () => {
        if (shown && summary) {
          const lines = shown.fair.map(item => `- ${item.text}`);
          Clipboard.copyToSystem([`${summary.text}${summary.chip ? ` (${summary.chip})` : ''}`, ...lines].join('\n'));
        }
      }
    },
    null,
    showSql(trans.__('Show SQL of Runs'), RUNS_SQL),
    showSql(trans.__('Show SQL of Metrics'), SUMMARY_SQL),
    showSql(trans.__('Show SQL of Parameters'), PARAMS_SQL)
  ];

  const body = () => {
    if (tab === 'charts') {
      return (
        <CurvesTab
          sides={sides}
          chosen={chosen}
          metrics={metrics}
          main={metric}
          settings={settings}
          onSettings={next => set({ settings: next })}
        />
      );
    }
    if (tab === 'params') {
      return <ParamsTab sides={sides} chosen={chosen} rows={params} metric={metric} />;
    }
    if (tab === 'environment') {
      return <EnvironmentTab sides={sides} chosen={chosen} comparison={comparison} />;
    }
    if (tab === 'data') {
      return <DataTab sides={sides} chosen={chosen} rows={data} />;
    }
    const { executions } = comparison;
    if (!base || !candidate) {
      return <Empty>{trans.__('Add a second run to compare its code.')}</Empty>;
    }
    if (executions.error && !executions.value) {
      return (
        <Failure what={trans.__('The cells could not be read.')} error={executions.error} retry={executions.retry} />
      );
    }
    if (!executions.value) {
      return <Skeleton rows={10} />;
    }
    return changes?.code ? (
      <CodeTab base={base} candidate={candidate} change={changes.code} executions={executions.value} />
    ) : (
      <Empty>{trans.__('No cell was recorded for one of these runs: it did not run in a notebook.')}</Empty>
    );
  };

  return (
    <div className="nt-Compare" ref={root}>
      {records.error && !records.value ? (
        <Failure what={trans.__('The runs could not be read.')} error={records.error} retry={records.retry} />
      ) : records.loading ? (
        <Skeleton rows={8} />
      ) : !sides[0] ? (
        <Empty>{trans.__('None of these runs is in this store any more.')}</Empty>
      ) : (
        <>
          <SideBar
            sides={sides}
            chosen={chosen}
            verdict={judgement?.answer.verdict ?? null}
            alike={judgement?.answer.candidateGroup.members ?? []}
            metric={metric}
            metrics={metrics}
            onChoose={id => set({ chosen: id })}
            onMetric={next => set({ metric: next })}
            onRuns={(next, baseline) => set({ runs: next, baseline })}
            menu={menu}
          />
          <BaselineOffer
            project={sides[0].run.project}
            state={state}
            baseline={baseId}
            visible={visible}
            onState={set}
          />
          {shown && (
            <AnswerCard
              {...shown}
              changes={changes}
              others={metrics.filter(key => key !== metric)}
              counted={state.counted}
              onCount={counted => set({ counted })}
              folded={state.folded ?? tab !== 'charts'}
              onFold={folded => set({ folded })}
              onOpen={next => set({ tab: next })}
            />
          )}
          <Tabs
            tabs={tabs}
            selected={tab}
            label={trans.__('Comparison of %1', title)}
            onSelect={id => set({ tab: id as CompareTab, folded: null })}
          >
            {body()}
          </Tabs>
          <Announcement text={summary?.text ?? ''} />
        </>
      )}
    </div>
  );
}

/**
 * What the answer is about until somebody chooses: of candidates of another setting than
 * the baseline's, else of all, the best that ran to its end, where the metric has a
 * direction, else the first.
 */
function best(sides: readonly ISide[], metric: string, base: IRunRecord | undefined): ISide | undefined {
  const goal = sides.find(({ run }) => run.metrics.has(metric))?.run.metrics.get(metric)?.goal ?? null;
  const sign = goal === null ? 0 : goal === 'min' ? -1 : 1;
  const rank = ({ run }: ISide) => {
    const found = value(run, metric);
    return found === null ? -Infinity : sign * found;
  };
  const isComplete = ({ run }: ISide) => Number(run.status === 'finished' && run.divergence === null);
  const repeats = ({ run }: ISide) => Number(base !== undefined && isSameSetting(base, run));
  return [...sides].sort(
    (a, b) => repeats(a) - repeats(b) || isComplete(b) - isComplete(a) || rank(b) - rank(a) || 0
  )[0];
}
