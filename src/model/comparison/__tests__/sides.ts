/** Two sides of five seeds each, and what is said of comparing them. */
import { nullTranslator } from '@jupyterlab/translation';

import { headline } from '../../../compare/answer/words';
import type { HashKind } from '../../dataDifference';
import type { IDataUse, IRunRecord } from '../../run/runRecord';
import { answer, judged } from '../answer';
import { fairness, type IOtherChanges } from '../fairness';
import { run } from './run';

export const trans = nullTranslator.load('nbtrail');
export const NOTHING: IOtherChanges = {
  cells: 0,
  packages: 0,
  params: 1,
  machine: [],
  repeats: [[], []],
  lookedAt: null
};

export const use = (role: string, hash: string | null, kind: HashKind = 'exact'): IDataUse => ({
  role,
  name: 'digits',
  hash,
  hashKind: hash === null ? null : kind,
  version: 1,
  rows: 100
});

type Five<T> = [T, T, T, T, T];

const five = <T>(make: (seed: number) => T): Five<T> => [make(0), make(1), make(2), make(3), make(4)];

/** Five seeds a side, of which the candidates are clearly higher. */
export function sides(
  change: (candidate: IRunRecord, seed: number) => void = () => undefined,
  every: (any: IRunRecord) => void = () => undefined
): { base: Five<IRunRecord>; candidate: Five<IRunRecord> } {
  const base = five(seed => run(`a${seed}`, { 'val/acc': 0.91 + 0.001 * (seed % 3) }, { lr: 0.1, seed }));
  const candidate = five(seed => run(`b${seed}`, { 'val/acc': 0.95 + 0.002 * (seed % 2) }, { lr: 0.3, seed }));
  candidate.forEach(change);
  [...base, ...candidate].forEach(every);
  return { base, candidate };
}

/** What is said of a comparison of the first run of each side, with what decides it. */
export function headlined(
  { base, candidate }: Record<'base' | 'candidate', [IRunRecord, ...IRunRecord[]]>,
  changes: Partial<IOtherChanges> = {},
  counted: string[] = []
) {
  const found = answer(base[0], candidate[0], 'val/acc', [...base, ...candidate], new Set(counted));
  const fair = fairness(base[0], candidate[0], found, { ...NOTHING, ...changes }, trans);
  const judgement = judged(found, fair);
  return { ...headline(judgement, base[0], candidate[0], fair, trans), judgement, fair };
}
