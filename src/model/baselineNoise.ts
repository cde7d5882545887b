/**
 * What is known of the baselines' noise: how far apart runs of a baseline's setting lie.
 *
 * A repeat has the baseline's parameters but for seeds (see comparison/replicates). The noise
 * is of repeats that ran to their end on the baseline's data: half the width of the interval
 * in which a difference between two of them lies with 95 %, by Student's t.
 */
import { literal, literals } from '../companion/sql';
import { SEED } from './comparison/replicates';
import { bySeed, isSpread, tQuantile, variance, type ISample } from './comparison/statistics';

/** A repeat of its project's baseline, the baseline among them, in one metric; null: it has none of them. */
export interface IBaselineRepeat {
  [column: string]: string | number | boolean | null;
  project: string;
  run_id: string;
  /** It finished, did not diverge and is not archived. */
  ran: boolean;
  seed: string | null;
  key: string | null;
  best_value: number | null;
}

/** The repeats of the baselines of these projects, in these metrics. */
export function repeatsSql(projects: readonly string[], metrics: readonly string[]): string {
  const isSeed = `regexp_matches(p.key, ${literal(SEED.source)}, 'i')`;
  return `WITH own AS (
  SELECT b.project, p.key, p.value
  FROM baselines AS b JOIN params AS p ON p.run_id = b.run_id
  WHERE b.project IN ${literals(projects)} AND NOT ${isSeed}
), own_counts AS (
  SELECT project, count(*) AS params FROM own GROUP BY project
), alike AS (
  SELECT p.run_id, o.project
  FROM own AS o
  JOIN params AS p ON p.key = o.key AND p.value IS NOT DISTINCT FROM o.value
  JOIN own_counts AS c ON c.project = o.project
  GROUP BY p.run_id, o.project, c.params
  HAVING count(*) = c.params
), settings AS (
  SELECT p.run_id, count(*) FILTER (WHERE NOT ${isSeed}) AS params,
    list(DISTINCT p.value) FILTER (WHERE ${isSeed}) AS seeds
  FROM params AS p
  WHERE p.run_id IN (SELECT run_id FROM alike)
  GROUP BY p.run_id
)
SELECT a.project, a.run_id, r.status = 'finished' AND NOT r.diverged AND NOT r.archived AS ran,
  CASE WHEN len(s.seeds) = 1 THEN s.seeds[1] END AS seed, m.key, m.best_value
FROM alike AS a
JOIN own_counts AS c ON c.project = a.project
JOIN settings AS s ON s.run_id = a.run_id AND s.params = c.params AND len(s.seeds) > 0
JOIN runs AS r ON r.run_id = a.run_id AND r.project = a.project
LEFT JOIN metric_summary AS m ON m.run_id = a.run_id AND m.key IN ${literals(metrics)}`;
}

/** How many seeds repeat a baseline, and how far apart these lie. */
export interface INoise {
  repeats: number;
  /** Null with fewer than two repeats, and where they do not differ: then nothing is known of it. */
  noise: number | null;
}

/** The noise of repeats of one baseline in one metric. */
export function noiseOf(found: readonly IBaselineRepeat[]): INoise {
  const samples = found.filter(
    (each): each is IBaselineRepeat & ISample => each.ran && Number.isFinite(each.best_value)
  );
  const values = bySeed(samples.map(({ seed, best_value }) => ({ seed, value: best_value as number }))).map(
    ({ value }) => value
  );
  const known = values.length > 1 && isSpread(variance(values), values);
  return {
    repeats: values.length,
    noise: known ? tQuantile(values.length - 1) * Math.sqrt(2 * variance(values)) : null
  };
}
