import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { formatCount } from '../model/format';
import { differenceRows, type IDifferenceRow } from './answer/differences';
import type { IDataUse, IRunRecord } from './data/runRecord';
import { DifferenceTable } from './parts/differenceTable';
import type { ISide } from './parts/sides';
import { Empty } from './parts/states';
import { useViewContext } from './viewContext';

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

/** What every run was trained and scored on, differences first. */
export function DataTab(props: {
  sides: readonly ISide[];
  chosen: string | null;
  rows: readonly IDifferenceRow[];
}): JSX.Element {
  const { trans } = useViewContext();
  if (props.rows.length === 0) {
    return <Empty>{trans.__('No data was recorded: run.log_dataset(frame, "digits", role="train").')}</Empty>;
  }
  return (
    <DifferenceTable
      head={trans.__('Data, by its content')}
      {...props}
      sameText={count => trans._n('%1 more role reads the same', '%1 more roles read the same', count)}
    />
  );
}
