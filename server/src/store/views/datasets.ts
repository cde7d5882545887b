import type { IView } from './View';

/** Each use with its project, and which version its content is under that name there. */
const USES = `
    WITH named AS (
      SELECT u.run_id, u.name, nullif(u.role, '') AS role, nullif(u.dataset_hash, '') AS dataset_hash,
        u.row_count, u.source, u.execution_id, u.used_at, u.used_last_at, u.reason, r.project
      FROM store.dataset_use u LEFT JOIN store.run r ON r.run_id = u.run_id
      WHERE u.dataset_hash <> '' OR NOT EXISTS (
        FROM store.dataset_use k WHERE k.run_id = u.run_id AND k.name = u.name AND k.role = u.role
          AND k.dataset_hash <> '' AND k.used_last_at >= u.used_last_at)
    ), met AS (
      SELECT *, min(used_at) OVER (PARTITION BY project, name, dataset_hash) AS first_used_at FROM named
    ), uses AS (
      SELECT *, CASE WHEN dataset_hash IS NOT NULL THEN dense_rank() OVER (
        PARTITION BY project, name, dataset_hash IS NULL ORDER BY first_used_at, dataset_hash) END AS version
      FROM met
    )`;

const datasets: IView = {
  name: 'datasets',
  row: "a dataset's content under its name in a project",
  columns: {
    project: 'Project of the runs that use it',
    name: 'What it is called there',
    dataset_hash: 'sha256 of its content, the same for the same content; null where it could not be read',
    hash_kind:
      'exact (all values), sampled (above 256 MB), file (its bytes) or partial (all but some columns); null without a hash. ' +
      'The same hash is the same data for certain where it is exact or file; hashes of different kinds differ for the same data too',
    version: '1, 2, … for each content of the name in the project, by its first use; null without a hash',
    rows: 'Its rows; null for a file',
    bytes: 'Its size in memory or on disk, bytes; null when it is not known',
    columns: 'Number of its columns; null for a file',
    source: 'Where it came from, as given at its last use: a path, an address, a text; null when none was given',
    first_used_at: 'When a run used it first',
    last_used_at: 'When a run used it last',
    runs: 'Runs that used it',
    error: 'Why there is no hash, or not yet, or what it leaves out, as of its last use; null where all was read'
  },
  sql: `${USES}
    SELECT u.project, u.name, u.dataset_hash, any_value(d.hash_kind) AS hash_kind,
      any_value(u.version) AS version, coalesce(any_value(d.row_count), max(u.row_count)) AS rows,
      any_value(d.bytes) AS bytes, any_value(d.column_count) AS columns,
      arg_max(u.source, (u.used_at, u.run_id, u.role)) AS source, min(u.used_at) AS first_used_at,
      max(u.used_last_at) AS last_used_at, count(DISTINCT u.run_id) AS runs,
      arg_max_null(u.reason, (u.used_at, u.run_id, u.role)) AS error
    FROM uses u LEFT JOIN store.dataset d ON d.dataset_hash = u.dataset_hash
    GROUP BY u.project, u.name, u.dataset_hash`
};

/**
 * Runs that were tested on what they were trained on:
 *
 *     SELECT DISTINCT a.run_id FROM run_datasets a JOIN run_datasets b USING (run_id, dataset_hash)
 *     WHERE a.role = 'train' AND b.role = 'test'
 */
const runDatasets: IView = {
  name: 'run_datasets',
  row: 'the use of a dataset by a run',
  columns: {
    run_id: 'The run',
    name: "The dataset's name",
    role: 'train, validation, test, eval or any other word; null when none was said',
    dataset_hash:
      'sha256 of its content; two uses with the same one had the same data, as far as hash_kind says. ' +
      'Null where it was not read, or not yet',
    hash_kind: 'How much of it the hash is of, as in datasets: exact, sampled, file or partial; null without a hash',
    version: 'Its version under the name in the project; null without a hash',
    rows: 'Its rows; null for a file',
    execution_id: 'The cell execution in which it was logged; null outside of a cell',
    used_at: 'When it was logged first',
    error: 'Why there is no hash, or not yet, or what it leaves out; null where all was read'
  },
  sql: `${USES}
    SELECT u.run_id, u.name, u.role, u.dataset_hash, d.hash_kind, u.version, u.row_count AS rows, u.execution_id,
      u.used_at, u.reason AS error
    FROM uses u LEFT JOIN store.dataset d ON d.dataset_hash = u.dataset_hash`
};

const datasetColumns: IView = {
  name: 'dataset_columns',
  row: "a column of a dataset's content",
  columns: {
    dataset_hash: 'The content',
    position: 'Place among its columns, from 1',
    name: "The column's name",
    type: 'int64, float32, boolean, text, datetime, date, …; with a shape where a value is an array',
    missing: 'Values that are missing, NaN among them; null where only a sample was read',
    distinct_values: 'Distinct values that are not missing; null above 10,000 and where only a sample was read',
    min_value: 'Smallest number or earliest time, as text; null for others. Of the sample where only one was read',
    max_value: 'Largest number or latest time, likewise',
    mean: 'Mean of its numbers, likewise; for booleans the share that is true',
    std: 'Standard deviation of its numbers, that of a whole population, likewise'
  },
  sql: `
    SELECT dataset_hash, position, name, type, missing, distinct_values, min_value, max_value, mean, std
    FROM store.dataset_column`
};

export const DATASET_VIEWS: readonly IView[] = [datasets, runDatasets, datasetColumns];
