/**
 * What docs/schema.md says of a history, computed plainly: of each run
 * everything that was said, gone through once in the order of time.
 */
import type { Cell } from '../../src/protocol';
import type { IHistory, ISaid } from './histories';

export interface IPoint {
  step: number;
  t: number;
  value: number;
}

export interface IParam {
  value: string | null;
  number: number | null;
  boolean: boolean | null;
  type: string;
  json: unknown;
}

export interface IMetric {
  goal: string | null;
  summary: string | null;
  points: IPoint[];
  /** In the order of time. */
  first: IPoint;
  last: IPoint;
  min: number | null;
  max: number | null;
  mean: number | null;
  nans: number;
  infinite: number;
  firstNan: number | null;
  /** The step since which it is not finite; null unless it ended so. */
  divergedAt: number | null;
  best: number | null;
}

export interface IRun {
  id: string;
  name: string;
  experiment: string | null;
  status: string;
  tags: string[];
  note: string | null;
  archived: boolean;
  hidden: boolean;
  baseline: boolean;
  total_steps: number | null;
  last_step: number | null;
  params: Map<string, IParam>;
  metrics: Map<string, IMetric>;
  primary: string | null;
}

export function runsOf({ said, writers }: IHistory): IRun[] {
  const baseline = said.filter(({ k }) => k === 'baseline_set').at(-1)?.run;
  const ids = [...new Set(said.map(({ run }) => run))].sort();
  return ids.map(id =>
    runOf(
      id,
      said.filter(({ run }) => run === id),
      writers,
      baseline === id
    )
  );
}

function runOf(id: string, said: ISaid[], writers: boolean[], baseline: boolean): IRun {
  const last = <T>(kinds: ISaid['k'][], read: (fields: Record<string, unknown>) => T): T | undefined => {
    const found = said.filter(({ k }) => kinds.includes(k)).at(-1);
    return found && read(found.fields);
  };
  const tags = new Set<string>();
  const params = new Map<string, IParam>();
  for (const { k, fields } of said) {
    if (k === 'run_tagged') {
      const { add, remove } = fields as { add: string[]; remove: string[] };
      add.forEach(tag => tags.add(tag));
      remove.forEach(tag => tags.delete(tag));
    } else if (k === 'params') {
      Object.entries(fields.params as object).forEach(([key, value]) => params.set(key, paramOf(value)));
    }
  }
  const points = said.filter(({ k, values }) => k === 'log' && Object.keys(values ?? {}).length > 0);
  const metrics = metricsOf(points, said);
  const primary = primaryOf(metrics, said);
  metrics.forEach((metric, key) => (metric.divergedAt = divergedAt(metric, key === primary)));
  const stated =
    last(['run_started', 'run_resumed', 'run_ended'], fields => String(fields.status ?? 'running')) ?? 'running';
  const alive = said.some(({ writer }) => writers[writer]);
  return {
    id,
    name: last(['run_started', 'run_named'], ({ name }) => String(name)) ?? id,
    experiment: last(['run_started'], ({ experiment }) => experiment as string | null) ?? null,
    status: stated === 'running' && !alive ? 'killed' : stated,
    tags: [...tags].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    note: last(['run_noted'], ({ note }) => String(note) || null) ?? null,
    archived: last(['run_archived'], ({ archived }) => archived === true) ?? false,
    hidden: last(['run_shown'], ({ hidden }) => hidden === true) ?? false,
    baseline,
    total_steps: last(['run_started'], fields => fields.total_steps as number | null) ?? null,
    last_step: points.length === 0 ? null : Math.max(...points.map(({ step }) => step ?? 0)),
    params,
    metrics,
    primary
  };
}

function metricsOf(logged: ISaid[], said: ISaid[]): Map<string, IMetric> {
  const keys = [...new Set(logged.flatMap(({ values }) => Object.keys(values ?? {})))];
  return new Map(
    keys.map(key => {
      const points = logged
        .filter(({ values }) => values && key in values)
        .map(({ step = 0, t, values }) => ({ step, t, value: values?.[key] as number }));
      const numbers = points.map(({ value }) => value).filter(value => Number.isFinite(value));
      const defined = definitions(said).get(key);
      const goal = defined?.goal ?? (key.endsWith('loss') ? 'min' : key.endsWith('acc') ? 'max' : null);
      const some = numbers.length > 0;
      const metric = {
        goal,
        summary: defined?.summary ?? null,
        points,
        first: points[0] as IPoint,
        last: points.at(-1) as IPoint,
        min: some ? Math.min(...numbers) : null,
        max: some ? Math.max(...numbers) : null,
        mean: some ? numbers.reduce((sum, value) => sum + value, 0) / numbers.length : null,
        nans: points.filter(({ value }) => Number.isNaN(value)).length,
        infinite: points.filter(({ value }) => Math.abs(value) === Infinity).length,
        firstNan:
          points.length === numbers.length
            ? null
            : Math.min(...points.filter(({ value }) => !Number.isFinite(value)).map(({ step }) => step)),
        divergedAt: null
      };
      const choices: Record<string, number | null> = {
        ...metric,
        first: metric.first.value,
        last: metric.last.value
      } as never;
      return [key, { ...metric, best: choices[metric.summary ?? goal ?? 'last'] ?? null }];
    })
  );
}

/** Values of histories are small or infinite: none is far off. */
function divergedAt({ points, goal, last, min }: IMetric, isPrimary: boolean): number | null {
  const end = points.slice(points.map(({ value }) => Number.isFinite(value)).lastIndexOf(true) + 1);
  const strivenFor = { max: Infinity, min: -Infinity }[goal ?? ''] === last.value;
  const isUndefined = min === null && goal !== 'min' && !isPrimary;
  return end.length === 0 || strivenFor || isUndefined ? null : (end[0] as IPoint).step;
}

interface IDefined {
  t: number;
  goal: string | null;
  summary: string | null;
  primary: boolean;
}

/** Of each metric the definition that holds: the last. */
function definitions(said: ISaid[]): Map<string, IDefined> {
  return new Map(
    said
      .filter(({ k }) => k === 'metric_defined')
      .map(({ t, fields }) => [String(fields.key), { ...fields, t } as never])
  );
}

function primaryOf(metrics: Map<string, IMetric>, said: ISaid[]): string | null {
  const defined = [...definitions(said)].sort(([, a], [, b]) => a.t - b.t);
  const marked = defined.filter(([, { primary }]) => primary).at(-1);
  const aimed = defined.find(([, { goal }]) => goal !== null);
  const byName = ['val/acc', 'loss', 'train/acc', 'epoch_time', 'zeta'].find(key => metrics.has(key));
  return (marked ?? aimed)?.[0] ?? byName ?? null;
}

function paramOf(value: unknown): IParam {
  const none = { number: null, boolean: null, json: null };
  if (value === null) {
    return { ...none, value: null, type: 'null' };
  }
  if (typeof value === 'boolean') {
    return { ...none, value: String(value), boolean: value, type: 'boolean' };
  }
  if (typeof value === 'string') {
    return { ...none, value, type: 'text' };
  }
  const { $float, $int } = value as { $float?: string; $int?: string };
  if (typeof value === 'number' || $float !== undefined || $int !== undefined) {
    const whole = typeof value === 'number' ? Number.isInteger(value) : $int !== undefined;
    const text = $float ?? $int ?? String(value);
    return { ...none, value: text, number: Number(text), type: whole ? 'integer' : 'number' };
  }
  return { ...none, value: JSON.stringify(value), json: value, type: 'json' };
}

/** As an answer has it. */
export function cell(value: number | null | undefined): Cell {
  return value === null || value === undefined ? null : Number.isFinite(value) ? value : String(value);
}

/** By step, then time. */
export function inOrder(points: readonly IPoint[]): IPoint[] {
  return [...points].sort((a, b) => a.step - b.step || a.t - b.t);
}

export function auc(points: readonly IPoint[]): number | null {
  const finite = inOrder(points).filter(({ value }) => Number.isFinite(value));
  let sum = 0;
  finite.slice(1).forEach(({ step, value }, index) => {
    const before = finite[index] as IPoint;
    sum += ((value + before.value) / 2) * (step - before.step);
  });
  return finite.length < 2 ? null : sum;
}
