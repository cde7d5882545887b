import React, { useMemo } from 'react';

import type { IComparison } from './useComparison';
import { machineRows, packageRows } from '../model/run/environment';
import { DifferenceTable } from './differenceTable';
import type { ISide } from './sides';
import { Failure, Skeleton } from './states';
import { useViewContext } from './viewContext';

/** Interpreter, machine, git and packages of every run, differences first. */
export function EnvironmentTab(props: {
  sides: readonly ISide[];
  chosen: string | null;
  comparison: Pick<IComparison, 'environments' | 'packages'>;
}): JSX.Element {
  const { sides, chosen, comparison } = props;
  const { environments, packages } = comparison;
  const { trans } = useViewContext();
  const runs = useMemo(() => sides.map(side => side.run), [sides]);
  const machine = useMemo(() => machineRows(runs, environments.value, trans), [runs, environments.value, trans]);
  const versions = useMemo(() => packageRows(runs, packages.value), [runs, packages.value]);
  const failed = [environments, packages].find(answer => answer.error && !answer.value);
  if (failed?.error) {
    return <Failure what={trans.__('The environments could not be read.')} error={failed.error} retry={failed.retry} />;
  }
  return (
    <div className="nt-Environment">
      <DifferenceTable
        head={trans.__('Machine')}
        rows={machine}
        sides={sides}
        chosen={chosen}
        sameText={(count, isAll) =>
          isAll
            ? trans._n('%1 fact is the same in every run', '%1 facts are the same in every run', count)
            : trans._n('%1 more is the same in every run', '%1 more are the same in every run', count)
        }
      />
      {packages.loading ? (
        <Skeleton />
      ) : versions ? (
        <DifferenceTable
          head={trans.__('Package')}
          rows={versions}
          sides={sides}
          chosen={chosen}
          sameText={count =>
            trans._n('%1 package is the same in every run', '%1 packages are the same in every run', count)
          }
        />
      ) : (
        <p className="nt-muted nt-Environment-unknown">{trans.__('The packages of some run are not recorded.')}</p>
      )}
    </div>
  );
}
