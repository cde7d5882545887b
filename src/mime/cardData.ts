import type { IPoints } from '../charts';
import type { RunStatus } from '../companion/wire';
import type { DataStanding } from '../model/dataDifference';
import type { IDivergence } from '../model/divergence';
import type { IKnownNoise } from '../model/noiseCaveat';
import type { Goal } from '../core/metricKind';
import type { IRunSnapshot } from './payload';

/** One of the card's curves: the run's, and the baseline's behind it. */
export interface ICardCurve {
  key: string;
  goal: Goal;
  points: IPoints;
  /** The points before smoothing. */
  raw: IPoints | null;
  /** What the run has reached: the last value while it runs, then the best. */
  value: number;
  baseline: IPoints | null;
  /** The baseline at the same place: the same step while the run goes on, then its best. */
  baselineValue: number | null;
  /** What a difference from the baseline is held against; null while the run goes on. */
  noise: IKnownNoise | null;
}

/** A parameter; `was` is the baseline's value, undefined where there is no baseline. */
export interface ICardParam {
  key: string;
  was?: string | null;
  is: string | null;
}

/** Everything that a run card shows. */
export interface ICardData {
  runId: string;
  name: string;
  status: RunStatus;
  startedAt: Date | null;
  endedAt: Date | null;
  seconds: number | null;
  lastStep: number | null;
  totalSteps: number | null;
  error: string | null;
  divergence: IDivergence | null;
  baseline: { runId: string; name: string } | null;
  /** Whether its data allows comparing it with the baseline. */
  standing: DataStanding;
  curves: ICardCurve[];
  /** Those that differ from the baseline's; all without one. */
  params: ICardParam[];
  /** How many more there are. */
  moreParams: number;
  /** The newest thing that the user should know. */
  notice: string | null;
}

export const MAX_CURVES = 2;
export const MAX_PARAMS = 6;

/** The card as the notebook has kept it. */
export function fromSnapshot(snapshot: IRunSnapshot): ICardData {
  const { params, startedAt, endedAt } = snapshot;
  const known = new Map(snapshot.curves.map(curve => [curve.key, curve]));
  const keys = known.size
    ? [...known.keys()].slice(0, MAX_CURVES)
    : mainKeys(snapshot.metrics.map(({ key }) => ({ key, goal: null })));
  return {
    runId: snapshot.runId,
    name: snapshot.name,
    status: snapshot.status,
    startedAt,
    endedAt,
    seconds: startedAt && endedAt ? (endedAt.getTime() - startedAt.getTime()) / 1000 : null,
    lastStep: snapshot.curves.reduce<number | null>(
      (last, { x }) => (x.length ? Math.max(last ?? -Infinity, x.at(-1) ?? -Infinity) : last),
      null
    ),
    totalSteps: null,
    error: null,
    divergence: null,
    standing: 'comparable',
    baseline: null,
    curves: keys.map(key => ({
      key,
      goal: null,
      points: known.get(key) ?? { x: [], y: [] },
      raw: null,
      value: snapshot.metrics.find(metric => metric.key === key)?.last ?? NaN,
      baseline: null,
      baselineValue: null,
      noise: null
    })),
    params: params.slice(0, MAX_PARAMS).map(({ key, value }) => ({ key, is: value })),
    moreParams: Math.max(0, params.length - MAX_PARAMS),
    notice: null
  };
}

/** The most informative metrics, two of different goals before two alike; `primary` first when given. */
export function mainKeys(metrics: readonly { key: string; goal: Goal }[], primary: string | null = null): string[] {
  const worth = (key: string): number =>
    (key === primary ? 100 : 0) +
    (/acc|accuracy|auc|f1|score|r2/i.test(key) ? 8 : /loss|error|rmse|mae|mse/i.test(key) ? 6 : 0) +
    (/^test\//.test(key) ? 3 : /^(val|valid|eval)\//.test(key) ? 2 : /^train\//.test(key) ? 0 : 1);
  const sorted = [...metrics].sort((a, b) => worth(b.key) - worth(a.key) || (a.key < b.key ? -1 : 1));
  const first = sorted[0];
  const other = sorted.find(({ goal }) => goal !== null && goal !== first?.goal);
  const chosen = [first, ...(other ? [other] : []), ...sorted].filter(metric => metric !== undefined);
  return [...new Set(chosen.map(({ key }) => key))].slice(0, MAX_CURVES);
}
