import { useMemo } from 'react';

import { codeChange, type IChanges } from '../model/comparison/changes';
import { paramRows } from '../model/comparison/differences';
import { replicates } from '../model/comparison/replicates';
import { CELLS_SQL, readExecutions, type IExecution } from '../model/code/cells';
import {
  ENVIRONMENTS_SQL,
  PACKAGES_SQL,
  packageRows,
  readEnvironments,
  readPackages,
  type IEnvironmentRecord
} from '../model/run/environment';
import type { IRunRecord } from '../model/run/runRecord';
import { useLiveQuery, type IAnswer } from './useLiveQuery';

/** Least milliseconds between two answers: every point of the runs may change them, and hardly one does. */
const EVERY_MS = 1_000;

export interface IComparison {
  changes: IChanges | null;
  executions: IAnswer<Map<string, IExecution[]>>;
  environments: IAnswer<Map<string, IEnvironmentRecord>>;
  packages: IAnswer<Map<string, Map<string, string>>>;
}

/** What differs between the baseline and the chosen candidate, live; `records` are those that may repeat them. */
export function useComparison(
  runs: readonly string[],
  base: IRunRecord | undefined,
  candidate: IRunRecord | undefined,
  visible: boolean,
  records: readonly IRunRecord[] = []
): IComparison {
  const shown = useMemo(() => {
    const heads = [base, candidate].filter(run => run !== undefined);
    return [...new Set(heads.flatMap(head => [head, ...replicates(head, records)]))]
      .map(({ runId }) => runId)
      .join('\n');
  }, [base, candidate, records]);
  const withCode = useMemo(() => (shown ? shown.split('\n') : []), [shown]);
  const executions = useLiveQuery(
    useMemo(() => ({ sql: CELLS_SQL, params: { runs: withCode }, every_ms: EVERY_MS }), [withCode]),
    readExecutions,
    visible && withCode.length > 0
  );
  const all = useMemo(() => [...runs], [runs]);
  const environments = useLiveQuery(
    useMemo(() => ({ sql: ENVIRONMENTS_SQL, params: { runs: all }, every_ms: EVERY_MS }), [all]),
    readEnvironments,
    visible
  );
  const packages = useLiveQuery(
    useMemo(() => ({ sql: PACKAGES_SQL, params: { runs: all }, every_ms: EVERY_MS }), [all]),
    readPackages,
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
