/** Names in a filter that no run has: where nothing matches, they are the likely reason. */
import { rowsOf } from '../companion/rows';
import { every, literal } from '../companion/sql';
import type { IResult } from '../companion/wire';
import { COLUMNS, conditions, type IChoice } from './runListSql';

/** A name that is no parameter, metric or result of any run of the scope, and the closest that are. */
export interface IUnknownName {
  name: string;
  near: string[];
}

/** Which of these names no run of the scope has, a row for each name that is close; null where none is. */
export function unknownNamesSql(choice: IChoice, root: string, names: readonly string[]): string {
  const part = (of: string): string => `regexp_extract(lower(${of}), '[^/.]*$')`;
  return `WITH found AS (
  SELECT v.key, count(*) AS runs
  FROM (
    SELECT run_id, key FROM params UNION ALL
    SELECT run_id, key FROM metric_summary UNION ALL
    SELECT run_id, key FROM run_summary
  ) AS v
  WHERE v.run_id IN (SELECT r.run_id FROM runs AS r WHERE ${every(conditions(choice, root), '    ')})
  GROUP BY v.key
), asked AS (
  SELECT unnest([${names.map(literal).join(', ')}]) AS name
), known AS (
  SELECT key, runs FROM found WHERE length(key) <= 200 UNION ALL
  SELECT unnest([${COLUMNS.map(literal).join(', ')}]), 0
), measured AS (
  SELECT a.name, k.key, k.runs,
    least(levenshtein(lower(k.key), lower(a.name)), levenshtein(${part('k.key')}, ${part('a.name')})) AS far
  FROM asked AS a, known AS k
  WHERE length(a.name) <= 200
), close AS (
  SELECT name, key, runs, far
  FROM measured
  WHERE far <= greatest(1, length(name) // 3)
    OR (length(name) > 2 AND contains(lower(key), lower(name)))
    OR (length(${part('key')}) > 2 AND starts_with(lower(name), ${part('key')}))
  QUALIFY row_number() OVER (PARTITION BY name ORDER BY far, runs DESC, key) <= 2
)
SELECT a.name, c.key AS near
FROM asked AS a LEFT JOIN close AS c ON c.name = a.name
WHERE a.name NOT IN (SELECT key FROM found)
ORDER BY a.name, c.far, c.runs DESC, c.key`;
}

export function readUnknownNames(answer: IResult): IUnknownName[] {
  const names = new Map<string, string[]>();
  for (const { name, near } of rowsOf<{ name: string; near: string | null }>(answer)) {
    names.set(name, [...(names.get(name) ?? []), ...(near === null ? [] : [near])]);
  }
  return [...names].map(([name, near]) => ({ name, near }));
}
