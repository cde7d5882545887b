/**
 * The documented views (docs/schema.md) over the projected tables. Columns are
 * only ever added; each view may use those before it.
 *
 * What a companion concluded from silence holds until the one who was silent
 * speaks again: a presumption counts when it is no older than the last word.
 */
export const VIEWS: Readonly<Record<string, string>> = {
  writers: `
    SELECT writer_id, role, host, pid, version, opened_at, closed_at, parent_writer_id
    FROM store.writer`,

  sessions: `
    SELECT s.session_id, s.project, s.notebook_path, s.notebook_source, s.kernel_id, s.frontend,
      s.user_name, s.host, s.cwd, s.executable, s.python_version, s.platform,
      CASE WHEN s.ended_status IS NOT NULL THEN s.ended_status
        WHEN s.presumed_at >= p.heard_at THEN 'killed' ELSE 'running' END AS status,
      s.started_at,
      CASE WHEN s.ended_status IS NOT NULL THEN s.ended_at
        WHEN s.presumed_at >= p.heard_at THEN s.presumed_at END AS ended_at,
      s.environment_hash, s.git_root, s.git_commit, s.git_branch, s.git_dirty, s.git_remote,
      s.writer_id
    FROM store.session s LEFT JOIN store.position p ON p.writer_id = s.writer_id
    WHERE s.began_by IS NOT NULL`,

  cells: `
    SELECT c.execution_id, c.session_id, coalesce(c.ended_run_id, c.began_run_id) AS run_id,
      c.cell_id, c.position, c.execution_count, o.source, c.source_hash,
      CASE WHEN c.ended_status IS NOT NULL THEN c.ended_status
        WHEN c.presumed_at IS NOT NULL THEN 'interrupted' ELSE 'running' END AS status,
      c.started_at, coalesce(c.ended_at, c.presumed_at) AS ended_at,
      epoch(coalesce(c.ended_at, c.presumed_at) - c.started_at) AS duration_seconds,
      c.error_name, c.error_value, c.traceback, c.cpu_seconds, c.memory_delta_bytes,
      c.memory_peak_bytes, c.tags, c.redacted, s.notebook_path
    FROM store.cell c
      LEFT JOIN store.source o ON o.source_hash = c.source_hash
      LEFT JOIN store.session s ON s.session_id = c.session_id
    WHERE c.began_by IS NOT NULL`,

  run_cells: 'SELECT run_id, execution_id FROM store.run_cell',

  params: 'SELECT run_id, key, value, number, boolean, type, set_at FROM store.param',

  run_summary: 'SELECT run_id, key, value, number, set_at FROM store.result',

  tags: 'SELECT run_id, tag, tagged_at FROM store.tag WHERE present',

  metrics: `
    SELECT s.run_id, s.key, p.step, p.time, p.value, c.execution_id
    FROM store.points p
      JOIN store.series s ON s.series = p.series
      LEFT JOIN store.cell c ON c.number = p.cell`,

  metric_summary: `
    SELECT run_id, key, goal, summary, is_primary, count, nan_count, first_value, first_step,
      last_value, last_step, min_value, min_step, max_value, max_step,
      CASE WHEN count > nan_count THEN sum / (count - nan_count) END AS mean_value,
      best_value, best_step, first_at, last_at
    FROM store.series`,

  runs: `
    WITH tagged AS (SELECT run_id, list(tag ORDER BY tag) AS tags FROM tags GROUP BY run_id),
    tried AS (
      SELECT coalesce(attempt_of, run_id) AS first_run_id, count(*) AS attempts
      FROM store.run WHERE began_by IS NOT NULL GROUP BY ALL
    ), ended AS (
      SELECT *,
        CASE WHEN stated_status = 'running' AND presumed_at >= lived_at THEN 'killed'
          ELSE coalesce(stated_status, 'running') END AS status,
        CASE WHEN stated_status <> 'running' THEN stated_at
          WHEN presumed_at >= lived_at THEN presumed_at END AS ended_at
      FROM store.run WHERE began_by IS NOT NULL OR lived_by IS NOT NULL
    )
    SELECT r.run_id, coalesce(r.name, r.run_id) AS name, r.project, r.experiment, r.status,
      r.started_at, r.ended_at, coalesce(r.ended_at, store.clock()) - r.started_at AS duration,
      epoch(coalesce(r.ended_at, store.clock()) - r.started_at) AS duration_seconds,
      r.session_id, r.execution_id, s.notebook_path, r.group_name, r.job_type, r.attempt,
      r.attempt_of, coalesce(a.attempts, 1) AS attempts, coalesce(g.tags, []) AS tags, r.note,
      coalesce(r.archived, false) AS archived, coalesce(r.hidden, false) AS hidden,
      b.run_id IS NOT NULL AS is_baseline, r.total_steps, r.last_step, r.error_name, r.error_value,
      r.primary_metric, r.primary_goal, r.primary_value,
      s.host, s.user_name, s.git_commit, s.git_branch, s.git_dirty, s.environment_hash,
      r.touched_at AS updated_at
    FROM ended r
      LEFT JOIN store.session s ON s.session_id = r.session_id
      LEFT JOIN tried a ON a.first_run_id = coalesce(r.attempt_of, r.run_id)
      LEFT JOIN tagged g ON g.run_id = r.run_id
      LEFT JOIN store.baseline b ON b.project = r.project AND b.run_id = r.run_id`,

  experiments: `
    SELECT project, experiment, count(*) AS runs, max(started_at) AS last_started_at
    FROM store.run WHERE began_by IS NOT NULL AND experiment IS NOT NULL GROUP BY ALL`,

  projects: `
    WITH known AS (
      SELECT project, run_id, experiment, started_at FROM store.run WHERE began_by IS NOT NULL
      UNION ALL
      SELECT project, NULL, NULL, started_at FROM store.session WHERE began_by IS NOT NULL
    )
    SELECT k.project, count(k.run_id) AS runs, count(DISTINCT k.experiment) AS experiments,
      min(k.started_at) AS first_started_at, max(k.started_at) AS last_started_at,
      any_value(b.run_id) AS baseline_run_id
    FROM known k LEFT JOIN store.baseline b ON b.project = k.project
    WHERE k.project IS NOT NULL GROUP BY k.project`,

  environments: `
    SELECT environment_hash, python_version, implementation, executable, platform, cpu, cpu_count,
      memory_bytes, gpus, package_count
    FROM store.environment`,

  packages: `
    SELECT s.session_id, p.environment_hash, p.name, p.version
    FROM store.package p JOIN store.session s ON s.environment_hash = p.environment_hash`,

  notices: 'SELECT time, code, message, session_id, run_id, execution_id, writer_id FROM store.notice',

  events: 'SELECT time, kind, run_id, session_id, writer_id, seq, record FROM store.event',

  quarantine: `
    SELECT writer_id, segment, byte_offset, byte_length, reason, content FROM store.quarantine`
};

/**
 * The time, as `now()` gives it. A statement with `now()` in it is planned a
 * second time when it is executed, which takes longer than most of them do.
 */
export const CLOCK = 'uuid_extract_timestamp(uuidv7())';

/** All points, wherever they are. */
export const ALL_POINTS = `
  SELECT series, step, time, value, cell FROM store.settled_points
  UNION ALL SELECT series, step, time, value, cell FROM store.recent_points`;
