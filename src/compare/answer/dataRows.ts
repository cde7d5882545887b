import type { TranslationBundle } from '@jupyterlab/translation';

import { hasData } from '../../model/dataDifference';
import { formatCount } from '../../core/format';
import type { IDataUse, IRunRecord } from '../../model/run/runRecord';
import { counterpart, rolesOfPairs, type DataPair } from '../../model/comparison/dataPairs';
import { differenceRows, type IDifferenceRow } from '../../model/comparison/differences';

/** A row per role; two runs have the same where the hashes of the content are, as far as these reach. */
export function dataRows(runs: readonly IRunRecord[], trans: TranslationBundle): IDifferenceRow[] {
  return differenceRows(
    runs.map(({ data }) => {
      const roles = new Map<string, IDataUse[]>();
      data.forEach(use => roles.set(use.role, [...(roles.get(use.role) ?? []), use]));
      return new Map(
        [...roles].map(([role, uses]) => [
          role || trans.__('without a role'),
          { text: uses.map(use => useWords(use, trans)).join('\n') }
        ])
      );
    })
  );
}

/** The rows in a few words: what is not recorded differs in nothing that is known. */
export function dataWords(
  rows: readonly IDifferenceRow[],
  base: IRunRecord | null,
  runs: readonly IRunRecord[],
  trans: TranslationBundle
): string {
  if (rows.length === 0) {
    return trans.__('not recorded');
  }
  const pairs = runs.flatMap((run): DataPair[] => {
    const against = base && counterpart(base, run, runs);
    return against ? [[against, run]] : [];
  });
  const roles = rolesOfPairs(pairs);
  const other = roles.filter(({ is }) => is === 'other').length;
  if (other > 0) {
    return trans.__('%1 of %2 differ', other, rows.length);
  }
  if (!runs.every(hasData) || roles.some(({ is }) => is === 'one-sided')) {
    return trans.__('not recorded by all');
  }
  if (roles.some(({ is }) => is !== 'same')) {
    return trans.__('not certain');
  }
  return rows.some(row => row.differs) && pairs.some(([against]) => against !== base)
    ? trans.__('same for each seed')
    : trans.__('same');
}

function useWords({ name, version, rows, hash, hashKind }: IDataUse, trans: TranslationBundle): string {
  return [
    name,
    version === null ? null : `v${version}`,
    rows === null ? null : trans._n('%1 row', '%1 rows', rows).replace(String(rows), formatCount(rows)),
    hash === null ? trans.__('no hash') : hash.slice(0, 8),
    hashKind === 'sampled' ? trans.__('of a sample') : hashKind === 'partial' ? trans.__('without some columns') : null
  ]
    .filter(part => part !== null)
    .join(' · ');
}
