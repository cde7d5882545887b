import { dataDifferences, dataStanding, hasData, type IRoleDifference } from '../dataDifference';
import type { IRunRecord } from '../run/runRecord';
import { isRepeat, replicates, seedOf } from './replicates';

/** A run of the baseline's and one of the candidate's whose data has to be the same. */
export type DataPair = readonly [IRunRecord, IRunRecord];

/** What weighs most against a comparison comes last. */
const ORDER: readonly IRoleDifference['is'][] = [
  'same',
  'unrecorded',
  'sampled',
  'partial',
  'unlike',
  'one-sided',
  'other'
];

/**
 * The runs of two groups whose data is compared: those of one seed, as a split that is
 * drawn with the seed differs from seed to seed; where no seed is on both sides, the two
 * runs themselves.
 */
export function dataPairs(
  base: IRunRecord,
  candidate: IRunRecord,
  groups: readonly [readonly IRunRecord[], readonly IRunRecord[]]
): DataPair[] {
  const [left, right] = groups;
  const pairs = right.flatMap(run => {
    const seed = seedOf(run);
    return seed === null ? [] : left.filter(other => seedOf(other) === seed).map((other): DataPair => [other, run]);
  });
  return pairs.length > 0 ? pairs : [[base, candidate]];
}

/** Role by role what all pairs have in common: the worst of each. */
export function rolesOfPairs(pairs: readonly DataPair[]): IRoleDifference[] {
  const worst = new Map<string, IRoleDifference['is']>();
  for (const { role, is } of pairs.flatMap(([base, candidate]) => dataDifferences(base, candidate))) {
    const known = worst.get(role);
    worst.set(role, known && ORDER.indexOf(known) > ORDER.indexOf(is) ? known : is);
  }
  return [...worst].map(([role, is]) => ({ role, is }));
}

/** The first pair of which only one run recorded its data: that one, and the other. */
export function oneSided(pairs: readonly DataPair[]): { recorded: IRunRecord; unrecorded: IRunRecord } | null {
  const pair = pairs.find(([base, candidate]) => hasData(base) !== hasData(candidate));
  if (!pair) {
    return null;
  }
  const [base, candidate] = pair;
  return hasData(base) ? { recorded: base, unrecorded: candidate } : { recorded: candidate, unrecorded: base };
}

/**
 * The run that a candidate's value is read against: the baseline, or its repeat of the same
 * seed where only that one had the same data; null for a repeat of the baseline on other data.
 */
export function counterpart(base: IRunRecord, run: IRunRecord, all: readonly IRunRecord[]): IRunRecord | null {
  if (dataStanding(base, run) !== 'other') {
    return base;
  }
  if (isRepeat(base, run, all)) {
    return null;
  }
  const seed = seedOf(run);
  const same = replicates(base, all).filter(other => seed !== null && seedOf(other) === seed);
  return same.find(other => dataStanding(other, run) !== 'other') ?? base;
}
