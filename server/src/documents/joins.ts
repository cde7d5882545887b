/** How the views join, as a picture that GitHub and JupyterLab draw. */

/** A view, the column that names its rows, and the views that have this column: `!` where they have one row for each, too. */
export const JOINS: readonly (readonly [home: string, key: string, views: string])[] = [
  ['projects', 'project', 'experiments sessions runs baselines! datasets models model_versions'],
  ['sessions', 'session_id', 'git_states! packages package_changes cells runs notices system_metrics'],
  ['environments', 'environment_hash', 'sessions packages'],
  ['cell_sources', 'source_hash', 'cells'],
  ['cells', 'execution_id', 'cell_history! run_cells metrics run_datasets artifacts model_versions'],
  [
    'runs',
    'run_id',
    'run_table! best_runs! params metric_summary metrics run_summary tags run_cells events run_datasets artifacts model_versions system_metrics'
  ]
];

export function joinsPicture(): string {
  const lines = JOINS.flatMap(([home, key, views]) =>
    views.split(' ').map(view => `  ${home} ||--${view.endsWith('!') ? 'o|' : 'o{'} ${view.replace('!', '')} : ${key}`)
  );
  // From left to right: side by side, so many would be too small to read.
  return ['```mermaid', 'erDiagram', '  direction LR', ...lines, '```'].join('\n');
}
