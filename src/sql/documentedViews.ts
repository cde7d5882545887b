/**
 * The views of docs/schema.md with a word on each, for the tree and for
 * completion while the companion has not answered. A test keeps them equal to
 * the page; types and newer columns come from the database itself.
 */

export interface IDocumentedView {
  name: string;
  /** What a row is. */
  row: string;
  columns: readonly string[];
}

const view = (name: string, row: string, columns: string): IDocumentedView => ({
  name,
  row,
  columns: columns.trim().split(/\s+/)
});

export const DOCUMENTED_VIEWS: readonly IDocumentedView[] = [
  view('runs', 'a run', `
    run_id name project experiment status started_at ended_at duration duration_seconds
    session_id execution_id notebook_path group_name job_type attempt attempt_of attempts
    tags note archived hidden is_baseline total_steps last_step error_name error_value
    primary_metric primary_goal primary_value host user_name git_commit git_branch git_dirty
    environment_hash updated_at`),
  view('params', 'a parameter of a run, its last value',
    'run_id key value number boolean type set_at'),
  view('metrics', 'a logged point', 'run_id key step time value execution_id'),
  view('metric_summary', 'a metric of a run', `
    run_id key goal summary is_primary count nan_count first_value first_step last_value
    last_step min_value min_step max_value max_step mean_value best_value best_step first_at
    last_at`),
  view('cells', 'one execution of one cell', `
    execution_id session_id run_id cell_id position execution_count source source_hash status
    started_at ended_at duration_seconds error_name error_value traceback cpu_seconds
    memory_delta_bytes memory_peak_bytes tags redacted notebook_path`),
  view('sessions', "a kernel's life", `
    session_id project notebook_path notebook_source kernel_id frontend user_name host cwd
    executable python_version platform status started_at ended_at environment_hash git_root
    git_commit git_branch git_dirty git_remote writer_id`),
  view('run_summary', 'a result that the user stated', 'run_id key value number set_at'),
  view('run_cells', "a run's part in an execution", 'run_id execution_id'),
  view('tags', 'a tag of a run', 'run_id tag tagged_at'),
  view('projects', 'a project', `
    project runs experiments first_started_at last_started_at baseline_run_id`),
  view('experiments', 'an experiment of a project', 'project experiment runs last_started_at'),
  view('environments', 'an environment', `
    environment_hash python_version implementation executable platform cpu cpu_count
    memory_bytes gpus package_count`),
  view('packages', "a package in a session's environment",
    'session_id environment_hash name version'),
  view('notices', 'something the user should know',
    'time code message session_id run_id execution_id writer_id'),
  view('events', 'a fact as it was written, of the kinds that change a run',
    'time kind run_id session_id writer_id seq record'),
  view('writers', 'a writer of a journal',
    'writer_id role host pid version opened_at closed_at parent_writer_id'),
  view('quarantine', 'a piece of a journal that could not be read',
    'writer_id segment byte_offset byte_length reason content')
];
