import { useMemo } from 'react';

import type { IStatement } from '../companion/statement';
import {
  COST_SQL,
  DATA_SQL,
  PARAMS_SQL,
  RUNS_SQL,
  SUMMARY_SQL,
  readCosts,
  readData,
  readParams,
  readRuns,
  readSummaries,
  type IRunRecord
} from '../model/run/runRecord';
import { useLiveQuery, type IAnswer } from './useLiveQuery';

/**
 * The runs with these ids, in their order, live. Ids that no run has are left out.
 *
 * @param runs - Must be the same array as long as it holds the same ids.
 */
export function useRunRecords(runs: readonly string[], visible: boolean): IAnswer<IRunRecord[]> {
  const heads = useLiveQuery(
    useMemo(() => ofRuns(RUNS_SQL, runs), [runs]),
    readRuns,
    visible
  );
  const params = useLiveQuery(
    useMemo(() => ofRuns(PARAMS_SQL, runs), [runs]),
    readParams,
    visible
  );
  const metrics = useLiveQuery(
    useMemo(() => ofRuns(SUMMARY_SQL, runs), [runs]),
    readSummaries,
    visible
  );
  const costs = useLiveQuery(
    useMemo(() => ofRuns(COST_SQL, runs), [runs]),
    readCosts,
    visible
  );

  const data = useLiveQuery(
    useMemo(() => ofRuns(DATA_SQL, runs), [runs]),
    readData,
    visible
  );

  const all = [heads, params, metrics, costs, data];
  const value = useMemo(() => {
    if (!heads.value || !params.value || !metrics.value || !data.value) {
      return undefined;
    }
    const byId = new Map(heads.value.map(head => [head.runId, head]));
    return runs
      .map(id => byId.get(id))
      .filter(head => head !== undefined)
      .map(
        (head): IRunRecord => ({
          ...head,
          params: params.value?.get(head.runId) ?? new Map(),
          metrics: metrics.value?.get(head.runId) ?? new Map(),
          data: data.value?.get(head.runId) ?? [],
          cost: costs.value?.get(head.runId) ?? null
        })
      );
  }, [runs, heads.value, params.value, metrics.value, costs.value, data.value]);
  return {
    value,
    error: all.find(answer => answer.error)?.error,
    loading: value === undefined && !all.some(answer => answer.error),
    retry: () => all.forEach(answer => answer.retry())
  };
}

function ofRuns(sql: string, runs: readonly string[]): IStatement | null {
  return runs.length ? { sql, params: { runs: [...runs] }, runs: [...runs] } : null;
}
