/** The columns of the view `runs` that a filter can name, and what they hold. */

export type ColumnKind = 'text' | 'number' | 'boolean' | 'time' | 'tags';

const KINDS: { [kind in ColumnKind]: readonly string[] } = {
  text: [
    'run_id',
    'name',
    'project',
    'experiment',
    'status',
    'session_id',
    'execution_id',
    'notebook_path',
    'group_name',
    'job_type',
    'attempt_of',
    'note',
    'error_name',
    'error_value',
    'primary_metric',
    'primary_goal',
    'host',
    'user_name',
    'git_commit',
    'git_branch',
    'environment_hash',
    'diverged_metric'
  ],
  number: [
    'duration_seconds',
    'attempt',
    'attempts',
    'total_steps',
    'last_step',
    'primary_value',
    'diverged_at_step',
    'diverged_value'
  ],
  boolean: ['archived', 'hidden', 'is_baseline', 'git_dirty', 'diverged'],
  time: ['started_at', 'ended_at', 'updated_at'],
  tags: ['tags']
};

/** Shorter words for some of them. */
const ALIASES: { [word: string]: string } = {
  baseline: 'is_baseline',
  branch: 'git_branch',
  commit: 'git_commit',
  duration: 'duration_seconds',
  ended: 'ended_at',
  group: 'group_name',
  metric: 'primary_value',
  notebook: 'notebook_path',
  started: 'started_at',
  tag: 'tags',
  user: 'user_name',
  value: 'primary_value'
};

const COLUMNS = new Map(
  (Object.entries(KINDS) as [ColumnKind, readonly string[]][]).flatMap(([kind, names]) =>
    names.map((name): [string, ColumnKind] => [name, kind])
  )
);

export const STATUSES = new Set(['running', 'finished', 'failed', 'killed', 'interrupted']);

/** The column of `runs` that a word names, if it does. */
export function columnOf(word: string): { column: string; kind: ColumnKind } | undefined {
  const column = ALIASES[word.toLowerCase()] ?? word.toLowerCase();
  const kind = COLUMNS.get(column);
  return kind && { column, kind };
}
