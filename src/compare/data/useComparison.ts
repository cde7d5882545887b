import { useMemo } from 'react';

import { codeChange, type IChanges } from '../answer/changes';
import { paramRows } from '../answer/differences';
import { CELLS_SQL, readExecutions, type IExecution } from '../code/cells';
import {
  ENVIRONMENTS_SQL,
  PACKAGES_SQL,
  packageRows,
  readEnvironments,
  readPackages,
  type IEnvironmentRecord
} from './environment';
import type { IRunRecord } from './runRecord';
import { useLiveQuery, type IAnswer } from './useLiveQuery';

export interface IComparison {
  changes: IChanges | null;
  executions: IAnswer<Map<string, IExecution[]>>;
  environments: IAnswer<Map<string, IEnvironmentRecord>>;
  packages: IAnswer<Map<string, Map<string, string>>>;
}

/** What differs between the baseline and the chosen candidate, live. */
export function useComparison(
  runs: readonly string[],
  base: IRunRecord | undefined,
  candidate: IRunRecord | undefined,
  visible: boolean
): IComparison {
  const [a, b] = [base?.runId, candidate?.runId];
  const pair = useMemo(() => [a, b].filter(id => id !== undefined), [a, b]);
  const executions = useLiveQuery(
    useMemo(() => ({ sql: CELLS_SQL, params: { runs: pair } }), [pair]),
    readExecutions,
    'cells run_cells',
    null,
    visible && pair.length > 0
  );
  const all = useMemo(() => [...runs], [runs]);
  const environments = useLiveQuery(
    useMemo(() => ({ sql: ENVIRONMENTS_SQL, params: { runs: all } }), [all]),
    readEnvironments,
    'environments',
    null,
    visible
  );
  const packages = useLiveQuery(
    useMemo(() => ({ sql: PACKAGES_SQL, params: { runs: all } }), [all]),
    readPackages,
    'packages',
    null,
    visible
  );
  const changes = useMemo((): IChanges | null => {
    if (!base || !candidate) {
      return null;
    }
    const left = executions.value?.get(base.runId);
    const right = executions.value?.get(candidate.runId);
    return {
      params: paramRows([base, candidate]),
      packages: packageRows([base, candidate], packages.value),
      code: left && right ? codeChange(base, candidate, [left, right]) : null
    };
  }, [base, candidate, executions.value, packages.value]);
  return { changes, executions, environments, packages };
}
