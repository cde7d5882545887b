/** What runs take in and give out: datasets, artifacts, models. */
import { MisfitError } from '../merge/fields';
import type { Context } from './Context';

export function datasetDescribed(fact: Context): void {
  const dataset = { dataset_hash: fact.id('dataset_hash') };
  const columns = fact.listOf('columns').map(column => ({
    name: column.id('name'),
    type: column.text('type'),
    missing: column.whole('missing'),
    distinct_values: column.whole('distinct_values'),
    min_value: column.text('min_value'),
    max_value: column.text('max_value'),
    mean: column.number('mean'),
    std: column.number('std')
  }));
  fact.stage.put('dataset', dataset, 'told', fact.by, {
    hash_kind: fact.id('hash_kind'),
    row_count: fact.whole('rows'),
    bytes: fact.whole('bytes'),
    column_count: columns.length === 0 ? null : columns.length
  });
  columns.forEach((column, index) =>
    fact.stage.put('dataset_column', { ...dataset, position: index + 1 }, 'told', fact.by, column)
  );
}

export function datasetUsed(fact: Context): void {
  const name = fact.id('name');
  const use = {
    ...fact.livingRun(),
    name,
    role: fact.text('role') ?? '',
    dataset_hash: fact.text('dataset_hash') ?? ''
  };
  fact.stage.put('dataset_use', use, 'began', fact.by, {
    row_count: fact.whole('rows'),
    source: fact.text('source'),
    execution_id: fact.text('execution_id'),
    used_at: fact.at
  });
  fact.stage.put('dataset_use', use, 'told', fact.by, { reason: fact.text('reason') });
  fact.stage.raise('dataset_use', use, { used_last_at: fact.at });
}

export function artifactLogged(fact: Context): void {
  const [name, kind, sha256] = [fact.id('name'), fact.id('kind'), fact.id('sha256')];
  const artifact = { ...fact.livingRun(), kind, name, sha256 };
  fact.stage.put('artifact', artifact, 'began', fact.by, {
    bytes: fact.whole('bytes'),
    path: fact.text('path'),
    execution_id: fact.text('execution_id'),
    logged_at: fact.at
  });
  fact.stage.raise('artifact', artifact, { logged_last_at: fact.at });
  const metadata = metadataOf(fact);
  if (metadata !== null) {
    fact.stage.put('artifact', artifact, 'described', fact.by, { metadata });
  }
  if (fact.flag('stored')) {
    fact.stage.raise('artifact', artifact, { stored_at: fact.at });
  }
}

/** An artifact without content: a row of its own, which the view leaves out once there is one with content. */
export function artifactMissed(fact: Context): void {
  const artifact = { ...fact.livingRun(), kind: fact.id('kind'), name: fact.id('name'), sha256: '' };
  fact.stage.put('artifact', artifact, 'missed', fact.by, {
    missed_path: fact.text('path'),
    missed_execution_id: fact.text('execution_id'),
    missed_at: fact.at,
    reason: fact.id('reason')
  });
}

export function modelRegistered(fact: Context): void {
  const version = { version_id: fact.id('version_id') };
  fact.stage.put('model_version', version, 'began', fact.by, {
    ...fact.livingRun(),
    project: fact.id('project'),
    name: fact.id('name'),
    sha256: fact.id('sha256'),
    bytes: fact.whole('bytes'),
    note: fact.text('note'),
    metadata: metadataOf(fact),
    execution_id: fact.text('execution_id'),
    registered_at: fact.at
  });
}

export function modelAliased(fact: Context): void {
  const alias = { project: fact.id('project'), name: fact.id('name'), alias: fact.id('alias') };
  fact.stage.put('model_alias', alias, 'set', fact.by, { version_id: fact.text('version_id'), set_at: fact.at });
}

export function systemSampled(fact: Context): void {
  const session_id = fact.id('session_id');
  const run_ids = fact.texts('run_ids');
  const readings = fact.entries('values');
  if (readings.some(([, value]) => typeof value !== 'number')) {
    throw new MisfitError('values of system_sampled are not all numbers');
  }
  readings.forEach(([name, value]) =>
    fact.stage.log('system_sample', {
      session_id,
      run_ids,
      time: fact.at,
      name,
      value: Number(value),
      writer_id: fact.writerId
    })
  );
}

function metadataOf(fact: Context): string | null {
  const metadata = fact.fact.metadata ?? null;
  return metadata === null ? null : JSON.stringify(metadata);
}
