import type { Stage } from './merge/Stage';

/** What a commit touched: tables, and the runs concerned (`null`: any). */
export interface ICommit {
  version: number;
  tables: string[];
  runs: string[] | null;
}

/** Tables whose change concerns the runs in it and no other. */
const OF_RUNS = new Set([
  'run',
  'run_rank',
  'param',
  'result',
  'tag',
  'definition',
  'run_cell',
  'series',
  'event',
  'system_sample'
]);
/**
 * Tables that no run shows. Those in neither set concern any run: with a dataset,
 * an artifact or a version of a model, the numbers of others' versions may move.
 */
const APART = new Set(['position', 'writer', 'shape', 'notice', 'quarantine', 'source', 'cell', 'dataset_column']);

/** What a stage touches, once it is committed. */
export function touched(stage: Stage): { tables: string[]; runs: string[] | null } {
  const tables = [...stage.rows.keys(), ...stage.logged.keys()];
  if (tables.some(table => !OF_RUNS.has(table) && !APART.has(table))) {
    return { tables, runs: null };
  }
  const runs = new Set<string>();
  for (const [table, rows] of [...stage.rows, ...stage.logged]) {
    for (const { run_id, run_ids } of OF_RUNS.has(table) ? rows.values() : []) {
      const concerned = Array.isArray(run_ids) ? run_ids : [run_id];
      concerned.forEach(run => typeof run === 'string' && runs.add(run));
    }
  }
  return { tables, runs: [...runs] };
}
