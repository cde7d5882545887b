/**
 * Made by `npm --prefix server run schema`, from server/src/store: the documented views
 * (docs/schema.md). After a reconnection any of them may answer differently.
 */
export const VIEWS: readonly string[] = [
  'runs',
  'run_table',
  'best_runs',
  'metrics',
  'metric_summary',
  'params',
  'run_summary',
  'tags',
  'run_cells',
  'cells',
  'cell_history',
  'slow_cells',
  'cell_sources',
  'sessions',
  'git_states',
  'environments',
  'packages',
  'package_changes',
  'datasets',
  'run_datasets',
  'dataset_columns',
  'artifacts',
  'model_versions',
  'models',
  'system_metrics',
  'projects',
  'experiments',
  'baselines',
  'notices',
  'events',
  'writers',
  'quarantine'
];
