import type { IView } from './View';

const metrics: IView = {
  name: 'metrics',
  row: 'a logged point',
  columns: {
    run_id: 'The run',
    key: "The metric's name",
    step: 'Step that it was logged for',
    time: 'When it was logged',
    value: 'The value; NaN and infinities are kept',
    execution_id: 'The cell execution that logged it; null outside of cells',
    rank: 'Number of the process that logged it among those that make the run together, from 0; null for one alone, and in cells'
  },
  sql: `
    SELECT s.run_id, s.key, p.step, p.time, p.value, c.execution_id,
      CASE WHEN p.cell < 0 THEN -1 - p.cell END AS rank
    FROM store.points p
      JOIN store.series s ON s.series = p.series
      LEFT JOIN store.cell c ON c.number = p.cell`
};

const metricSummary: IView = {
  name: 'metric_summary',
  row: 'a metric of a run',
  columns: {
    run_id: 'The run',
    key: "The metric's name",
    goal: 'Whether more (max) or less (min) is better: as defined, else by the name; null where neither says',
    summary:
      'Which value stands for it (max, min, last, first, mean) as defined; null: the best by its goal, without one the last',
    is_primary: "Whether it is the run's primary metric",
    count: 'Points that were logged',
    nan_count: 'How many of them are NaN',
    first_value: 'Value that was logged first',
    first_step: 'Step of that',
    last_value: 'Value that was logged last',
    last_step: 'Step of that',
    min_value: 'Lowest finite value; null without one',
    min_step: 'Step of the lowest value',
    max_value: 'Highest finite value; null without one',
    max_step: 'Step of the highest value',
    mean_value: 'Mean of the finite values; null without one',
    best_value:
      'The value that stands for it; NaN or infinite only where that is the last or the first one, null without any',
    best_step: 'Step of that; null for a mean',
    first_at: 'When its first value was logged',
    last_at: 'When its last value was logged',
    infinite_count: 'How many of its points are infinite',
    first_nan_step: 'Lowest step of a value that is NaN or infinite; null without one',
    diverged_at_step: 'Step since which its values are NaN, infinite or far off; null unless it ended so'
  },
  sql: `
    SELECT run_id, key, goal, summary, is_primary, count, nan_count, first_value, first_step,
      last_value, last_step, min_value, min_step, max_value, max_step,
      CASE WHEN count > nan_count + infinite_count THEN sum / (count - nan_count - infinite_count) END AS mean_value,
      best_value, best_step, first_at, last_at,
      infinite_count, first_nan_step, diverged_at_step
    FROM store.series`
};

export const METRIC_VIEWS: readonly IView[] = [metrics, metricSummary];
