/** What views and macros stand on; none of it is part of the public schema. */

/**
 * The time, as `now()` gives it. A statement with `now()` in it is planned a
 * second time when it is executed, which takes longer than most of them do.
 */
const CLOCK = 'CREATE OR REPLACE MACRO store.clock() AS uuid_extract_timestamp(uuidv7())';

/** A connection's variable: the numbers of the series that its question is about, null for any. */
export const SERIES_ASKED = 'nbtrail_series_asked';

/**
 * All points, wherever they are. A bare `step` would be refused as the parameter of a macro over it.
 *
 * With a list that is constant DuckDB looks at the number of each run of equal
 * ones before it unpacks anything else; with a join it does so for a row group.
 */
const POINTS = `
  CREATE OR REPLACE VIEW store.points AS
  SELECT p.series, p.step, p.time, p.value, p.cell FROM store.settled_points p
  WHERE CASE WHEN getvariable('${SERIES_ASKED}') IS NULL THEN true
    ELSE list_contains(getvariable('${SERIES_ASKED}')::INTEGER[], p.series) END
  UNION ALL SELECT p.series, p.step, p.time, p.value, p.cell FROM store.recent_points p`;

/**
 * Points under names that no question uses: what is given to a macro is put in
 * its place as text, and `run_id` there would otherwise mean the point's own.
 */
const READINGS = `
  CREATE OR REPLACE VIEW store.readings AS
  SELECT s.run_id AS _run, s.key AS _key, p.step AS _step, p.time AS _time, p.value AS _value
  FROM store.points p JOIN store.series s ON s.series = p.series`;

/** The summary of each metric, likewise. */
const GOALS = `
  CREATE OR REPLACE VIEW store.goals AS
  SELECT s.run_id AS _run, s.key AS _key, s.goal AS _goal FROM store.series s`;

/** How far each process of a run that several make together has come. */
const RANKS = `
  CREATE OR REPLACE VIEW store.ranks AS
  SELECT k.run_id, k.rank, k.writer_id, k.error_name, k.error_value,
    CASE WHEN k.stated_status = 'running' AND k.presumed_at >= k.lived_at THEN 'killed'
      ELSE k.stated_status END AS status,
    CASE WHEN k.stated_status <> 'running' THEN k.stated_at
      WHEN k.presumed_at >= k.lived_at THEN k.presumed_at END AS ended_at
  FROM store.run_rank k
  WHERE k.stated_status IS NOT NULL`;

export const BASE_DEFINITIONS: readonly string[] = [CLOCK, POINTS, READINGS, GOALS, RANKS];

export const BASE_VIEWS: readonly string[] = ['points', 'readings', 'goals', 'ranks'];
