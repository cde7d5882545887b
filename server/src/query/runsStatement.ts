/**
 * A list of runs as SQL: filter, order and columns by name, wherever a run has
 * them: a column of the view `runs`, else a parameter, else a metric (its best
 * value).
 */
import { QueryError } from '../errors';
import type { Cell, IRunsRequest, IStatementResult } from '../protocol';
import { quotedName } from '../store/quoted';
import { VIEWS } from '../store/views';
import { compileFilter } from './compileFilter';
import { distance, tolerance } from './editDistance';

/** Asks a question on the way; the answer's rows. */
export type Ask = (sql: string, params: { [name: string]: Cell }) => Promise<Cell[][]>;

/** The best by the primary metric first, in the direction of its goal; what diverged is never the best. */
const BEST =
  "r.diverged, CASE r.primary_goal WHEN 'min' THEN r.primary_value WHEN 'max' THEN -r.primary_value END NULLS LAST";
const COLUMNS = Object.keys(VIEWS.find(({ name }) => name === 'runs')?.columns ?? {});

/** Of each name whether it is a parameter (of numbers only, perhaps), and a metric. */
const KINDS = `
SELECT n.name,
  (SELECT bool_and(p.number IS NOT NULL OR p.value IS NULL) FROM params p WHERE p.key = n.name) AS numbers,
  EXISTS (SELECT 1 FROM metric_summary m WHERE m.key = n.name) AS is_metric
FROM (SELECT unnest($names) AS name) n`;

/** @throws QueryError NT320 with the place in the filter, NT321 for a name that is neither */
export async function runsStatement(request: Omit<IRunsRequest, 'type'>, ask: Ask): Promise<IStatementResult> {
  const { where = '', project, order, columns } = request;
  const params: { [name: string]: Cell } = {};
  const conditions = [compileFilter(where).where];
  if (project !== undefined) {
    params.project = project;
    conditions.push('r.project = $project');
  }
  const descending = order?.startsWith('-') === true;
  const by = order === undefined || order === 'best' ? undefined : order.slice(descending ? 1 : 0);
  const names = [...new Set([...(columns ?? []), ...(by === undefined ? [] : [by])])];
  const elsewhere = names.filter(name => !COLUMNS.includes(name));
  const kinds = elsewhere.length > 0 ? await ask(KINDS, { names: elsewhere }) : [];
  const expressions = new Map(names.map(name => [name, `r.${quotedName(name)}`]));
  for (const [name, numbers, isMetric] of kinds as [string, boolean | null, boolean][]) {
    const known = name === by ? ['best', ...COLUMNS] : COLUMNS;
    expressions.set(name, expression(name, numbers, isMetric, params, known));
  }
  const chosen = columns?.length
    ? columns.map(name => `${expressions.get(name)} AS ${quotedName(name)}`).join(', ')
    : 'r.*';
  const sorting = [
    ...(order === 'best' ? [BEST] : []),
    ...(by === undefined ? [] : [`${expressions.get(by)}${descending ? ' DESC' : ''} NULLS LAST`]),
    'r.started_at DESC'
  ];
  const sql = `SELECT ${chosen} FROM runs r WHERE ${conditions.join(' AND ')} ORDER BY ${sorting.join(', ')}`;
  return { sql, params };
}

function expression(
  name: string,
  numbers: boolean | null,
  isMetric: boolean,
  params: { [name: string]: Cell },
  known: string[]
): string {
  const key = `key_${Object.keys(params).length}`;
  if (numbers !== null) {
    params[key] = name;
    return `(SELECT p.${numbers ? 'number' : 'value'} FROM params p WHERE p.run_id = r.run_id AND p.key = $${key})`;
  }
  if (isMetric) {
    params[key] = name;
    return `(SELECT m.best_value FROM metric_summary m WHERE m.run_id = r.run_id AND m.key = $${key})`;
  }
  const [near] = known
    .map(column => ({ column, far: distance(name.toLowerCase(), column) }))
    .filter(({ far }) => far <= tolerance(name))
    .sort((a, b) => a.far - b.far);
  throw new QueryError('NT321', `No run has a column, parameter or metric '${name}'`, {
    ...(near && { hint: `Did you mean ${near.column}?` })
  });
}
