import React from 'react';

import type { IDifferenceRow } from '../model/comparison/differences';
import { DifferenceTable } from '../ui/differenceTable';
import type { ISide } from '../ui/sides';
import { Empty } from '../ui/states';
import { useViewContext } from '../ui/viewContext';

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
      sameText={(count, isAll) =>
        isAll
          ? trans._n('%1 role read the same data in every run', '%1 roles read the same data in every run', count)
          : trans._n(
              '%1 more role read the same data in every run',
              '%1 more roles read the same data in every run',
              count
            )
      }
    />
  );
}
