/** The questions that the list of runs asks; a person can read, copy and run each of them. */
import type { Goal } from '../core/metricKind';
import { isNotebook } from './notebookPath';
import { every, literal, literals } from '../companion/sql';

export type Sort = 'newest' | 'best' | 'name' | 'longest';

/** What the list shows. */
export interface IChoice {
  /** `null`: all projects. */
  project: string | null;
  /** `null`: all experiments of the project. */
  experiment: string | null;
  scope: 'notebook' | 'all';
  /** The notebook in front, relative to the server's root. */
  notebook: string | null;
  /** The filter bar's text. */
  filter: string;
  /** Archived runs instead of the others. */
  archived: boolean;
  sort: Sort;
  /** The metric to show; `null`: each run's primary one. */
  metric: string | null;
}

/** Those of `runs` that a row has. */
export const COLUMNS = [
  'run_id',
  'name',
  'project',
  'experiment',
  'notebook_path',
  'status',
  'started_at',
  'ended_at',
  'duration_seconds',
  'last_step',
  'total_steps',
  'attempt',
  'attempts',
  'error_name',
  'error_value',
  'tags',
  'note',
  'archived',
  'hidden',
  'is_baseline',
  'updated_at',
  'silent_since',
  'stop_requested_at',
  'diverged_metric',
  'diverged_at_step',
  'diverged_value',
  'points_after_end'
];

/** The one metric by which the best first are ranked, and its direction. */
export interface IRanking {
  metric: string;
  goal: Goal;
}

/**
 * Conditions over `runs` under the alias `r`, without the filter bar's: the runs of
 * the notebook in front, whatever their project, or those of the project.
 */
export function conditions(choice: IChoice, root: string): string[] {
  const { project, experiment, scope, notebook, archived } = choice;
  const place =
    scope === 'notebook' && notebook
      ? [isNotebook('r.notebook_path', notebook, root)]
      : project === null
        ? []
        : [`r.project = ${literal(project)}`];
  return [
    ...place,
    ...(experiment === null ? [] : [`r.experiment = ${literal(experiment)}`]),
    archived ? 'r.archived' : 'NOT r.archived'
  ];
}

/** The list as one would write it by hand: what the filter bar's SQL button shows. */
export function plainSql(choice: IChoice, root: string, where: string, ranking: IRanking | null): string {
  const all = [...conditions(choice, root), ...(where === 'true' ? [] : [`(${where})`])];
  const by = choice.sort === 'best' ? ranking : null;
  const join = by ? `\n  LEFT JOIN metric_summary AS m ON m.run_id = r.run_id AND m.key = ${literal(by.metric)}` : '';
  const best = `m.key IS NULL, r.diverged, ${bestFirst(literal(by?.goal ?? 'max'), 'm.best_value')} NULLS LAST`;
  const order = by ? best : ORDER[choice.sort === 'best' ? 'newest' : choice.sort];
  return `SELECT r.*\nFROM runs AS r${join}\nWHERE ${every(all)}\nORDER BY ${order}`;
}

/** What most of the listed runs lead with, and in which direction most of them read it. */
export function rankingSql(choice: IChoice, root: string): string {
  const all = conditions(choice, root);
  return choice.metric === null
    ? `SELECT r.primary_metric AS metric, mode(r.primary_goal) AS goal
FROM runs AS r
WHERE ${every([...all, 'r.primary_metric IS NOT NULL'])}
GROUP BY r.primary_metric
ORDER BY count(*) DESC, max(r.started_at) DESC
LIMIT 1`
    : `SELECT m.key AS metric, mode(m.goal) AS goal
FROM runs AS r JOIN metric_summary AS m ON m.run_id = r.run_id
WHERE ${every([...all, `m.key = ${literal(choice.metric)}`])}
GROUP BY m.key`;
}

/** Which of the list is wanted. */
export interface IPart {
  /** Places from 0, both included. */
  first: number;
  last: number;
  /** Runs that began later wait, and have no place; null: none. */
  until: string | null;
  /** Ids of rows that are wanted wherever they are now. */
  held: readonly string[];
}

/**
 * The rows of a part of the list and the pinned baseline, each with what its metric came
 * to and what the baseline reached in it, and the list's counts beside each. One question,
 * because planning takes most of the time of each; the metrics of runs that are not shown
 * are not looked at.
 */
export function listSql(choice: IChoice, root: string, where: string, part: IPart): string {
  const { project, metric, sort } = choice;
  const { first, last, until, held } = part;
  const place = every(conditions(choice, root), '      ');
  const pinned = project === null ? 'false' : `(r.is_baseline AND r.project = ${literal(project)})`;
  const isHeld = held.length > 0 ? ` OR r.run_id IN ${literals(held)}` : '';
  const isRanked = sort === 'best';
  const chosen = isRanked ? '(SELECT k.metric FROM ranking AS k)' : metric === null ? null : literal(metric);
  const shown = chosen === null ? 'r.primary_metric, r.primary_goal, r.primary_value' : 'm.key, m.goal, m.best_value';
  const join =
    chosen === null ? '' : `\n    LEFT JOIN metric_summary AS m ON m.run_id = r.run_id AND m.key = ${chosen}`;
  const [key, goal, value] = shown.split(', ');
  return `WITH ${isRanked ? `ranking AS (\n${rankingSql(choice, root)}\n), ` : ''}found AS (
  SELECT ${COLUMNS.map(column => `r.${column}`).join(', ')}, r.diverged,
    ${key} AS metric, ${goal} AS goal, ${value} AS value,
    coalesce(${place}, false) AS is_here,
    coalesce(${place}${where === 'true' ? '' : ` AND (${where})`}, false) AS listed,
    ${pinned} AS pinned, ${until === null ? 'false' : `r.started_at > ${literal(until)}`} AS waits
  FROM runs AS r${join}
  WHERE (${place}) OR ${pinned}${isHeld}
), placed AS (
  SELECT *,
    row_number() OVER (PARTITION BY listed AND NOT pinned AND NOT waits ORDER BY ${orderOf(sort)}, run_id) - 1 AS place,
    count(*) FILTER (WHERE listed AND NOT pinned AND NOT waits) OVER () AS total,
    count(*) FILTER (WHERE listed AND NOT pinned AND waits) OVER () AS waiting,
    count(*) FILTER (WHERE is_here) OVER () AS unfiltered,
    max(started_at) FILTER (WHERE listed AND NOT pinned) OVER () AS newest,
    row_number() OVER () AS number
  FROM found
), shown AS (
  SELECT * FROM placed AS r
  WHERE pinned OR (listed AND NOT waits AND place BETWEEN ${first} AND ${last})${isHeld}
    -- One row at least, for the counts.
    OR number = 1
)
SELECT s.*, m.best_step, m.last_value, b.best_value AS baseline_value${isRanked ? RANKED_BY : ''}
FROM shown AS s
  LEFT JOIN metric_summary AS m ON m.run_id = s.run_id AND m.key = s.metric
  LEFT JOIN baselines AS l ON l.project = s.project
  LEFT JOIN metric_summary AS b ON b.run_id = l.run_id AND b.key = s.metric
ORDER BY s.pinned DESC, s.place`;
}

const RANKED_BY = `,
  (SELECT k.metric FROM ranking AS k) AS ranked_by, (SELECT k.goal FROM ranking AS k) AS ranked_goal`;

/** Orders by a value, the best first. */
const bestFirst = (goal: string, value: string): string => `CASE ${goal} WHEN 'min' THEN ${value} ELSE -${value} END`;

const ORDER = {
  newest: 'r.started_at DESC',
  name: 'r.name',
  longest: 'r.duration_seconds DESC NULLS LAST'
};

function orderOf(sort: Sort): string {
  // What diverged comes after all that did not; those without the metric stand apart at the end.
  const goal = "(SELECT coalesce(k.goal, 'max') FROM ranking AS k)";
  const best = `metric IS NULL, diverged, ${bestFirst(goal, 'value')} NULLS LAST`;
  return sort === 'best' ? `${best}, CASE WHEN metric IS NULL THEN started_at END DESC` : ORDER[sort].replace('r.', '');
}
