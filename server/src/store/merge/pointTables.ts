import type { Columns } from './Register';

/**
 * The points, in two tables of these columns: `settled_points`, sorted, where
 * many come at once, and `recent_points` for those that come few by few. `series`
 * leads to the run and the key; `cell` is the number of the cell: its writer's
 * number, times 2^32, plus its `n`. Outside of cells it is 0, or -1 less its
 * process's rank, where several work together.
 */
export const POINTS = {
  series: 'INTEGER',
  step: 'BIGINT',
  time: 'TIMESTAMPTZ',
  value: 'DOUBLE',
  cell: 'BIGINT'
} as const satisfies Columns;

/**
 * Moves all recent points. Every other series is sorted backwards: the step and
 * the time then hardly jump where one series of a run meets the next, and pack
 * into a third of the bits.
 */
export const SETTLE = `
  INSERT INTO store.settled_points
  SELECT series, step, time, value, cell FROM store.recent_points
  ORDER BY series, CASE series % 2 WHEN 0 THEN step ELSE -step END,
    CASE series % 2 WHEN 0 THEN epoch_us(time) ELSE -epoch_us(time) END`;
