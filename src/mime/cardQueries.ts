/** The questions behind a run card, and what their answers make of it. */
import { indexAt } from '../charts/series';
import type { IPoints } from '../charts';
import type { IConnector } from '../companion/connector';
import type { Cell, IResult, RunStatus } from '../companion/wire';
import { readSeries, seriesStatement, type IRunSeries } from '../model/run/seriesStatement';
import type { IStatement } from '../companion/statement';
import { numberOf, rowsOf } from '../companion/rows';
import { dataStanding, readUse, type IHasData, type IUse } from '../model/dataDifference';
import { goalOf } from '../core/metricKind';
import { readNoise } from '../model/knownNoise';
import { mainKeys, MAX_PARAMS, type ICardCurve, type ICardData } from './cardData';

const RUN = `select r.*, b.run_id as baseline_id, b.name as baseline_name
from (select run_id, name, status, project, started_at, ended_at, duration_seconds, last_step,
        total_steps, primary_metric, error_name, error_value, diverged_metric, diverged_at_step,
        diverged_value from runs where run_id = $run) r
left join runs b on b.project = r.project and b.is_baseline and b.run_id <> r.run_id`;

const METRICS = `select m.key, m.goal, m.last_value, m.last_step, m.best_value, b.best_value as baseline_value
from metric_summary m
left join metric_summary b on b.run_id = $baseline and b.key = m.key
where m.run_id = $run`;

const PARAMS = `select coalesce(a.key, b.key) as key, b.value as was, a.value as "is"
from (select key, value from params where run_id = $run) a
full join (select key, value from params where run_id = $baseline) b on a.key = b.key
where $baseline is null or a.value is distinct from b.value
order by a.key is null, 1`;

const DATA = `select run_id, role, dataset_hash, hash_kind from run_datasets
where run_id = $run or run_id = $baseline`;

const NOTICE = 'select message from notices where run_id = $run order by time desc limit 1';

interface IRunAnswer {
  [column: string]: Cell;
  run_id: string;
  name: string;
  status: RunStatus;
  project: string;
  started_at: string | null;
  ended_at: string | null;
  duration_seconds: Cell;
  last_step: Cell;
  total_steps: Cell;
  primary_metric: string | null;
  error_name: string | null;
  error_value: string | null;
  diverged_metric: string | null;
  diverged_at_step: Cell;
  diverged_value: Cell;
  baseline_id: string | null;
  baseline_name: string | null;
}

interface IMetricAnswer {
  [column: string]: Cell;
  key: string;
  goal: Cell;
  last_value: Cell;
  last_step: Cell;
  best_value: Cell;
  baseline_value: Cell;
}

/**
 * Asks for all that a card shows; null when the companion does not know the run.
 *
 * @param columns - width of a curve in pixels: more points would not be visible.
 */
export async function askCard(
  connector: IConnector,
  runId: string,
  columns: number,
  signal: AbortSignal
): Promise<ICardData | null> {
  const ask = (statement: IStatement): Promise<IResult> => connector.request({ type: 'query', ...statement }, signal);

  const [run] = rowsOf<IRunAnswer>(await ask({ sql: RUN, params: { run: runId } }));
  if (!run) {
    return null;
  }
  const both = { run: runId, baseline: run.baseline_id };
  const [metrics, params, notices, data] = await Promise.all([
    ask({ sql: METRICS, params: both }).then(answer => rowsOf<IMetricAnswer>(answer)),
    ask({ sql: PARAMS, params: both }).then(answer =>
      rowsOf<{ key: string; was: string | null; is: string | null }>(answer)
    ),
    ask({ sql: NOTICE, params: { run: runId } }).then(answer => rowsOf<{ message: string }>(answer)),
    run.baseline_id === null ? [] : ask({ sql: DATA, params: both }).then(answer => rowsOf<IUse>(answer))
  ]);
  const keys = mainKeys(
    metrics.map(({ key, goal }) => ({ key, goal: goalOf(goal) })),
    run.primary_metric
  );
  const isRunning = run.status === 'running';
  const noises =
    run.baseline_id === null || isRunning ? null : await readNoise(connector, { runId, project: run.project }, keys);
  const curves = await Promise.all(
    keys
      .flatMap(key => metrics.find(metric => metric.key === key) ?? [])
      .map(async metric => {
        const { key } = metric;
        const runs = [runId, ...(run.baseline_id === null ? [] : [run.baseline_id])];
        const found = readSeries(await ask(seriesStatement({ runs, key, xAxis: 'step', columns, smoothing: 0.6 })));
        const curve = curveOf(metric, isRunning, found.get(runId), found.get(run.baseline_id ?? ''));
        return { ...curve, noise: noises?.get(key) ?? null };
      })
  );
  const date = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return {
    runId,
    name: run.name,
    status: run.status,
    startedAt: date(run.started_at),
    endedAt: date(run.ended_at),
    seconds: numberOf(run.duration_seconds),
    lastStep: numberOf(run.last_step),
    totalSteps: numberOf(run.total_steps),
    error: run.error_name && [run.error_name, run.error_value].filter(Boolean).join(': '),
    divergence:
      run.diverged_metric === null
        ? null
        : {
            metric: run.diverged_metric,
            step: numberOf(run.diverged_at_step),
            value: numberOf(run.diverged_value)
          },
    baseline: run.baseline_id === null ? null : { runId: run.baseline_id, name: run.baseline_name ?? '' },
    standing:
      run.baseline_id === null ? 'comparable' : dataStanding(dataOf(data, run.baseline_id), dataOf(data, runId)),
    curves,
    params: params
      .slice(0, MAX_PARAMS)
      .map(({ key, was, is }) => (run.baseline_id === null ? { key, is } : { key, was, is })),
    moreParams: Math.max(0, params.length - MAX_PARAMS),
    notice: notices[0]?.message ?? null
  };
}

function dataOf(uses: readonly IUse[], runId: string): IHasData {
  return { data: uses.filter(({ run_id }) => run_id === runId).map(readUse) };
}

function curveOf(
  metric: IMetricAnswer,
  running: boolean,
  own: IRunSeries | undefined,
  baseline: IRunSeries | undefined
): Omit<ICardCurve, 'noise'> {
  const lastStep = numberOf(metric.last_step);
  return {
    key: metric.key,
    goal: goalOf(metric.goal),
    points: own ?? { x: [], y: [] },
    raw: own?.raw ?? null,
    value: numberOf(running ? metric.last_value : metric.best_value) ?? NaN,
    baseline: baseline ?? null,
    baselineValue: running
      ? lastStep === null
        ? null
        : valueUpTo(baseline?.raw ?? baseline, lastStep)
      : numberOf(metric.baseline_value)
  };
}

/** The line's last value at or before `x`; a line that ended earlier counts with its end. */
function valueUpTo(points: IPoints | undefined, x: number): number | null {
  const value = points?.y[indexAt(points.x, x)];
  return value === undefined || Number.isNaN(value) ? null : value;
}
