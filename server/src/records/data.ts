/** What a run reads and leaves behind: datasets, artifacts and models. */
import type { IFactBase, Value } from './base';

/** What a dataset holds; written once per writer and content. */
export interface IDatasetDescribed extends IFactBase {
  k: 'dataset_described';
  /** sha256; docs/journal.md says of what. */
  dataset_hash: string;
  /** Of all values, of a sample of them, of a file's bytes, or of all but some columns. */
  hash_kind: 'exact' | 'sampled' | 'file' | 'partial';
  rows: number | null;
  bytes: number | null;
  /** In their order; none where they are not known. */
  columns: {
    name: string;
    type: string;
    missing: number | null;
    distinct_values: number | null;
    min_value: string | null;
    max_value: string | null;
    mean: number | null;
    std: number | null;
  }[];
}

/** A run made use of a dataset. */
export interface IDatasetUsed extends IFactBase {
  k: 'dataset_used';
  run_id: string;
  name: string;
  /** `train`, `validation`, `test`, `eval` or any other word. */
  role: string | null;
  /** Null where the content cannot be read. */
  dataset_hash: string | null;
  rows: number | null;
  /** Where it came from: a path, an address, any text. */
  source: string | null;
  /** Why there is no hash, or not yet, or what it leaves out. */
  reason?: string;
  execution_id: string | null;
}

/** A file of a run, known by its bytes; logged again with the same bytes it is the same. */
export interface IArtifactLogged extends IFactBase {
  k: 'artifact_logged';
  run_id: string;
  name: string;
  kind: 'file' | 'model' | 'image' | 'table' | 'text';
  bytes: number;
  sha256: string;
  /** Where the file really was; null for bytes and text out of memory. */
  path: string | null;
  /** Whether the bytes are in the store's `blobs`. */
  stored: boolean;
  metadata?: { [key: string]: Value };
  execution_id: string | null;
}

/** What was to become a file of a run and did not, or has not yet; a later `artifact_logged` of it takes this back. */
export interface IArtifactMissed extends IFactBase {
  k: 'artifact_missed';
  run_id: string;
  name: string;
  kind: 'file' | 'model' | 'image' | 'table' | 'text';
  /** Where the file should have been; null for what is none. */
  path: string | null;
  reason: string;
  execution_id: string | null;
}

/** A model got one more version. Its file is the run's artifact of kind `model` and this name. */
export interface IModelRegistered extends IFactBase {
  k: 'model_registered';
  version_id: string;
  project: string;
  name: string;
  run_id: string;
  bytes: number;
  sha256: string;
  note: string | null;
  metadata?: { [key: string]: Value };
  execution_id: string | null;
}

/** Which version of a model an alias means from now on; null: none. */
export interface IModelAliased extends IFactBase {
  k: 'model_aliased';
  project: string;
  name: string;
  alias: string;
  version_id: string | null;
}
