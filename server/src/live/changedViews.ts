import type { IChangedPush } from '../protocol';
import type { ICommit } from '../store/Store';
import { LOGS, REGISTERS } from '../store/tables';

/** The views that may answer differently once a table has changed. */
const VIEWS_OVER: Readonly<Record<keyof typeof REGISTERS | keyof typeof LOGS, readonly string[]>> = {
  writer: ['writers'],
  position: [],
  session: [
    'sessions',
    'cells',
    'cell_history',
    'slow_cells',
    'runs',
    'run_table',
    'packages',
    'package_changes',
    'git_states',
    'projects'
  ],
  run: ['runs', 'run_table', 'best_runs', 'experiments', 'projects', 'git_states'],
  param: ['params', 'run_table'],
  result: ['run_summary', 'run_table'],
  tag: ['tags', 'runs', 'run_table'],
  definition: ['metric_summary', 'runs', 'run_table', 'best_runs'],
  baseline: ['projects', 'runs', 'baselines'],
  cell: ['cells', 'metrics', 'cell_history', 'slow_cells', 'cell_sources'],
  run_cell: ['run_cells'],
  source: ['cells', 'slow_cells', 'cell_sources'],
  environment: ['environments'],
  package: ['packages', 'package_changes'],
  shape: [],
  series: ['metrics', 'metric_summary', 'runs', 'run_table', 'best_runs'],
  event: ['events'],
  notice: ['notices'],
  quarantine: ['quarantine']
};

/** A commit as clients hear of it. */
export function changedViews({ version, tables, runs }: ICommit): IChangedPush {
  const views = new Set(
    tables.flatMap(table => VIEWS_OVER[table as keyof typeof VIEWS_OVER] ?? [])
  );
  return { type: 'changed', version, views: [...views], runs };
}
