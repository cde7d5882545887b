/**
 * Made by `npm --prefix server run schema`, from server/src/store: the views and functions
 * of docs/schema.md, for the tree and for completion while the companion has
 * not answered. Newer columns come from the database itself.
 */

export interface IDocumentedColumn {
  name: string;
  /** As DuckDB calls it. */
  type: string;
  /** What it holds, its unit, and what a missing value means. */
  comment: string;
}

export interface IDocumentedView {
  name: string;
  /** What a row is. */
  row: string;
  columns: readonly IDocumentedColumn[];
}

export interface IDocumentedFunction {
  name: string;
  /** As one calls it. */
  signature: string;
  comment: string;
}

export const DOCUMENTED_VIEWS: readonly IDocumentedView[] = [
  {
    name: 'runs',
    row: 'a run',
    columns: [
      { name: 'run_id', type: 'VARCHAR', comment: 'Id of the run, which never changes' },
      { name: 'name', type: 'VARCHAR', comment: 'Its name; several runs may have the same' },
      { name: 'project', type: 'VARCHAR', comment: 'Project that it belongs to' },
      { name: 'experiment', type: 'VARCHAR', comment: 'Objective inside the project; null when none was given' },
      { name: 'status', type: 'VARCHAR', comment: 'running, finished, failed, killed (its process is gone) or interrupted (by the user); of several ranks the worst' },
      { name: 'started_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it began' },
      { name: 'ended_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it ended; null while it runs' },
      { name: 'duration', type: 'INTERVAL', comment: 'From its beginning to its end, or to now, as an interval' },
      { name: 'duration_seconds', type: 'DOUBLE', comment: 'The same in seconds' },
      { name: 'session_id', type: 'VARCHAR', comment: "The kernel's life in which it began" },
      { name: 'execution_id', type: 'VARCHAR', comment: 'The cell execution in which it began; null outside of cells' },
      { name: 'notebook_path', type: 'VARCHAR', comment: 'Notebook or script in which it began; null when it is not known' },
      { name: 'group_name', type: 'VARCHAR', comment: 'Group that it was put into, such as a sweep; null for none' },
      { name: 'job_type', type: 'VARCHAR', comment: 'Its part in the group, such as train or eval; null when none was given' },
      { name: 'attempt', type: 'BIGINT', comment: '1 for the first; a tracked cell that runs again opens 2, 3, …' },
      { name: 'attempt_of', type: 'VARCHAR', comment: 'The first attempt, for the ones after it; null where there was none before' },
      { name: 'attempts', type: 'BIGINT', comment: 'Attempts that were made in all, this one among them' },
      { name: 'tags', type: 'VARCHAR[]', comment: 'Its tags as a list, in the order of the alphabet; empty without any' },
      { name: 'note', type: 'VARCHAR', comment: 'What a person wrote about it; null without a note' },
      { name: 'archived', type: 'BOOLEAN', comment: 'Whether it is archived' },
      { name: 'hidden', type: 'BOOLEAN', comment: 'Whether it is left out of charts' },
      { name: 'stop_requested_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When somebody asked it to stop, for instance in the sidebar; null when nobody did, or before it was resumed' },
      { name: 'is_baseline', type: 'BOOLEAN', comment: "Whether the project's other runs are compared with it" },
      { name: 'total_steps', type: 'BIGINT', comment: 'Steps that are planned; null when none were given' },
      { name: 'last_step', type: 'BIGINT', comment: 'Highest step that was logged; null without metrics' },
      { name: 'error_name', type: 'VARCHAR', comment: 'Class of the error that ended it; null without one' },
      { name: 'error_value', type: 'VARCHAR', comment: "The error's message; null without one" },
      { name: 'primary_metric', type: 'VARCHAR', comment: 'The metric that lists show; null without metrics' },
      { name: 'primary_goal', type: 'VARCHAR', comment: 'Whether more (max) or less (min) of it is better; null without metrics, and where nothing says' },
      { name: 'primary_value', type: 'DOUBLE', comment: 'Its best value, the last one where it has no goal; null without a number in it' },
      { name: 'host', type: 'VARCHAR', comment: 'Machine that it began on' },
      { name: 'user_name', type: 'VARCHAR', comment: 'Account that it began under' },
      { name: 'git_commit', type: 'VARCHAR', comment: 'Commit of the code when its session began; null outside of a repository' },
      { name: 'git_branch', type: 'VARCHAR', comment: 'Branch of that; null when there was none' },
      { name: 'git_dirty', type: 'BOOLEAN', comment: 'Whether files differed from the commit; null outside of a repository' },
      { name: 'environment_hash', type: 'VARCHAR', comment: 'Its environment; null while that is being read' },
      { name: 'points_after_end', type: 'BIGINT', comment: 'Points that were logged after it had ended, which are kept like all others; 0 for none' },
      { name: 'updated_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When something was last recorded of it' },
      { name: 'silent_since', type: 'TIMESTAMP WITH TIME ZONE', comment: 'Last sign of life, where its process cannot be seen from the companion and shows none any more; null for all others' },
      { name: 'diverged', type: 'BOOLEAN', comment: 'Whether a metric of it ended NaN, infinite or far off' },
      { name: 'diverged_metric', type: 'VARCHAR', comment: 'That metric: the primary one, else a loss, else the first to go; null without one' },
      { name: 'diverged_at_step', type: 'BIGINT', comment: 'Step since which its values are so; null without one' },
      { name: 'diverged_value', type: 'DOUBLE', comment: 'What it ended with; null without one' }
    ]
  },
  {
    name: 'run_table',
    row: 'a run with all its parameters and metrics',
    columns: [
      { name: 'run_id', type: 'VARCHAR', comment: 'The run' },
      { name: 'name', type: 'VARCHAR', comment: 'What people call it' },
      { name: 'project', type: 'VARCHAR', comment: 'Project that it belongs to' },
      { name: 'experiment', type: 'VARCHAR', comment: 'Objective inside the project; null when none was given' },
      { name: 'group_name', type: 'VARCHAR', comment: 'Group that it was put into; null for none' },
      { name: 'status', type: 'VARCHAR', comment: 'running, finished, failed, killed or interrupted' },
      { name: 'started_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it began' },
      { name: 'duration_seconds', type: 'DOUBLE', comment: 'Seconds from its beginning to its end, or to now' },
      { name: 'archived', type: 'BOOLEAN', comment: 'Whether it is archived' },
      { name: 'tags', type: 'VARCHAR[]', comment: 'Its tags as a list; empty without any' },
      { name: 'primary_metric', type: 'VARCHAR', comment: 'The metric that lists show; null without metrics' },
      { name: 'primary_value', type: 'DOUBLE', comment: 'Its best value; null without a number in it' },
      { name: 'params', type: 'MAP(VARCHAR, VARCHAR)', comment: "Map of parameter to its value as text: params['lr']; empty without any" },
      { name: 'metrics', type: 'MAP(VARCHAR, DOUBLE)', comment: "Map of metric to its best value: metrics['val/acc']; empty without any" },
      { name: 'last_metrics', type: 'MAP(VARCHAR, DOUBLE)', comment: 'Map of metric to the value logged last; empty without any' },
      { name: 'results', type: 'MAP(VARCHAR, VARCHAR)', comment: 'Map of stated result to its value as text; empty without any' }
    ]
  },
  {
    name: 'best_runs',
    row: "a run at its place among its experiment's, by the primary metric",
    columns: [
      { name: 'project', type: 'VARCHAR', comment: 'Body of work' },
      { name: 'experiment', type: 'VARCHAR', comment: 'Objective inside the project; null for the runs without one' },
      { name: 'primary_metric', type: 'VARCHAR', comment: 'What they are ranked by; runs that lead with another metric are ranked apart' },
      { name: 'primary_goal', type: 'VARCHAR', comment: 'Whether more (max) or less (min) is better; metrics without a direction are not ranked' },
      { name: 'rank', type: 'BIGINT', comment: '1 is the best; runs of equal value share a place' },
      { name: 'run_id', type: 'VARCHAR', comment: 'The run; those without a value, diverged and archived ones are not here' },
      { name: 'name', type: 'VARCHAR', comment: 'What people call it' },
      { name: 'status', type: 'VARCHAR', comment: 'running, finished, failed, killed or interrupted' },
      { name: 'started_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it began' },
      { name: 'primary_value', type: 'DOUBLE', comment: 'Its best value' }
    ]
  },
  {
    name: 'metrics',
    row: 'a logged point',
    columns: [
      { name: 'run_id', type: 'VARCHAR', comment: 'The run' },
      { name: 'key', type: 'VARCHAR', comment: "The metric's name" },
      { name: 'step', type: 'BIGINT', comment: 'Step that it was logged for' },
      { name: 'time', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it was logged' },
      { name: 'value', type: 'DOUBLE', comment: 'The value; NaN and infinities are kept' },
      { name: 'execution_id', type: 'VARCHAR', comment: 'The cell execution that logged it; null outside of cells' },
      { name: 'rank', type: 'BIGINT', comment: 'Number of the process that logged it among those that make the run together, from 0; null for one alone, and in cells' }
    ]
  },
  {
    name: 'metric_summary',
    row: 'a metric of a run',
    columns: [
      { name: 'run_id', type: 'VARCHAR', comment: 'The run' },
      { name: 'key', type: 'VARCHAR', comment: "The metric's name" },
      { name: 'goal', type: 'VARCHAR', comment: 'Whether more (max) or less (min) is better: as defined, else by the name; null where neither says' },
      { name: 'summary', type: 'VARCHAR', comment: 'Which value stands for it (max, min, last, first, mean) as defined; null: the best by its goal, without one the last' },
      { name: 'is_primary', type: 'BOOLEAN', comment: "Whether it is the run's primary metric" },
      { name: 'count', type: 'BIGINT', comment: 'Points that were logged' },
      { name: 'nan_count', type: 'BIGINT', comment: 'How many of them are NaN' },
      { name: 'first_value', type: 'DOUBLE', comment: 'Value that was logged first' },
      { name: 'first_step', type: 'BIGINT', comment: 'Step of that' },
      { name: 'last_value', type: 'DOUBLE', comment: 'Value that was logged last' },
      { name: 'last_step', type: 'BIGINT', comment: 'Step of that' },
      { name: 'min_value', type: 'DOUBLE', comment: 'Lowest finite value; null without one' },
      { name: 'min_step', type: 'BIGINT', comment: 'Step of the lowest value' },
      { name: 'max_value', type: 'DOUBLE', comment: 'Highest finite value; null without one' },
      { name: 'max_step', type: 'BIGINT', comment: 'Step of the highest value' },
      { name: 'mean_value', type: 'DOUBLE', comment: 'Mean of the finite values; null without one' },
      { name: 'best_value', type: 'DOUBLE', comment: 'The value that stands for it; NaN or infinite only where that is the last or the first one, null without any' },
      { name: 'best_step', type: 'BIGINT', comment: 'Step of that; null for a mean' },
      { name: 'first_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When its first value was logged' },
      { name: 'last_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When its last value was logged' },
      { name: 'infinite_count', type: 'BIGINT', comment: 'How many of its points are infinite' },
      { name: 'first_nan_step', type: 'BIGINT', comment: 'Lowest step of a value that is NaN or infinite; null without one' },
      { name: 'diverged_at_step', type: 'BIGINT', comment: 'Step since which its values are NaN, infinite or far off; null unless it ended so' }
    ]
  },
  {
    name: 'params',
    row: 'a parameter of a run, its last value',
    columns: [
      { name: 'run_id', type: 'VARCHAR', comment: 'The run' },
      { name: 'key', type: 'VARCHAR', comment: 'Its name; nested ones are joined with dots' },
      { name: 'value', type: 'VARCHAR', comment: 'The value as text; null for a null' },
      { name: 'number', type: 'DOUBLE', comment: 'The value where it is a number, else null' },
      { name: 'boolean', type: 'BOOLEAN', comment: 'The value where it is true or false, else null' },
      { name: 'type', type: 'VARCHAR', comment: 'number, integer, boolean, text, null or json (a list or a mapping)' },
      { name: 'set_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it was last set' },
      { name: 'json', type: 'JSON', comment: 'The value as JSON where it is a list or a mapping, as it was journalled, else null' }
    ]
  },
  {
    name: 'run_summary',
    row: 'a result that the user stated',
    columns: [
      { name: 'run_id', type: 'VARCHAR', comment: 'The run' },
      { name: 'key', type: 'VARCHAR', comment: "The result's name" },
      { name: 'value', type: 'VARCHAR', comment: 'The value as text; null for a null' },
      { name: 'number', type: 'DOUBLE', comment: 'The value where it is a number, else null' },
      { name: 'set_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it was last set' }
    ]
  },
  {
    name: 'tags',
    row: 'a tag of a run',
    columns: [
      { name: 'run_id', type: 'VARCHAR', comment: 'The run' },
      { name: 'tag', type: 'VARCHAR', comment: 'The tag; one that was taken away is not here' },
      { name: 'tagged_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it was given' }
    ]
  },
  {
    name: 'run_cells',
    row: "a run's part in an execution",
    columns: [
      { name: 'run_id', type: 'VARCHAR', comment: 'The run' },
      { name: 'execution_id', type: 'VARCHAR', comment: 'A cell execution in which it took place, wholly or in part' }
    ]
  },
  {
    name: 'cells',
    row: 'one execution of one cell',
    columns: [
      { name: 'execution_id', type: 'VARCHAR', comment: 'The execution' },
      { name: 'session_id', type: 'VARCHAR', comment: "The kernel's life that it belongs to" },
      { name: 'run_id', type: 'VARCHAR', comment: 'The run that was active when it ended, else when it began; null for none' },
      { name: 'cell_id', type: 'VARCHAR', comment: "The cell's id in the notebook; null where the frontend does not send one" },
      { name: 'position', type: 'BIGINT', comment: 'Order within the session, from 1' },
      { name: 'execution_count', type: 'BIGINT', comment: 'The number beside the cell, In [n]; null when it has none' },
      { name: 'source', type: 'VARCHAR', comment: 'What was executed, credentials masked' },
      { name: 'source_hash', type: 'VARCHAR', comment: 'sha256 of the source' },
      { name: 'status', type: 'VARCHAR', comment: 'ok, error, interrupted or running' },
      { name: 'started_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it began' },
      { name: 'ended_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it ended; null while it runs' },
      { name: 'duration_seconds', type: 'DOUBLE', comment: 'Seconds that it took; null while it runs' },
      { name: 'error_name', type: 'VARCHAR', comment: 'Class of the error; null without one' },
      { name: 'error_value', type: 'VARCHAR', comment: "The error's message; null without one" },
      { name: 'traceback', type: 'VARCHAR', comment: 'Where the error came from; null without one' },
      { name: 'cpu_seconds', type: 'DOUBLE', comment: 'Seconds of CPU, all threads of the kernel; null when not measured' },
      { name: 'memory_delta_bytes', type: 'BIGINT', comment: 'Resident memory at the end less at the start; null when not measured' },
      { name: 'memory_peak_bytes', type: 'BIGINT', comment: "The kernel's highest resident memory so far; null when not measured" },
      { name: 'tags', type: 'VARCHAR[]', comment: "The cell's tags as a list" },
      { name: 'redacted', type: 'BOOLEAN', comment: 'Whether credentials were masked in the source' },
      { name: 'notebook_path', type: 'VARCHAR', comment: 'Notebook or script; null when it is not known' }
    ]
  },
  {
    name: 'cell_history',
    row: 'an execution of a cell among those of the same cell, over all sessions',
    columns: [
      { name: 'notebook_path', type: 'VARCHAR', comment: 'Notebook or script; null when it is not known' },
      { name: 'cell_id', type: 'VARCHAR', comment: "The cell's id in the notebook; executions without one are not here" },
      { name: 'number', type: 'BIGINT', comment: 'Which execution of the cell it is, from 1, by time' },
      { name: 'executions', type: 'BIGINT', comment: "The cell's executions in all" },
      { name: 'execution_id', type: 'VARCHAR', comment: 'The execution' },
      { name: 'session_id', type: 'VARCHAR', comment: "The kernel's life that it belongs to" },
      { name: 'started_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it began' },
      { name: 'status', type: 'VARCHAR', comment: 'ok, error, interrupted or running' },
      { name: 'duration_seconds', type: 'DOUBLE', comment: 'Seconds that it took; null while it runs' },
      { name: 'source_hash', type: 'VARCHAR', comment: 'sha256 of the source: cell_sources has the text' },
      { name: 'source_changed', type: 'BOOLEAN', comment: 'Whether the source differs from the execution before; null for the first' }
    ]
  },
  {
    name: 'slow_cells',
    row: 'a cell of a notebook with the time that its executions took',
    columns: [
      { name: 'notebook_path', type: 'VARCHAR', comment: 'Notebook or script; null when it is not known' },
      { name: 'cell_id', type: 'VARCHAR', comment: "The cell's id; null where the frontend does not send one: then a row is a source" },
      { name: 'source', type: 'VARCHAR', comment: 'Its source when it was last executed' },
      { name: 'executions', type: 'BIGINT', comment: 'Executions that ended' },
      { name: 'median_seconds', type: 'DOUBLE', comment: 'Median of their seconds' },
      { name: 'longest_seconds', type: 'DOUBLE', comment: 'Seconds of the longest' },
      { name: 'total_seconds', type: 'DOUBLE', comment: 'Seconds of all together' },
      { name: 'failed_share', type: 'DOUBLE', comment: 'Share that ended in an error, from 0 to 1' },
      { name: 'last_started_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When the last of them began' }
    ]
  },
  {
    name: 'cell_sources',
    row: 'a source that was executed',
    columns: [
      { name: 'source_hash', type: 'VARCHAR', comment: 'sha256 of the source' },
      { name: 'source', type: 'VARCHAR', comment: 'The text, credentials masked; null when it was not recorded' },
      { name: 'executions', type: 'BIGINT', comment: 'How often it was executed' },
      { name: 'first_seen_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it was first executed' },
      { name: 'last_seen_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it was last executed' }
    ]
  },
  {
    name: 'sessions',
    row: "a kernel's life",
    columns: [
      { name: 'session_id', type: 'VARCHAR', comment: 'The session' },
      { name: 'project', type: 'VARCHAR', comment: 'Project that it was opened for' },
      { name: 'notebook_path', type: 'VARCHAR', comment: 'Notebook or script; null when it is not known' },
      { name: 'notebook_source', type: 'VARCHAR', comment: 'How the notebook was found: env, jupyter, vscode, headless, script, …' },
      { name: 'kernel_id', type: 'VARCHAR', comment: "Jupyter's id of the kernel; null outside of Jupyter" },
      { name: 'frontend', type: 'VARCHAR', comment: 'jupyterlab, vscode, papermill, nbconvert, ipython, script, …; null when it is not known' },
      { name: 'user_name', type: 'VARCHAR', comment: 'Account that it ran under' },
      { name: 'host', type: 'VARCHAR', comment: 'Machine that it ran on' },
      { name: 'cwd', type: 'VARCHAR', comment: 'Working folder when it began' },
      { name: 'executable', type: 'VARCHAR', comment: 'Path of the interpreter' },
      { name: 'python_version', type: 'VARCHAR', comment: "The interpreter's version" },
      { name: 'platform', type: 'VARCHAR', comment: 'Operating system and processor' },
      { name: 'status', type: 'VARCHAR', comment: 'running, ended or killed (its process is gone)' },
      { name: 'started_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it began' },
      { name: 'ended_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it ended; null while it runs' },
      { name: 'environment_hash', type: 'VARCHAR', comment: 'Its environment; null while that is being read' },
      { name: 'git_root', type: 'VARCHAR', comment: 'Folder of the repository around the notebook; null outside of one' },
      { name: 'git_commit', type: 'VARCHAR', comment: 'Commit when it began; null outside of a repository' },
      { name: 'git_branch', type: 'VARCHAR', comment: 'Branch of that; null when there was none' },
      { name: 'git_dirty', type: 'BOOLEAN', comment: 'Whether files differed from the commit; null outside of a repository' },
      { name: 'git_remote', type: 'VARCHAR', comment: 'Address of the remote, credentials masked; null without one' },
      { name: 'writer_id', type: 'VARCHAR', comment: 'Writer of its journal' },
      { name: 'parent_session_id', type: 'VARCHAR', comment: 'Session that started it, as a notebook does with a script; null for none' },
      { name: 'silent_since', type: 'TIMESTAMP WITH TIME ZONE', comment: 'Last sign of life, where its process cannot be seen from the companion and shows none any more; null for all others' }
    ]
  },
  {
    name: 'git_states',
    row: 'the state of the code when a session began, for those in a repository',
    columns: [
      { name: 'session_id', type: 'VARCHAR', comment: 'The session' },
      { name: 'project', type: 'VARCHAR', comment: 'Project that it was opened for' },
      { name: 'notebook_path', type: 'VARCHAR', comment: 'Notebook or script; null when it is not known' },
      { name: 'started_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When the session began' },
      { name: 'git_root', type: 'VARCHAR', comment: 'Folder of the repository' },
      { name: 'git_commit', type: 'VARCHAR', comment: 'Commit; null in a repository without one' },
      { name: 'git_branch', type: 'VARCHAR', comment: 'Branch; null when there was none' },
      { name: 'git_dirty', type: 'BOOLEAN', comment: 'Whether files differed from the commit' },
      { name: 'git_remote', type: 'VARCHAR', comment: 'Address of the remote, credentials masked; null without one' },
      { name: 'runs', type: 'BIGINT', comment: 'Runs that began in the session' }
    ]
  },
  {
    name: 'environments',
    row: 'an environment',
    columns: [
      { name: 'environment_hash', type: 'VARCHAR', comment: 'sha256 of all that follows and of the packages' },
      { name: 'python_version', type: 'VARCHAR', comment: "The interpreter's version" },
      { name: 'implementation', type: 'VARCHAR', comment: 'CPython, PyPy, …' },
      { name: 'executable', type: 'VARCHAR', comment: 'Path of the interpreter' },
      { name: 'platform', type: 'VARCHAR', comment: 'Operating system and processor' },
      { name: 'cpu', type: 'VARCHAR', comment: "The processor's name; null when it is not known" },
      { name: 'cpu_count', type: 'BIGINT', comment: 'Its logical cores; null when it is not known' },
      { name: 'memory_bytes', type: 'BIGINT', comment: "The machine's memory; null when it is not known" },
      { name: 'gpus', type: 'VARCHAR', comment: 'JSON text: a list of name, memory_bytes and driver' },
      { name: 'package_count', type: 'BIGINT', comment: 'Packages that are installed' }
    ]
  },
  {
    name: 'packages',
    row: "a package in a session's environment",
    columns: [
      { name: 'session_id', type: 'VARCHAR', comment: 'The session' },
      { name: 'environment_hash', type: 'VARCHAR', comment: 'Its environment' },
      { name: 'name', type: 'VARCHAR', comment: "The distribution's name, in lower case with dashes" },
      { name: 'version', type: 'VARCHAR', comment: 'Its version' }
    ]
  },
  {
    name: 'package_changes',
    row: "a package that differs from the project's session before",
    columns: [
      { name: 'project', type: 'VARCHAR', comment: 'Body of work' },
      { name: 'session_id', type: 'VARCHAR', comment: 'The session that has it otherwise' },
      { name: 'previous_session_id', type: 'VARCHAR', comment: "The project's session before, of those whose environment is known" },
      { name: 'started_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When the later session began' },
      { name: 'name', type: 'VARCHAR', comment: "The package's name" },
      { name: 'before', type: 'VARCHAR', comment: 'Its version before; null when it was not installed' },
      { name: 'after', type: 'VARCHAR', comment: 'Its version now; null when it is no longer installed' }
    ]
  },
  {
    name: 'datasets',
    row: "a dataset's content under its name in a project",
    columns: [
      { name: 'project', type: 'VARCHAR', comment: 'Project of the runs that use it' },
      { name: 'name', type: 'VARCHAR', comment: 'What it is called there' },
      { name: 'dataset_hash', type: 'VARCHAR', comment: 'sha256 of its content, the same for the same content; null where it could not be read' },
      { name: 'hash_kind', type: 'VARCHAR', comment: 'exact (all values), sampled (above 256 MB), file (its bytes) or partial (all but some columns); null without a hash. The same hash is the same data for certain where it is exact or file; hashes of different kinds differ for the same data too' },
      { name: 'version', type: 'BIGINT', comment: '1, 2, … for each content of the name in the project, by its first use; null without a hash' },
      { name: 'rows', type: 'BIGINT', comment: 'Its rows; null for a file' },
      { name: 'bytes', type: 'BIGINT', comment: 'Its size in memory or on disk, bytes; null when it is not known' },
      { name: 'columns', type: 'BIGINT', comment: 'Number of its columns; null for a file' },
      { name: 'source', type: 'VARCHAR', comment: 'Where it came from, as given at its last use: a path, an address, a text; null when none was given' },
      { name: 'first_used_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When a run used it first' },
      { name: 'last_used_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When a run used it last' },
      { name: 'runs', type: 'BIGINT', comment: 'Runs that used it' },
      { name: 'error', type: 'VARCHAR', comment: 'Why there is no hash, or not yet, or what it leaves out, as of its last use; null where all was read' }
    ]
  },
  {
    name: 'run_datasets',
    row: 'the use of a dataset by a run',
    columns: [
      { name: 'run_id', type: 'VARCHAR', comment: 'The run' },
      { name: 'name', type: 'VARCHAR', comment: "The dataset's name" },
      { name: 'role', type: 'VARCHAR', comment: 'train, validation, test, eval or any other word; null when none was said' },
      { name: 'dataset_hash', type: 'VARCHAR', comment: 'sha256 of its content; two uses with the same one had the same data, as far as hash_kind says. Null where it was not read, or not yet' },
      { name: 'hash_kind', type: 'VARCHAR', comment: 'How much of it the hash is of, as in datasets: exact, sampled, file or partial; null without a hash' },
      { name: 'version', type: 'BIGINT', comment: 'Its version under the name in the project; null without a hash' },
      { name: 'rows', type: 'BIGINT', comment: 'Its rows; null for a file' },
      { name: 'execution_id', type: 'VARCHAR', comment: 'The cell execution in which it was logged; null outside of a cell' },
      { name: 'used_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it was logged first' },
      { name: 'error', type: 'VARCHAR', comment: 'Why there is no hash, or not yet, or what it leaves out; null where all was read' }
    ]
  },
  {
    name: 'dataset_columns',
    row: "a column of a dataset's content",
    columns: [
      { name: 'dataset_hash', type: 'VARCHAR', comment: 'The content' },
      { name: 'position', type: 'INTEGER', comment: 'Place among its columns, from 1' },
      { name: 'name', type: 'VARCHAR', comment: "The column's name" },
      { name: 'type', type: 'VARCHAR', comment: 'int64, float32, boolean, text, datetime, date, …; with a shape where a value is an array' },
      { name: 'missing', type: 'BIGINT', comment: 'Values that are missing, NaN among them; null where only a sample was read' },
      { name: 'distinct_values', type: 'BIGINT', comment: 'Distinct values that are not missing; null above 10,000 and where only a sample was read' },
      { name: 'min_value', type: 'VARCHAR', comment: 'Smallest number or earliest time, as text; null for others. Of the sample where only one was read' },
      { name: 'max_value', type: 'VARCHAR', comment: 'Largest number or latest time, likewise' },
      { name: 'mean', type: 'DOUBLE', comment: 'Mean of its numbers, likewise; for booleans the share that is true' },
      { name: 'std', type: 'DOUBLE', comment: 'Standard deviation of its numbers, that of a whole population, likewise' }
    ]
  },
  {
    name: 'artifacts',
    row: 'a file of a run, with one content',
    columns: [
      { name: 'run_id', type: 'VARCHAR', comment: 'The run' },
      { name: 'name', type: 'VARCHAR', comment: 'Its name' },
      { name: 'version', type: 'BIGINT', comment: '1, 2, … for each content of the kind and name in the project, by its first logging; null without content' },
      { name: 'kind', type: 'VARCHAR', comment: 'file, model, image, table or text' },
      { name: 'bytes', type: 'BIGINT', comment: 'Its size, bytes; null without content' },
      { name: 'sha256', type: 'VARCHAR', comment: 'sha256 of its bytes, which names them in the store; null for what was not kept' },
      { name: 'path', type: 'VARCHAR', comment: 'Where the file was; null for what came out of memory' },
      { name: 'stored', type: 'BOOLEAN', comment: 'Whether the store has its bytes' },
      { name: 'metadata', type: 'VARCHAR', comment: 'Its metadata as JSON text; null without any' },
      { name: 'execution_id', type: 'VARCHAR', comment: 'The cell execution in which it was logged; null outside of a cell' },
      { name: 'logged_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When the run logged it first' },
      { name: 'error', type: 'VARCHAR', comment: 'Why it was not kept; null for what was' },
      { name: 'logged_last_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When the run logged it last; null without content' }
    ]
  },
  {
    name: 'model_versions',
    row: 'a version of a model',
    columns: [
      { name: 'project', type: 'VARCHAR', comment: 'Body of work' },
      { name: 'name', type: 'VARCHAR', comment: "The model's name in the project" },
      { name: 'version', type: 'BIGINT', comment: '1, 2, … by the time of registration' },
      { name: 'version_id', type: 'VARCHAR', comment: 'Its id, which never changes; its number may, when an earlier version becomes known' },
      { name: 'run_id', type: 'VARCHAR', comment: 'The run that made it' },
      { name: 'sha256', type: 'VARCHAR', comment: "sha256 of its bytes: the run's artifact of kind model and this name" },
      { name: 'bytes', type: 'BIGINT', comment: 'Its size, bytes' },
      { name: 'aliases', type: 'VARCHAR[]', comment: 'Aliases that mean it now, sorted' },
      { name: 'note', type: 'VARCHAR', comment: 'Its note; null without one' },
      { name: 'metadata', type: 'VARCHAR', comment: 'Its metadata as JSON text; null without any' },
      { name: 'execution_id', type: 'VARCHAR', comment: 'The cell execution that registered it; null outside of a cell' },
      { name: 'registered_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it was registered' },
      { name: 'dataset_hashes', type: 'VARCHAR[]', comment: "Contents of the run's datasets of role train, sorted" }
    ]
  },
  {
    name: 'models',
    row: 'a model of a project',
    columns: [
      { name: 'project', type: 'VARCHAR', comment: 'Body of work' },
      { name: 'name', type: 'VARCHAR', comment: "The model's name in the project" },
      { name: 'versions', type: 'BIGINT', comment: 'Versions that it has' },
      { name: 'latest_version', type: 'BIGINT', comment: 'The last of them' },
      { name: 'aliases', type: 'MAP(VARCHAR, BIGINT)', comment: 'Each alias to the version that it means now' },
      { name: 'created_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When its first version was registered' },
      { name: 'updated_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When its last version was registered or an alias of it was moved last' }
    ]
  },
  {
    name: 'system_metrics',
    row: 'a reading of a process and its machine, once for each run that was open in it',
    columns: [
      { name: 'session_id', type: 'VARCHAR', comment: 'The session' },
      { name: 'run_id', type: 'VARCHAR', comment: 'A run that was open then; null when none was' },
      { name: 'time', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it was read' },
      { name: 'name', type: 'VARCHAR', comment: 'cpu_percent (of one core), memory_bytes (of the process), system_memory_bytes (in use), load_1m, disk_free_bytes (of the store), gpu_0_utilization_percent, gpu_0_memory_bytes, gpu_0_temperature_celsius, gpu_0_power_watts, …' },
      { name: 'value', type: 'DOUBLE', comment: 'What was read' },
      { name: 'unit', type: 'VARCHAR', comment: 'percent, bytes, celsius or watts; null for the load, which counts processes' },
      { name: 'writer_id', type: 'VARCHAR', comment: "Writer of its journal: a session's processes have one each" }
    ]
  },
  {
    name: 'projects',
    row: 'a project',
    columns: [
      { name: 'project', type: 'VARCHAR', comment: 'Its name' },
      { name: 'runs', type: 'BIGINT', comment: 'Runs that it has, archived ones among them' },
      { name: 'experiments', type: 'BIGINT', comment: 'Experiments that it has' },
      { name: 'first_started_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When its first run or session began' },
      { name: 'last_started_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When its last run or session began' },
      { name: 'baseline_run_id', type: 'VARCHAR', comment: 'The run that its others are compared with; null without one' }
    ]
  },
  {
    name: 'experiments',
    row: 'an experiment of a project',
    columns: [
      { name: 'project', type: 'VARCHAR', comment: 'Body of work' },
      { name: 'experiment', type: 'VARCHAR', comment: 'Its name inside the project' },
      { name: 'runs', type: 'BIGINT', comment: 'Runs that it has, archived ones among them' },
      { name: 'last_started_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When its last run began' }
    ]
  },
  {
    name: 'baselines',
    row: "the run that a project's others are compared with",
    columns: [
      { name: 'project', type: 'VARCHAR', comment: 'Body of work' },
      { name: 'run_id', type: 'VARCHAR', comment: 'Its baseline' }
    ]
  },
  {
    name: 'notices',
    row: 'something the user should know',
    columns: [
      { name: 'time', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it was noticed' },
      { name: 'code', type: 'VARCHAR', comment: 'Which kind, such as NT204' },
      { name: 'message', type: 'VARCHAR', comment: 'What happened, in a sentence' },
      { name: 'session_id', type: 'VARCHAR', comment: 'The session that it is about; null for none' },
      { name: 'run_id', type: 'VARCHAR', comment: 'The run that it is about; null for none' },
      { name: 'execution_id', type: 'VARCHAR', comment: 'The cell execution that it is about; null for none' },
      { name: 'writer_id', type: 'VARCHAR', comment: 'Who noticed' }
    ]
  },
  {
    name: 'events',
    row: 'a fact as it was written, of the kinds that change a run',
    columns: [
      { name: 'time', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it was written' },
      { name: 'kind', type: 'VARCHAR', comment: 'Kind of the fact, such as params or run_ended: docs/journal.md lists them' },
      { name: 'run_id', type: 'VARCHAR', comment: 'The run that it is about; null for none' },
      { name: 'session_id', type: 'VARCHAR', comment: 'The session that it is about; null for none' },
      { name: 'writer_id', type: 'VARCHAR', comment: 'Who wrote it' },
      { name: 'seq', type: 'BIGINT', comment: 'Its number among the facts of that writer, from 1' },
      { name: 'record', type: 'VARCHAR', comment: 'The whole fact as JSON text' }
    ]
  },
  {
    name: 'writers',
    row: 'a writer of a journal',
    columns: [
      { name: 'writer_id', type: 'VARCHAR', comment: "The writer, and its folder's name" },
      { name: 'role', type: 'VARCHAR', comment: 'kernel, companion, command or import' },
      { name: 'host', type: 'VARCHAR', comment: 'Machine that it runs on' },
      { name: 'pid', type: 'BIGINT', comment: 'Number of its process there' },
      { name: 'version', type: 'VARCHAR', comment: 'Version of nbtrail that writes' },
      { name: 'opened_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it began to write' },
      { name: 'closed_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When it closed its journal; null when it did not' },
      { name: 'parent_writer_id', type: 'VARCHAR', comment: 'The writer that forked it, or started its process as a worker; null for none' },
      { name: 'rank', type: 'BIGINT', comment: 'Its number among the processes that do a job together, from 0; null for one alone' },
      { name: 'silent_since', type: 'TIMESTAMP WITH TIME ZONE', comment: 'Last sign of life, where its process cannot be seen from the companion and shows none any more; null for all others' }
    ]
  },
  {
    name: 'run_ranks',
    row: 'a process of a run that several make together',
    columns: [
      { name: 'run_id', type: 'VARCHAR', comment: 'The run' },
      { name: 'rank', type: 'BIGINT', comment: "The process's number among them, from 0" },
      { name: 'status', type: 'VARCHAR', comment: 'running, finished, failed, killed (it is gone) or interrupted (by the user)' },
      { name: 'ended_at', type: 'TIMESTAMP WITH TIME ZONE', comment: 'When its part ended; null while it runs' },
      { name: 'error_name', type: 'VARCHAR', comment: 'Class of the error that ended it; null without one' },
      { name: 'error_value', type: 'VARCHAR', comment: "The error's message; null without one" },
      { name: 'writer_id', type: 'VARCHAR', comment: 'Writer of its journal' },
      { name: 'host', type: 'VARCHAR', comment: 'Machine that it runs on' }
    ]
  },
  {
    name: 'quarantine',
    row: 'a piece of a journal that could not be read',
    columns: [
      { name: 'writer_id', type: 'VARCHAR', comment: 'Whose journal' },
      { name: 'segment', type: 'VARCHAR', comment: 'File in the folder of the writer' },
      { name: 'byte_offset', type: 'BIGINT', comment: 'Where in the file it begins, in bytes' },
      { name: 'byte_length', type: 'BIGINT', comment: 'How long it is, in bytes' },
      { name: 'reason', type: 'VARCHAR', comment: 'Why it could not be read' },
      { name: 'content', type: 'VARCHAR', comment: 'Its beginning, as text' }
    ]
  }
];

export const DOCUMENTED_FUNCTIONS: readonly IDocumentedFunction[] = [
  { name: 'metric_at', signature: 'metric_at(run, key, step)', comment: 'Value of the metric at that step, else at the last one before it; null when there is none' },
  { name: 'first_step_above', signature: 'first_step_above(run, key, x)', comment: 'First step whose value is greater than x; null when none is. NaN is not greater' },
  { name: 'first_step_below', signature: 'first_step_below(run, key, x)', comment: 'First step whose value is less than x; null when none is' },
  { name: 'steps_to_reach', signature: 'steps_to_reach(run, key, target)', comment: "First step whose value is the target or better, by the metric's goal (metric_summary); null when none is, and without a goal" },
  { name: 'auc', signature: 'auc(run, key)', comment: 'Area under the metric over steps, by trapezoids between points that are numbers; null with fewer than two' },
  { name: 'ema', signature: 'ema(run, key, weight)', comment: 'Rows of step, value and smoothed: the moving average in which each step before weighs weight (from 0 to below 1) times as much, without the pull to 0 at the beginning. NaN and infinities are left out' },
  { name: 'pct_change_vs', signature: 'pct_change_vs(value, baseline)', comment: 'By how many per cent value is more than baseline, negative for less; null for a baseline of 0' },
  { name: 'mean_ci', signature: 'mean_ci(list_of_values)', comment: "Struct of mean, low, high and n: the mean of a list with its 95 % confidence interval by Student's t (NIST/SEMATECH e-Handbook 1.3.6.7.2; 1.96 beyond 30 values). Null, NaN and infinities are left out; low and high are null for one value" }
];
