import type { IView } from './View';

const artifacts: IView = {
  name: 'artifacts',
  row: 'a file of a run, with one content',
  columns: {
    run_id: 'The run',
    name: 'Its name',
    version: '1, 2, … for each content of the kind and name in the project, by its first logging; null without content',
    kind: 'file, model, image, table or text',
    bytes: 'Its size, bytes; null without content',
    sha256: 'sha256 of its bytes, which names them in the store; null for what was not kept',
    path: 'Where the file was; null for what came out of memory',
    stored: 'Whether the store has its bytes',
    metadata: 'Its metadata as JSON text; null without any',
    execution_id: 'The cell execution in which it was logged; null outside of a cell',
    logged_at: 'When the run logged it first',
    error: 'Why it was not kept; null for what was',
    logged_last_at: 'When the run logged it last; null without content'
  },
  sql: `
    WITH named AS (
      SELECT a.*, r.project, min(a.logged_at) OVER same AS first_logged_at
      FROM store.artifact a LEFT JOIN store.run r ON r.run_id = a.run_id
      WHERE a.sha256 <> ''
      WINDOW same AS (PARTITION BY r.project, a.kind, a.name, a.sha256)
    ), missed AS (
      SELECT * FROM store.artifact a WHERE sha256 = '' AND NOT EXISTS (
        FROM store.artifact b WHERE b.run_id = a.run_id AND b.kind = a.kind AND b.name = a.name
          AND b.logged_last_at >= a.missed_at)
    )
    SELECT run_id, name,
      dense_rank() OVER (PARTITION BY project, kind, name ORDER BY first_logged_at, sha256) AS version,
      kind, bytes, sha256, path, stored_at IS NOT NULL AS stored, metadata, execution_id, logged_at, NULL AS error,
      logged_last_at
    FROM named
    UNION ALL
    SELECT run_id, name, NULL, kind, NULL, NULL, missed_path, false, NULL, missed_execution_id, missed_at, reason, NULL
    FROM missed`
};

export const ARTIFACT_VIEWS: readonly IView[] = [artifacts];
