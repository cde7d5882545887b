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
  /** What the best first are ranked by: the metric that is shown, else what most runs lead with. */
  ranking: IRanking | null;
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

/** The one metric by which a list is ranked, and its direction. */
export interface IRanking {
  metric: string;
  goal: Goal;
}

function order({ sort, ranking }: Pick<IChoice, 'sort' | 'ranking'>): string {
  switch (sort) {
    case 'newest':
      return 'r.started_at DESC';
    case 'best': {
      // What diverged comes after all that did not; those without the metric stand apart at the end.
      const value = ranking?.goal === 'min' ? 'm.best_value' : '-m.best_value';
      return ranking === null ? 'r.started_at DESC' : `m.key IS NULL, r.diverged, ${value} NULLS LAST`;
    }
    case 'name':
      return 'r.name';
    case 'longest':
      return 'r.duration_seconds DESC NULLS LAST';
  }
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

/** The baseline of the shown project has a place of its own. */
function unpinned(choice: IChoice): string[] {
  return choice.project === null ? [] : [`NOT (r.is_baseline AND r.project = ${literal(choice.project)})`];
}

/** The list as one would write it by hand: what the filter bar's SQL button shows. */
export function plainSql(choice: IChoice, root: string, where: string): string {
  const all = [...conditions(choice, root), ...(where === 'true' ? [] : [`(${where})`])];
  const { sort, ranking } = choice;
  const join = sort === 'best' && ranking ? `\n${joined(ranking.metric)}` : '';
  return `SELECT r.*\nFROM runs AS r${join}\nWHERE ${every(all)}\nORDER BY ${order(choice)}`;
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

const joined = (metric: string): string =>
  `  LEFT JOIN metric_summary AS m ON m.run_id = r.run_id AND m.key = ${literal(metric)}`;

/** The metric that rows show: where they are ranked, the one that ranks them. */
function shownMetric({ metric, sort, ranking }: IChoice): string | null {
  return metric ?? (sort === 'best' ? (ranking?.metric ?? null) : null);
}

/** The primary metric stands in `runs`; another one has to be looked up. */
function selectRows(choice: IChoice, extra: string[] = []): string {
  const metric = shownMetric(choice);
  const primary = metric === null;
  return `SELECT ${[
    ...COLUMNS.map(column => `r.${column}`),
    ...(primary
      ? ['r.primary_metric AS metric', 'r.primary_goal AS goal', 'r.primary_value AS value']
      : ['m.key AS metric', 'm.goal AS goal', 'm.best_value AS value']),
    ...extra
  ].join(', ')}
FROM runs AS r${primary ? '' : `\n${joined(metric)}`}`;
}

/**
 * One page of the list, with the number of rows in all. What else the list shows
 * is asked for beside it: planning takes most of the time of such questions.
 */
export function pageSql(
  choice: IChoice,
  root: string,
  where: string,
  page: { limit: number; offset: number; until: string | null }
): string {
  const all = [
    ...conditions(choice, root),
    ...unpinned(choice),
    ...(where === 'true' ? [] : [`(${where})`]),
    ...(page.until === null ? [] : [`r.started_at <= ${literal(page.until)}`])
  ];
  return `${selectRows(choice, ['count(*) OVER () AS total', 'max(r.started_at) OVER () AS newest'])}
WHERE ${every(all)}
ORDER BY ${order(choice)}, r.run_id
LIMIT ${page.limit} OFFSET ${page.offset}`;
}

/** How many runs there are before the filter, the baseline among them. */
export function unfilteredSql(choice: IChoice, root: string): string {
  return `SELECT count(*) AS unfiltered FROM runs AS r\nWHERE ${every(conditions(choice, root))}`;
}

/** What the baselines of the projects reached in these metrics. */
export function baselineValuesSql(projects: readonly string[], metrics: readonly string[]): string {
  return `SELECT l.project, m.key, m.best_value
FROM baselines AS l JOIN metric_summary AS m ON m.run_id = l.run_id
WHERE l.project IN ${literals(projects)} AND m.key IN ${literals(metrics)}`;
}

/** At which step runs reached the best of these metrics, and what they came to at the end. */
export function endsSql(ids: readonly string[], metrics: readonly string[]): string {
  return `SELECT s.run_id, s.key, s.best_step, s.last_value
FROM metric_summary AS s
WHERE s.run_id IN ${literals(ids)} AND s.key IN ${literals(metrics)}`;
}

/** What these runs, and the baselines of the projects, were trained and scored on. */
export function dataSql(projects: readonly string[], ids: readonly string[]): string {
  return `SELECT d.run_id, d.role, d.dataset_hash, d.hash_kind, b.project AS baseline_of
FROM run_datasets AS d LEFT JOIN baselines AS b ON b.run_id = d.run_id
WHERE d.run_id IN ${literals(ids)} OR b.project IN ${literals(projects)}`;
}

/** The rows with these ids: for changing values in place. */
export function rowsSql(choice: IChoice, ids: readonly string[]): string {
  return `${selectRows(choice)}\nWHERE r.run_id IN ${literals(ids)}`;
}

/** The pinned baseline of the project, and whether it is one of those that the list is of. */
export function baselineSql(choice: IChoice, root: string, where: string): string {
  const all = every([...conditions(choice, root), `(${where})`]);
  return `${selectRows(choice, [`coalesce(${all}, false) AS listed`])}\nWHERE r.is_baseline AND r.project = ${literal(choice.project ?? '')}\nLIMIT 1`;
}

/** How many rows came after `until`. */
export function waitingSql(choice: IChoice, root: string, where: string, until: string): string {
  const all = [
    ...conditions(choice, root),
    ...unpinned(choice),
    ...(where === 'true' ? [] : [`(${where})`]),
    `r.started_at > ${literal(until)}`
  ];
  return `SELECT count(*) AS waiting FROM runs AS r\nWHERE ${every(all)}`;
}
