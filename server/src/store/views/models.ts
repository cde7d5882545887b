import type { IView } from './View';

const modelVersions: IView = {
  name: 'model_versions',
  row: 'a version of a model',
  columns: {
    project: 'Body of work',
    name: "The model's name in the project",
    version: '1, 2, … by the time of registration',
    version_id: 'Its id, which never changes; its number may, when an earlier version becomes known',
    run_id: 'The run that made it',
    sha256: "sha256 of its bytes: the run's artifact of kind model and this name",
    bytes: 'Its size, bytes',
    aliases: 'Aliases that mean it now, sorted',
    note: 'Its note; null without one',
    metadata: 'Its metadata as JSON text; null without any',
    execution_id: 'The cell execution that registered it; null outside of a cell',
    registered_at: 'When it was registered',
    dataset_hashes: "Contents of the run's datasets of role train, sorted"
  },
  sql: `
    WITH aliased AS (
      SELECT version_id, list_sort(list(alias)) AS aliases
      FROM store.model_alias WHERE version_id IS NOT NULL GROUP BY version_id
    ), trained AS (
      SELECT run_id, list_sort(list(DISTINCT dataset_hash)) AS dataset_hashes
      FROM store.dataset_use WHERE role = 'train' AND dataset_hash <> '' GROUP BY run_id
    )
    SELECT v.project, v.name,
      row_number() OVER (PARTITION BY v.project, v.name ORDER BY v.registered_at, v.version_id) AS version,
      v.version_id, v.run_id, v.sha256, v.bytes, coalesce(a.aliases, []) AS aliases, v.note, v.metadata,
      v.execution_id, v.registered_at, coalesce(t.dataset_hashes, []) AS dataset_hashes
    FROM store.model_version v
      LEFT JOIN aliased a ON a.version_id = v.version_id
      LEFT JOIN trained t ON t.run_id = v.run_id`
};

const models: IView = {
  name: 'models',
  row: 'a model of a project',
  columns: {
    project: 'Body of work',
    name: "The model's name in the project",
    versions: 'Versions that it has',
    latest_version: 'The last of them',
    aliases: 'Each alias to the version that it means now',
    created_at: 'When its first version was registered',
    updated_at: 'When its last version was registered or an alias of it was moved last'
  },
  sql: `
    WITH moved AS (
      SELECT project, name, max(set_at) AS moved_at FROM store.model_alias GROUP BY project, name
    ), meant AS (
      SELECT l.project, l.name, map_from_entries(list_sort(list((l.alias, v.version)))) AS aliases
      FROM store.model_alias l JOIN main.model_versions v ON v.version_id = l.version_id
      GROUP BY l.project, l.name
    )
    SELECT v.project, v.name, count(*) AS versions, max(v.version) AS latest_version,
      coalesce(any_value(m.aliases), MAP {}) AS aliases, min(v.registered_at) AS created_at,
      greatest(max(v.registered_at), any_value(d.moved_at)) AS updated_at
    FROM main.model_versions v
      LEFT JOIN meant m ON m.project = v.project AND m.name = v.name
      LEFT JOIN moved d ON d.project = v.project AND d.name = v.name
    GROUP BY v.project, v.name`
};

export const MODEL_VIEWS: readonly IView[] = [modelVersions, models];
