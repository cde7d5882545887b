/** Datasets, artifacts, models and system metrics: from facts to views. */
import { hashOf, makesModel, readsSystem, usesDatasets } from './fieldData';
import { FieldJournal } from './fieldJournal';
import { writeFieldStore } from './fieldStore';
import { Home } from './support';

const PLACE = { user: 'eve', host: 'desk', python: '3.11.7', notebook: '/nb/hand.ipynb', project: 'hand' };
const homes: Home[] = [];

async function store(write: (path: string) => void): Promise<Home> {
  const home = new Home();
  homes.push(home);
  write(home.path);
  await home.start();
  return home;
}

afterEach(() => Promise.all(homes.splice(0).map(home => home.dispose())));

describe("the field's store", () => {
  let home: Home;
  beforeEach(async () => {
    home = await store(writeFieldStore);
  });

  it('tells which runs were tested on what they were trained on', async () => {
    const leaking = await home.sql(`
      SELECT DISTINCT a.run_id, a.name AS trained_on, b.name AS tested_on
      FROM run_datasets a JOIN run_datasets b ON b.run_id = a.run_id AND b.dataset_hash = a.dataset_hash
      WHERE a.role = 'train' AND b.role IN ('test', 'validation', 'eval')`);
    expect(leaking).toEqual([{ run_id: 'r10', trained_on: 'digits-train', tested_on: 'digits-test' }]);
  });

  it('numbers the contents of a dataset by their first use', async () => {
    const rows = await home.sql(
      'SELECT name, version, dataset_hash, rows, columns, runs FROM datasets ORDER BY name, version'
    );
    expect(rows).toEqual([
      { name: 'digits-test', version: 1, dataset_hash: hashOf('f'), rows: 450, columns: 2, runs: 11 },
      { name: 'digits-test', version: 2, dataset_hash: hashOf('a'), rows: 1347, columns: 2, runs: 1 },
      { name: 'digits-train', version: 1, dataset_hash: hashOf('a'), rows: 1347, columns: 2, runs: 9 },
      { name: 'digits-train', version: 2, dataset_hash: hashOf('b'), rows: 1437, columns: 2, runs: 3 }
    ]);
    expect(
      await home.sql(`SELECT position, name, distinct_values, max_value, mean FROM dataset_columns
      WHERE dataset_hash = '${hashOf('b')}' ORDER BY position`)
    ).toEqual([
      { position: 1, name: 'pixel', distinct_values: 17, max_value: '16', mean: 4.9 },
      { position: 2, name: 'digit', distinct_values: 10, max_value: '9', mean: 4.5 }
    ]);
  });

  it('leads from a model to its run, its bytes and its training data', async () => {
    expect(
      await home.sql('SELECT version, run_id, aliases, note, dataset_hashes FROM model_versions ORDER BY version')
    ).toEqual([
      { version: 1, run_id: 'r03', aliases: [], note: null, dataset_hashes: [hashOf('a')] },
      { version: 2, run_id: 'r15', aliases: ['champion'], note: 'with dropout', dataset_hashes: [hashOf('b')] }
    ]);
    expect(await home.sql('SELECT name, versions, latest_version, aliases FROM models')).toEqual([
      { name: 'digits', versions: 2, latest_version: 2, aliases: { champion: 2 } }
    ]);
    expect(
      await home.sql(
        "SELECT run_id, name, version, kind, stored FROM artifacts WHERE run_id IN ('r03', 'r15') ORDER BY ALL"
      )
    ).toEqual([
      { run_id: 'r03', name: 'confusion.png', version: 1, kind: 'image', stored: true },
      { run_id: 'r03', name: 'digits', version: 1, kind: 'model', stored: true },
      { run_id: 'r15', name: 'confusion.png', version: 1, kind: 'image', stored: true },
      { run_id: 'r15', name: 'digits', version: 2, kind: 'model', stored: true }
    ]);
  });

  it('tells what the machine was busy with during a run', async () => {
    expect(
      await home.sql(
        "SELECT name, unit, count(*) AS n, max(value) AS most FROM system_metrics WHERE run_id = 'r13' GROUP BY ALL ORDER BY name"
      )
    ).toEqual([
      { name: 'cpu_percent', unit: 'percent', n: 4, most: 92 },
      { name: 'gpu_0_memory_bytes', unit: 'bytes', n: 4, most: 2e9 },
      { name: 'gpu_0_utilization_percent', unit: 'percent', n: 4, most: 66 },
      { name: 'memory_bytes', unit: 'bytes', n: 4, most: 980e6 }
    ]);
  });

  it('is the same after a rebuild', async () => {
    const before = await home.everything();
    expect(before.system_metrics?.length).toBeGreaterThan(0);
    expect((await home.ask('rebuild')).status).toBe(200);
    expect(await home.everything()).toEqual(before);
  });
});

it('the order in which writers are heard, and hearing a fact twice, change nothing', async () => {
  const say = (path: string, order: readonly string[], again: number): void => {
    for (const session of order) {
      const journal = new FieldJournal(path, session, PLACE, 1000);
      const [t, run] = session === 'one' ? [1010, 'run-one'] : [1020, 'run-two'];
      journal.run(t, run, run, {});
      for (let time = 0; time <= again; time++) {
        usesDatasets(journal, t, run, session === 'one' ? 'a' : 'b', 'f');
        makesModel(journal, t, run, session === 'one' ? 'c' : 'd', null);
      }
      journal.end(t + 1, run);
      journal.close(t + 2);
    }
  };
  const asked = ['datasets', 'run_datasets', 'dataset_columns', 'artifacts', 'models', 'model_versions'];
  const found = [];
  for (const [order, again] of [
    [['one', 'two'], 0],
    [['two', 'one'], 0],
    [['one', 'two'], 1]
  ] as const) {
    const home = await store(path => say(path, order.slice(0, 1), again));
    await home.ask('sync');
    say(home.path, order.slice(1), again);
    found.push(await Promise.all(asked.map(view => home.sql(`SELECT * FROM ${view} ORDER BY ALL`))));
  }
  expect(found[1]).toEqual(found[0]);
  expect(found[2]).toEqual(found[0]);
  expect(found[0]?.[5]?.map(({ version, run_id, aliases }) => [version, run_id, aliases])).toEqual([
    [1, 'run-one', []],
    [2, 'run-two', ['champion']]
  ]);
});

it('an alias can be taken away, and a reading belongs to a session where no run was open', async () => {
  const home = await store(path => {
    const journal = new FieldJournal(path, 's1', PLACE, 1000);
    journal.run(1001, 'r1', 'r1', {});
    makesModel(journal, 1002, 'r1', 'c', null);
    journal.fact(1003, 'model_aliased', { project: 'hand', name: 'digits', alias: 'champion', version_id: null });
    journal.fact(1004, 'system_sampled', { session_id: 's1', run_ids: [], values: { load_1m: 0.5 } });
    journal.fact(1005, 'system_sampled', { session_id: 's1', run_ids: [], values: { load_1m: 'much' } });
    journal.fact(1006, 'dataset_described', { dataset_hash: 'x', hash_kind: 'exact', columns: [{ type: 'int64' }] });
    readsSystem(journal, 1000, 'r1', 30);
  });
  expect(await home.sql('SELECT aliases FROM models')).toEqual([{ aliases: {} }]);
  expect(await home.sql("SELECT run_id, value, unit FROM system_metrics WHERE name = 'load_1m'")).toEqual([
    { run_id: null, value: 0.5, unit: null }
  ]);
  expect(await home.sql('SELECT reason FROM quarantine ORDER BY 1')).toEqual([
    { reason: 'columns of dataset_described has no name' },
    { reason: 'values of system_sampled are not all numbers' }
  ]);
});

it('an artifact that was not kept is listed with its reason until it is kept', async () => {
  const home = await store(path => {
    const journal = new FieldJournal(path, 's1', PLACE, 1000);
    journal.run(1001, 'r1', 'r1', {});
    const missed = { run_id: 'r1', kind: 'file', path: '/data/it', execution_id: null };
    const kept = { run_id: 'r1', kind: 'file', bytes: 3, path: null, stored: false, execution_id: null };
    journal.fact(1002, 'artifact_missed', { ...missed, name: 'late.bin', reason: 'it is being read' });
    journal.fact(1003, 'artifact_logged', { ...kept, name: 'late.bin', sha256: 'a' });
    journal.fact(1002, 'artifact_logged', { ...kept, name: 'twice.bin', sha256: 'b' });
    journal.fact(1003, 'artifact_missed', { ...missed, name: 'twice.bin', reason: 'the first' });
    journal.fact(1004, 'artifact_missed', { ...missed, name: 'twice.bin', reason: 'there is no such file' });
  });
  expect(
    await home.sql('SELECT name, version, sha256, bytes, path, stored, error FROM artifacts ORDER BY name, version')
  ).toEqual([
    { name: 'late.bin', version: 1, sha256: 'a', bytes: 3, path: null, stored: false, error: null },
    { name: 'twice.bin', version: 1, sha256: 'b', bytes: 3, path: null, stored: false, error: null },
    {
      name: 'twice.bin',
      version: null,
      sha256: null,
      bytes: null,
      path: '/data/it',
      stored: false,
      error: 'there is no such file'
    }
  ]);
});
