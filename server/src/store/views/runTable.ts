import type { IView } from './View';

/*
 * The maps are made of lists once a run is asked for: of maps that are made while
 * grouping, DuckDB keeps all of all runs at a time. A list that is sorted once it is
 * there takes a tenth of the memory of one that is gathered in order.
 */
const mapOf = (keys: string, values: string): string =>
  `coalesce(map_from_entries(list_sort(list_zip(${keys}, ${values}))), MAP {})`;

const runTable: IView = {
  name: 'run_table',
  row: 'a run with all its parameters and metrics',
  columns: {
    run_id: 'The run',
    name: 'What people call it',
    project: 'Project that it belongs to',
    experiment: 'Objective inside the project; null when none was given',
    group_name: 'Group that it was put into; null for none',
    status: 'running, finished, failed, killed or interrupted',
    started_at: 'When it began',
    duration_seconds: 'Seconds from its beginning to its end, or to now',
    archived: 'Whether it is archived',
    tags: 'Its tags as a list; empty without any',
    primary_metric: 'The metric that lists show; null without metrics',
    primary_value: 'Its best value; null without a number in it',
    params: "Map of parameter to its value as text: params['lr']; empty without any",
    metrics: "Map of metric to its best value: metrics['val/acc']; empty without any",
    last_metrics: 'Map of metric to the value logged last; empty without any',
    results: 'Map of stated result to its value as text; empty without any'
  },
  sql: `
    WITH given AS (
      SELECT run_id, list(key) AS keys, list(value) AS given FROM store.param GROUP BY run_id
    ), reached AS (
      SELECT run_id, list(key) AS keys, list(best_value) AS best, list(last_value) AS last
      FROM store.series GROUP BY run_id
    ), stated AS (
      SELECT run_id, list(key) AS keys, list(value) AS stated FROM store.result GROUP BY run_id
    )
    SELECT r.run_id, r.name, r.project, r.experiment, r.group_name, r.status, r.started_at,
      r.duration_seconds, r.archived, r.tags, r.primary_metric, r.primary_value,
      ${mapOf('p.keys', 'p.given')} AS params, ${mapOf('m.keys', 'm.best')} AS metrics,
      ${mapOf('m.keys', 'm.last')} AS last_metrics, ${mapOf('s.keys', 's.stated')} AS results
    FROM main.runs r
      LEFT JOIN given p ON p.run_id = r.run_id
      LEFT JOIN reached m ON m.run_id = r.run_id
      LEFT JOIN stated s ON s.run_id = r.run_id`
};

const bestRuns: IView = {
  name: 'best_runs',
  row: "a run at its place among its experiment's, by the primary metric",
  columns: {
    project: 'Body of work',
    experiment: 'Objective inside the project; null for the runs without one',
    primary_metric: 'What they are ranked by; runs that lead with another metric are ranked apart',
    primary_goal: 'Whether more (max) or less (min) is better; metrics without a direction are not ranked',
    rank: '1 is the best; runs of equal value share a place',
    run_id: 'The run; those without a value, diverged and archived ones are not here',
    name: 'What people call it',
    status: 'running, finished, failed, killed or interrupted',
    started_at: 'When it began',
    primary_value: 'Its best value'
  },
  sql: `
    SELECT project, experiment, primary_metric, primary_goal,
      rank() OVER (
        PARTITION BY project, experiment, primary_metric, primary_goal
        ORDER BY CASE primary_goal WHEN 'min' THEN primary_value ELSE -primary_value END
      ) AS rank,
      run_id, name, status, started_at, primary_value
    FROM main.runs
    WHERE primary_value IS NOT NULL AND primary_goal IS NOT NULL AND NOT archived AND NOT diverged`
};

export const RUN_TABLE_VIEWS: readonly IView[] = [runTable, bestRuns];
