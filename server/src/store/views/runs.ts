import type { IView } from './View';

/*
 * The difference of two times of day knows of leap days and time zones, and takes
 * ten times as long as that of two numbers: seconds are reckoned from those.
 *
 * What a companion isPresumed from silence holds until the one who was silent
 * speaks again: a presumption counts when it is no older than the last word.
 */
const runs: IView = {
  name: 'runs',
  row: 'a run',
  columns: {
    run_id: 'Id of the run, which never changes',
    name: 'Its name; several runs may have the same',
    project: 'Project that it belongs to',
    experiment: 'Objective inside the project; null when none was given',
    status:
      'running, finished, failed, killed (its process is gone) or interrupted (by the user); of several ranks the worst',
    started_at: 'When it began',
    ended_at: 'When it ended; null while it runs',
    duration: 'From its beginning to its end, or to now, as an interval',
    duration_seconds: 'The same in seconds',
    session_id: "The kernel's life in which it began",
    execution_id: 'The cell execution in which it began; null outside of cells',
    notebook_path: 'Notebook or script in which it began; null when it is not known',
    group_name: 'Group that it was put into, such as a sweep; null for none',
    job_type: 'Its part in the group, such as train or eval; null when none was given',
    attempt: '1 for the first; a tracked cell that runs again opens 2, 3, …',
    attempt_of: 'The first attempt, for the ones after it; null where there was none before',
    attempts: 'Attempts that were made in all, this one among them',
    tags: 'Its tags as a list, in the order of the alphabet; empty without any',
    note: 'What a person wrote about it; null without a note',
    archived: 'Whether it is archived',
    hidden: 'Whether it is left out of charts',
    stop_requested_at:
      'When somebody asked it to stop, for instance in the sidebar; null when nobody did, or before it was resumed',
    is_baseline: "Whether the project's other runs are compared with it",
    total_steps: 'Steps that are planned; null when none were given',
    last_step: 'Highest step that was logged; null without metrics',
    error_name: 'Class of the error that ended it; null without one',
    error_value: "The error's message; null without one",
    primary_metric: 'The metric that lists show; null without metrics',
    primary_goal: 'Whether more (max) or less (min) of it is better; null without metrics, and where nothing says',
    primary_value: 'Its best value, the last one where it has no goal; null without a number in it',
    host: 'Machine that it began on',
    user_name: 'Account that it began under',
    git_commit: 'Commit of the code when its session began; null outside of a repository',
    git_branch: 'Branch of that; null when there was none',
    git_dirty: 'Whether files differed from the commit; null outside of a repository',
    environment_hash: 'Its environment; null while that is being read',
    points_after_end: 'Points that were logged after it had ended, which are kept like all others; 0 for none',
    updated_at: 'When something was last recorded of it',
    silent_since:
      'Last sign of life, where its process cannot be seen from the companion and shows none any more; null for all others',
    diverged: 'Whether a metric of it ended NaN, infinite or far off',
    diverged_metric: 'That metric: the primary one, else a loss, else the first to go; null without one',
    diverged_at_step: 'Step since which its values are so; null without one',
    diverged_value: 'What it ended with; null without one'
  },
  sql: `
    WITH tagged AS (
      SELECT run_id, list_sort(list(tag)) AS tags FROM store.tag WHERE present GROUP BY run_id
    ), repeated AS (
      SELECT attempt_of AS first_run_id, count(*) AS times FROM store.run
      WHERE began_by IS NOT NULL AND attempt_of IS NOT NULL GROUP BY ALL
    ), ended AS (
      SELECT *,
        CASE WHEN world_size IS NOT NULL THEN ranks_status
          WHEN stated_status = 'running' AND presumed_at >= lived_at THEN 'killed'
          ELSE coalesce(stated_status, 'running') END AS status,
        CASE WHEN world_size IS NOT NULL THEN ranks_ended_at
          WHEN stated_status <> 'running' THEN stated_at
          WHEN presumed_at >= lived_at THEN presumed_at END AS ended_at
      FROM store.run WHERE began_by IS NOT NULL OR lived_by IS NOT NULL
    )
    SELECT r.run_id, coalesce(r.name, r.run_id) AS name, r.project, r.experiment, r.status,
      r.started_at, r.ended_at, coalesce(r.ended_at, store.clock()) - r.started_at AS duration,
      (epoch_us(coalesce(r.ended_at, store.clock())) - epoch_us(r.started_at)) / 1e6 AS duration_seconds,
      r.session_id, r.execution_id, s.notebook_path, r.group_name, r.job_type, r.attempt,
      r.attempt_of, 1 + coalesce(a.times, 0) AS attempts, coalesce(g.tags, []) AS tags, r.note,
      coalesce(r.archived, false) AS archived, coalesce(r.hidden, false) AS hidden,
      CASE WHEN r.stated_status <> 'running' OR r.stop_requested_at >= r.stated_at
        THEN r.stop_requested_at END AS stop_requested_at,
      b.run_id IS NOT NULL AS is_baseline, r.total_steps, r.last_step,
      CASE WHEN r.world_size IS NULL THEN r.error_name ELSE r.ranks_error_name END AS error_name,
      CASE WHEN r.world_size IS NULL THEN r.error_value ELSE r.ranks_error_value END AS error_value,
      r.primary_metric, r.primary_goal, r.primary_value,
      s.host, s.user_name, s.git_commit, s.git_branch, s.git_dirty, s.environment_hash,
      coalesce(r.points_after_end, 0) AS points_after_end,
      r.touched_at AS updated_at,
      CASE WHEN r.stated_status = 'running' AND r.silent_writer = r.speaker
        THEN r.silent_since END AS silent_since,
      r.diverged_metric IS NOT NULL AS diverged,
      r.diverged_metric, r.diverged_at_step, r.diverged_value
    FROM ended r
      LEFT JOIN store.session s ON s.session_id = r.session_id
      LEFT JOIN repeated a ON a.first_run_id = coalesce(r.attempt_of, r.run_id)
      LEFT JOIN tagged g ON g.run_id = r.run_id
      LEFT JOIN store.baseline b ON b.project = r.project AND b.run_id = r.run_id`
};

export const RUN_VIEWS: readonly IView[] = [runs];
