import type { Cell } from '../companion/wire';
import { mapPair } from '../core/pair';

/** How a hash was made, as in `datasets.hash_kind`; null: without a hash, or not recorded. */
export type HashKind = 'exact' | 'file' | 'sampled' | 'partial' | null;

/** One use of a dataset by a run. */
export interface IDataHash {
  /** train, validation, test, …; empty when none was given. */
  role: string;
  /** Null where the content was not read, or not yet. */
  hash: string | null;
  hashKind: HashKind;
}

/** One use of a dataset by a run: a row of `run_datasets`. */
export interface IUse {
  [column: string]: Cell;
  run_id: string;
  role: string | null;
  dataset_hash: string | null;
  hash_kind: HashKind;
}

export const readUse = ({ role, dataset_hash, hash_kind }: IUse): IDataHash => ({
  role: role ?? '',
  hash: dataset_hash,
  hashKind: hash_kind
});

/** A run's datasets: under which role it used which content. */
export interface IHasData {
  data: readonly IDataHash[];
}

/** What two runs used under one role. */
export interface IRoleDifference {
  role: string;
  /**
   * `same` is certain. `sampled` and `partial`: all that was hashed is the same.
   * `unlike`: hashes of values and of a file's bytes, or of more and fewer columns,
   * differ whether or not the data does. `one-sided` and `unrecorded`: without a hash
   * on one side, or on both.
   */
  is: 'same' | 'sampled' | 'partial' | 'unlike' | 'other' | 'one-sided' | 'unrecorded';
}

/** Role by role whether two runs had the same data, by the hash of its content. */
export function dataDifferences(base: IHasData, candidate: IHasData): IRoleDifference[] {
  const [left, right] = mapPair([base, candidate], byRole);
  return [...new Set([...left.keys(), ...right.keys()])].sort().map((role): IRoleDifference => {
    return { role, is: differenceOf(left.get(role) ?? [], right.get(role) ?? []) };
  });
}

/** Whether two runs' data lets their values be compared. */
export type DataStanding = 'comparable' | 'uncertain' | 'unrecorded' | 'other';

/**
 * Whether data lets two runs' values be compared: not with `other` content. Nothing is
 * better or worse where it is `uncertain`, or `unrecorded`: where one side alone recorded
 * any. Data that neither side recorded is no reason against it.
 */
export function dataStanding(base: IHasData, candidate: IHasData): DataStanding {
  const roles = dataDifferences(base, candidate);
  if (roles.some(({ is }) => is === 'other')) {
    return 'other';
  }
  if (hasData(base) !== hasData(candidate)) {
    return 'unrecorded';
  }
  return roles.every(({ is }) => is === 'same' || is === 'unrecorded') ? 'comparable' : 'uncertain';
}

/** The data that most of these used, role by role the same; null without any. */
export function usualData(all: readonly IHasData[]): IHasData | null {
  const counts = new Map<string, { used: IHasData; count: number }>();
  for (const used of all.filter(hasData)) {
    const key = used.data
      .map(({ role, hash }) => `${role} ${hash}`)
      .sort()
      .join('\n');
    counts.set(key, { used, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const [most] = [...counts.values()].sort((a, b) => b.count - a.count);
  return most?.used ?? null;
}

/** Whether any of its data was read. */
export function hasData({ data }: IHasData): boolean {
  return data.some(({ hash }) => hash !== null);
}

function differenceOf(left: readonly IDataHash[], right: readonly IDataHash[]): IRoleDifference['is'] {
  const [isLeft, isRight] = [left, right].map(uses => uses.length > 0 && uses.every(({ hash }) => hash !== null));
  if (!isLeft || !isRight) {
    return isLeft || isRight ? 'one-sided' : 'unrecorded';
  }
  const [onlyLeft, onlyRight] = [without(left, right), without(right, left)];
  if (onlyLeft.length > 0 || onlyRight.length > 0) {
    return isUnlike(onlyLeft, onlyRight) ? 'unlike' : 'other';
  }
  const kinds = new Set([...left, ...right].map(({ hashKind }) => hashKind));
  return kinds.has('sampled') ? 'sampled' : kinds.has('partial') ? 'partial' : 'same';
}

function without(uses: readonly IDataHash[], others: readonly IDataHash[]): IDataHash[] {
  return uses.filter(({ hash }) => !others.some(other => other.hash === hash));
}

/** Whether what is on one side only was hashed in such ways that no two of them could be equal. */
function isUnlike(left: readonly IDataHash[], right: readonly IDataHash[]): boolean {
  return (
    left.length > 0 && right.length > 0 && left.every(({ hashKind }) => right.every(use => use.hashKind !== hashKind))
  );
}

function byRole({ data }: IHasData): Map<string, IDataHash[]> {
  const roles = new Map<string, IDataHash[]>();
  for (const use of data) {
    roles.set(use.role, [...(roles.get(use.role) ?? []), use]);
  }
  return roles;
}
