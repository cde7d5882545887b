/** The documented views (docs/schema.md): after a reconnection any of them may answer differently. */
export const VIEWS: readonly string[] = [
  'projects',
  'experiments',
  'runs',
  'params',
  'run_summary',
  'metrics',
  'metric_summary',
  'tags',
  'sessions',
  'cells',
  'run_cells',
  'environments',
  'packages',
  'notices',
  'events',
  'writers',
  'quarantine'
];
