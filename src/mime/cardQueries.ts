/** The questions behind a run card, and what their answers make of it. */
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import { indexAt } from '../charts/series';
import type { IPoints } from '../charts';
import type { IConnector } from '../companion/connector';
import { LiveQuery } from '../companion/liveQuery';
import type { Cell, RunStatus } from '../companion/wire';
import { readSeries, seriesStatement, type IRunSeries } from '../model/run/seriesStatement';
import { numberOf, rowsOf } from '../companion/rows';
import { dataStanding, readUse, type IHasData, type IUse } from '../model/dataDifference';
import { goalOf } from '../core/metricKind';
import { noiseStatement, readNoise } from '../model/knownNoise';
import { readBeside, type IBeside } from '../model/besideBaseline';
import { mainKeys, MAX_CURVES, MAX_PARAMS, type ICardCurve, type ICardData } from './cardData';

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

interface IParamAnswer {
  [column: string]: Cell;
  key: string;
  was: string | null;
  is: string | null;
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

/** All that a card shows, as live as the run is. */
export class CardQueries implements IDisposable {
  constructor(
    connector: IConnector,
    private readonly _runId: string
  ) {
    this._run = new LiveQuery(connector, answer => rowsOf<IRunAnswer>(answer));
    this._metrics = new LiveQuery(connector, answer => rowsOf<IMetricAnswer>(answer));
    this._params = new LiveQuery(connector, answer => rowsOf<IParamAnswer>(answer));
    this._notice = new LiveQuery(connector, answer => rowsOf<{ message: string }>(answer));
    this._uses = new LiveQuery(connector, answer => rowsOf<IUse>(answer));
    this._beside = new LiveQuery(connector, readBeside);
    this._curves = Array.from({ length: MAX_CURVES }, () => new LiveQuery(connector, readSeries));
    this._all = [this._run, this._metrics, this._params, this._notice, this._uses, this._beside, ...this._curves];
    this._all.forEach(query => query.changed.connect(this._follow, this));
    this._run.ask({ sql: RUN, params: { run: _runId } });
    this._notice.ask({ sql: NOTICE, params: { run: _runId }, runs: [_runId] });
  }

  readonly changed = new Signal<this, void>(this);

  get isDisposed(): boolean {
    return this._run.isDisposed;
  }

  set visible(visible: boolean) {
    this._all.forEach(query => {
      query.visible = visible;
    });
  }

  /** Width of a curve in pixels: more points tell nothing. */
  set columns(columns: number) {
    this._columns = columns;
    this._follow();
  }

  /** Null when the companion does not know the run; undefined until all is answered. */
  get data(): ICardData | null | undefined {
    const { isCurrent, value: [run] = [] } = this._run;
    if (!run) {
      return isCurrent ? null : undefined;
    }
    const isAnswered = this._asked.every(query => query.isCurrent);
    return isAnswered ? this._dataOf(run) : undefined;
  }

  dispose(): void {
    this._all.forEach(query => query.dispose());
    Signal.clearData(this);
  }

  private _follow(): void {
    const run = this._run.value?.[0];
    if (run) {
      const runs = this._runs;
      const params = { run: this._runId, baseline: run.baseline_id };
      this._metrics.ask({ sql: METRICS, params, runs });
      this._params.ask({ sql: PARAMS, params, runs });
      this._uses.ask(run.baseline_id === null ? null : { sql: DATA, params, runs });
      const columns = this._columns;
      const keys = this._keys;
      const { project } = run;
      this._beside.ask(this._isJudged ? noiseStatement({ runId: this._runId, project }, keys) : null);
      this._curves.forEach((curve, index) => {
        const key = keys[index];
        curve.ask(key === undefined ? null : seriesStatement({ runs, key, xAxis: 'step', columns, smoothing: 0.6 }));
      });
    }
    this.changed.emit();
  }

  /** The run, and the baseline where there is one. */
  private get _runs(): string[] {
    const baseline = this._run.value?.[0]?.baseline_id ?? null;
    return [this._runId, ...(baseline === null ? [] : [baseline])];
  }

  private get _keys(): string[] {
    const metrics = this._metrics.value ?? [];
    return mainKeys(
      metrics.map(({ key, goal }) => ({ key, goal: goalOf(goal) })),
      this._run.value?.[0]?.primary_metric ?? null
    );
  }

  /** Whether there is a baseline whose noise a difference is held against. */
  private get _isJudged(): boolean {
    return this._runs.length > 1 && this._run.value?.[0]?.status !== 'running';
  }

  /** What has to be answered. */
  private get _asked(): LiveQuery<unknown>[] {
    const uses = this._runs.length > 1 ? [this._uses] : [];
    const beside = this._isJudged ? [this._beside] : [];
    const curves = this._curves.slice(0, this._keys.length);
    return [this._metrics, this._params, this._notice, ...uses, ...beside, ...curves];
  }

  private _dataOf(run: IRunAnswer): ICardData {
    const { baseline_id: baseline } = run;
    const params = this._params.value ?? [];
    const uses = this._uses.value ?? [];
    const metrics = this._metrics.value ?? [];
    const keys = this._keys;
    const { run_id: runId, project } = run;
    const beside = this._isJudged ? this._beside.value : undefined;
    const noises = beside && readNoise(beside, { runId, project }, keys);
    const curves = keys.flatMap((key, index): ICardCurve[] => {
      const metric = metrics.find(each => each.key === key);
      const found = this._curves[index]?.value;
      if (!metric || !found) {
        return [];
      }
      const curve = curveOf(metric, run.status === 'running', found.get(runId), found.get(baseline ?? ''));
      return [{ ...curve, noise: noises?.get(key) ?? null }];
    });
    return {
      runId,
      name: run.name,
      status: run.status,
      startedAt: dateOf(run.started_at),
      endedAt: dateOf(run.ended_at),
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
      baseline: baseline === null ? null : { runId: baseline, name: run.baseline_name ?? '' },
      standing: baseline === null ? 'comparable' : dataStanding(dataOf(uses, baseline), dataOf(uses, runId)),
      curves,
      params: params
        .slice(0, MAX_PARAMS)
        .map(({ key, was, is }) => (baseline === null ? { key, is } : { key, was, is })),
      moreParams: Math.max(0, params.length - MAX_PARAMS),
      notice: this._notice.value?.[0]?.message ?? null
    };
  }

  private readonly _run: LiveQuery<IRunAnswer[]>;
  private readonly _metrics: LiveQuery<IMetricAnswer[]>;
  private readonly _params: LiveQuery<IParamAnswer[]>;
  private readonly _notice: LiveQuery<{ message: string }[]>;
  private readonly _uses: LiveQuery<IUse[]>;
  private readonly _beside: LiveQuery<IBeside>;
  private readonly _curves: readonly LiveQuery<Map<string, IRunSeries>>[];
  private readonly _all: readonly LiveQuery<unknown>[];
  private _columns = 300;
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
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
