/** What the runs of the field's history take in and give out: see fieldStore. */
import type { FieldJournal } from './fieldJournal';

/** Contents of datasets, by the letter that their hash repeats. */
const CONTENTS: Record<string, { rows: number; mean: number }> = {
  a: { rows: 1347, mean: 4.88 },
  b: { rows: 1437, mean: 4.9 },
  f: { rows: 450, mean: 4.87 }
};

/** A hash of 64 times the same digit. */
export const hashOf = (digit: string): string => digit.repeat(64);

/** The run uses the contents as its train and its test dataset. */
export function usesDatasets(journal: FieldJournal, t: number, run_id: string, train: string, test: string): void {
  for (const [role, digit] of [
    ['train', train],
    ['test', test]
  ] as const) {
    const { rows = 0, mean = 0 } = CONTENTS[digit] ?? {};
    const dataset_hash = hashOf(digit);
    const column = { missing: 0, min_value: '0', max_value: '16', std: 6.02 };
    journal.fact(t, 'dataset_described', {
      dataset_hash,
      hash_kind: 'exact',
      rows,
      bytes: rows * 16,
      columns: [
        { name: 'pixel', type: 'float64', distinct_values: 17, mean, ...column },
        { name: 'digit', type: 'int64', distinct_values: 10, mean: 4.5, ...column, max_value: '9', std: 2.87 }
      ]
    });
    journal.fact(t, 'dataset_used', {
      run_id,
      name: `digits-${role}`,
      role,
      dataset_hash,
      rows,
      source: `/data/digits-${role}.parquet`,
      execution_id: null
    });
  }
}

/** The run keeps a picture, and its model as the next version, to which `champion` moves. */
export function makesModel(journal: FieldJournal, t: number, run_id: string, digit: string, note: string | null): void {
  const [sha256, bytes] = [hashOf(digit), 181_000];
  const rest = { execution_id: null };
  journal.fact(t, 'artifact_logged', {
    run_id,
    name: 'confusion.png',
    kind: 'image',
    bytes: 24_000,
    sha256: hashOf('e'),
    path: '/nb/confusion.png',
    stored: true,
    ...rest
  });
  journal.fact(t, 'artifact_logged', {
    run_id,
    name: 'digits',
    kind: 'model',
    bytes,
    sha256,
    path: '/nb/model.pt',
    stored: true,
    ...rest
  });
  const version_id = `version-of-${run_id}`;
  const model = { project: journal.project, name: 'digits' };
  journal.fact(t, 'model_registered', { version_id, ...model, run_id, bytes, sha256, note, ...rest });
  journal.fact(t, 'model_aliased', { ...model, alias: 'champion', version_id });
}

/** A reading every 20 seconds while the run lasts. */
export function readsSystem(journal: FieldJournal, t: number, run_id: string, seconds: number): void {
  for (let passed = 20; passed < seconds; passed += 20) {
    journal.fact(t + passed, 'system_sampled', {
      session_id: journal.sessionId,
      run_ids: [run_id],
      values: {
        cpu_percent: 90 + (passed % 3),
        memory_bytes: 900e6 + passed * 1e6,
        gpu_0_utilization_percent: 60 + (passed % 7),
        gpu_0_memory_bytes: 2e9
      }
    });
  }
}
