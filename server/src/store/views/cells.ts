import type { IView } from './View';

const STATUS = `CASE WHEN c.ended_status IS NOT NULL THEN c.ended_status
        WHEN c.presumed_at IS NOT NULL THEN 'interrupted' ELSE 'running' END`;

const MICROSECONDS = 'epoch_us(coalesce(c.ended_at, c.presumed_at)) - epoch_us(c.started_at)';
const SECONDS = `(${MICROSECONDS}) / 1e6`;

const cells: IView = {
  name: 'cells',
  row: 'one execution of one cell',
  columns: {
    execution_id: 'The execution',
    session_id: "The kernel's life that it belongs to",
    run_id: 'The run that was active when it ended, else when it began; null for none',
    cell_id: "The cell's id in the notebook; null where the frontend does not send one",
    position: 'Order within the session, from 1',
    execution_count: 'The number beside the cell, In [n]; null when it has none',
    source: 'What was executed, credentials masked',
    source_hash: 'sha256 of the source',
    status: 'ok, error, interrupted or running',
    started_at: 'When it began',
    ended_at: 'When it ended; null while it runs',
    duration_seconds: 'Seconds that it took; null while it runs',
    error_name: 'Class of the error; null without one',
    error_value: "The error's message; null without one",
    traceback: 'Where the error came from; null without one',
    cpu_seconds: 'Seconds of CPU, all threads of the kernel; null when not measured',
    memory_delta_bytes: 'Resident memory at the end less at the start; null when not measured',
    memory_peak_bytes: "The kernel's highest resident memory so far; null when not measured",
    tags: "The cell's tags as a list",
    redacted: 'Whether credentials were masked in the source',
    notebook_path: 'Notebook or script; null when it is not known'
  },
  sql: `
    SELECT c.execution_id, c.session_id, coalesce(c.ended_run_id, c.began_run_id) AS run_id,
      c.cell_id, c.position, c.execution_count, o.source, c.source_hash,
      ${STATUS} AS status,
      c.started_at, coalesce(c.ended_at, c.presumed_at) AS ended_at,
      ${SECONDS} AS duration_seconds,
      c.error_name, c.error_value, c.traceback, c.cpu_seconds, c.memory_delta_bytes,
      c.memory_peak_bytes, c.tags, c.redacted, s.notebook_path
    FROM store.cell c
      LEFT JOIN store.source o ON o.source_hash = c.source_hash
      LEFT JOIN store.session s ON s.session_id = c.session_id
    WHERE c.began_by IS NOT NULL`
};

const cellHistory: IView = {
  name: 'cell_history',
  row: 'an execution of a cell among those of the same cell, over all sessions',
  columns: {
    notebook_path: 'Notebook or script; null when it is not known',
    cell_id: "The cell's id in the notebook; executions without one are not here",
    number: 'Which execution of the cell it is, from 1, by time',
    executions: "The cell's executions in all",
    execution_id: 'The execution',
    session_id: "The kernel's life that it belongs to",
    started_at: 'When it began',
    status: 'ok, error, interrupted or running',
    duration_seconds: 'Seconds that it took; null while it runs',
    source_hash: 'sha256 of the source: cell_sources has the text',
    source_changed: 'Whether the source differs from the execution before; null for the first'
  },
  sql: `
    SELECT s.notebook_path, c.cell_id, row_number() OVER by_time AS number,
      count(*) OVER (PARTITION BY s.notebook_path, c.cell_id) AS executions,
      c.execution_id, c.session_id, c.started_at, ${STATUS} AS status,
      ${SECONDS} AS duration_seconds, c.source_hash,
      c.source_hash <> lag(c.source_hash) OVER by_time AS source_changed
    FROM store.cell c LEFT JOIN store.session s ON s.session_id = c.session_id
    WHERE c.began_by IS NOT NULL AND c.cell_id IS NOT NULL
    WINDOW by_time AS (
      PARTITION BY s.notebook_path, c.cell_id ORDER BY c.started_at, c.execution_id)`
};

const slowCells: IView = {
  name: 'slow_cells',
  row: 'a cell of a notebook with the time that its executions took',
  columns: {
    notebook_path: 'Notebook or script; null when it is not known',
    cell_id: "The cell's id; null where the frontend does not send one: then a row is a source",
    source: 'Its source when it was last executed',
    executions: 'Executions that ended',
    median_seconds: 'Median of their seconds',
    longest_seconds: 'Seconds of the longest',
    total_seconds: 'Seconds of all together',
    failed_share: 'Share that ended in an error, from 0 to 1',
    last_started_at: 'When the last of them began'
  },
  sql: `
    WITH told AS (
      -- Whole microseconds add up to the same in any order.
      SELECT s.notebook_path, c.cell_id, c.source_hash, c.started_at, ${STATUS} AS status,
        ${SECONDS} AS seconds, ${MICROSECONDS} AS microseconds
      FROM store.cell c LEFT JOIN store.session s ON s.session_id = c.session_id
      WHERE c.began_by IS NOT NULL AND (c.ended_status IS NOT NULL OR c.presumed_at IS NOT NULL)
    ), summed AS (
      SELECT notebook_path, cell_id, arg_max(source_hash, (started_at, source_hash)) AS source_hash,
        count(*) AS executions, median(seconds) AS median_seconds, max(seconds) AS longest_seconds,
        sum(microseconds) / 1e6 AS total_seconds, avg((status = 'error')::INTEGER) AS failed_share,
        max(started_at) AS last_started_at
      FROM told
      GROUP BY notebook_path, cell_id, CASE WHEN cell_id IS NULL THEN source_hash END
    )
    SELECT t.notebook_path, t.cell_id, o.source, t.executions, t.median_seconds,
      t.longest_seconds, t.total_seconds, t.failed_share, t.last_started_at
    FROM summed t LEFT JOIN store.source o ON o.source_hash = t.source_hash`
};

const cellSources: IView = {
  name: 'cell_sources',
  row: 'a source that was executed',
  columns: {
    source_hash: 'sha256 of the source',
    source: 'The text, credentials masked; null when it was not recorded',
    executions: 'How often it was executed',
    first_seen_at: 'When it was first executed',
    last_seen_at: 'When it was last executed'
  },
  sql: `
    SELECT c.source_hash, any_value(o.source) AS source, count(*) AS executions,
      min(c.started_at) AS first_seen_at, max(c.started_at) AS last_seen_at
    FROM store.cell c LEFT JOIN store.source o ON o.source_hash = c.source_hash
    WHERE c.began_by IS NOT NULL AND c.source_hash IS NOT NULL
    GROUP BY c.source_hash`
};

export const CELL_VIEWS: readonly IView[] = [cells, cellHistory, slowCells, cellSources];
