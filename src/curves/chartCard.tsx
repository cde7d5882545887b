import React, { useCallback, useMemo, useState } from 'react';

import { ChartTable, Legend, LineChart, wholeX, type CrosshairGroup, type Domain, type ISeries } from '../charts';
import { formatCount, formatMetric } from '../core/format';
import { CommandIDs } from '../companion/tokens';
import { isChosenStep, value } from '../model/comparison/answer';
import { sqlText } from '../companion/statement';
import { displayText } from '../ui/displayText';
import { GoalChoice, goalItems } from '../ui/goalChoice';
import { MoreButton } from '../ui/moreButton';
import type { ISide } from '../ui/sides';
import { Failure, Skeleton } from '../ui/states';
import { useViewContext } from '../ui/viewContext';
import type { IChartSettings } from './chartSettings';
import { overtaking } from './overtaking';
import { useChartSeries } from './useChartSeries';

export interface IChartCardProps {
  metric: string;
  sides: readonly ISide[];
  chosen: string | null;
  settings: IChartSettings;
  group: CrosshairGroup;
  zoom: Domain | null;
  onZoom: (zoom: Domain | null) => void;
  /** Two columns wide, with the legend inside. */
  main?: boolean;
  /** In the head: the chosen run's value instead of hints. */
  headline?: boolean;
}

/** One metric of all compared runs: head with a menu, chart, and for the main metric the legend. */
export function ChartCard(props: IChartCardProps): JSX.Element {
  const { metric, sides, chosen, settings, group, zoom, main } = props;
  const context = useViewContext();
  const { trans, commands } = context;
  const [width, setWidth] = useState(0);
  const [visible, setVisible] = useState(false);
  const [table, setTable] = useState(false);
  const [all, setAll] = useState(false);
  const [ownLog, setOwnLog] = useState<boolean | null>(null);
  const [zoomY, setZoomY] = useState<Domain | null>(null);
  const log = ownLog ?? settings.log;

  const { answer, statement, series } = useChartSeries(metric, sides, chosen, settings, zoom, width, visible);
  const planned = Math.max(
    0,
    ...sides.filter(side => side.run.status === 'running').map(side => side.run.totalSteps ?? 0)
  );
  const options = useMemo(() => {
    const [from, to] = wholeX(series);
    const xDomain: Domain | undefined =
      zoom ?? (settings.xAxis === 'step' && planned > to ? [from, planned] : undefined);
    return { xKind: settings.xAxis, xDomain, yDomain: zoomY ?? undefined, yLog: log, all };
  }, [series, settings.xAxis, zoom, zoomY, log, all, planned]);
  const formatY = useCallback((y: number) => formatMetric(metric, y), [metric]);
  const note = useCallback(
    (count: number) =>
      trans._n('%1 point out of view', '%1 points out of view', count).replace(`${count}`, formatCount(count)),
    [trans]
  );

  const goal = sides.find(side => side.run.metrics.has(metric))?.run.metrics.get(metric)?.goal ?? null;
  const project = sides[0]?.run.project ?? '';
  const label = useMemo(() => sentence(metric, series, sides), [metric, series, sides]);
  const passed = main ? overtaking(series, sides, chosen, goal) : null;
  const menu = () => [
    { label: trans.__('Show as Table'), checked: table, onSelect: () => setTable(!table) },
    { label: trans.__('Logarithmic'), checked: log, onSelect: () => setOwnLog(!log) },
    { label: trans.__('Keep All Points in View'), checked: all, onSelect: () => setAll(!all) },
    {
      label: trans.__('Reset Zoom'),
      enabled: zoom !== null || zoomY !== null,
      onSelect: () => {
        props.onZoom(null);
        setZoomY(null);
      }
    },
    null,
    ...goalItems(context, project, metric, goal),
    null,
    {
      label: trans.__('Show SQL'),
      enabled: statement !== null,
      onSelect: () => statement && void commands.execute(CommandIDs.openSql, { sql: sqlText(statement), title: metric })
    }
  ];

  const chart = table ? (
    <ChartTable series={series} kind={settings.xAxis} caption={label} formatY={formatY} />
  ) : (
    <LineChart
      series={series}
      options={options}
      label={label}
      group={group}
      readout={!main}
      formatY={formatY}
      note={note}
      onZoomX={props.onZoom}
      onZoomY={setZoomY}
      onWidth={setWidth}
      onVisible={setVisible}
    />
  );
  const chosenSide = sides.find(side => side.id === chosen);
  return (
    <section className={`nt-ChartCard${main ? ' nt-mod-main' : ''}`} aria-label={metric}>
      <header>
        <bdi title={metric}>{displayText(metric)}</bdi>
        {log && <span className="nt-Tag">log</span>}
        {main && <GoalChoice project={project} metric={metric} goal={goal} />}
        <span className="nt-grow" />
        {props.headline && chosenSide && (
          <>
            {goal !== null && isChosenStep(chosenSide.run.metrics.get(metric)) && (
              <span className="nt-small nt-muted">{trans.__('best')}</span>
            )}
            <b className="nt-number">{formatMetric(metric, value(chosenSide.run, metric))}</b>
          </>
        )}
        <MoreButton label={trans.__('More about %1', metric)} items={menu} />
      </header>
      <div className="nt-ChartCard-body">
        {answer.error && !answer.value ? (
          <Failure what={trans.__('These curves could not be read.')} error={answer.error} retry={answer.retry} />
        ) : (
          chart
        )}
        {answer.loading && visible && (
          <div className="nt-ChartCard-wait">
            <Skeleton rows={4} />
          </div>
        )}
        {main && (
          <div className="nt-ChartCard-legend">
            <Legend
              series={series}
              group={group}
              kind={settings.xAxis}
              restLabel={goal === null ? trans.__('last') : trans.__('best')}
              rest={id => {
                const side = sides.find(other => other.id === id);
                return side ? value(side.run, metric) : null;
              }}
              descending={goal !== 'min'}
              formatY={formatY}
            />
            {passed && (
              <p className="nt-small nt-muted">
                {trans.__('%1 passes the baseline’s final value at %2.', passed.label, passed.where(settings.xAxis))}
              </p>
            )}
          </div>
        )}
      </div>
    </section>
  );
}

/** The chart in one sentence: each run's best value. */
function sentence(metric: string, series: readonly ISeries[], sides: readonly ISide[]): string {
  const parts = sides
    .filter(side => series.some(s => s.id === side.id))
    .map(side => `${side.label} ${formatMetric(metric, value(side.run, metric))}`);
  return `${metric}: ${parts.join(', ')}`;
}
