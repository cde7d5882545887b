import { useMemo } from 'react';

import type { IResult } from '../../companion/wire';
import { numberOf } from '../../companion/rows';
import type { IRunRecord } from '../../model/run/runRecord';
import type { IComparison } from '../../ui/useComparison';
import { useLiveQuery } from '../../ui/useLiveQuery';
import { useViewContext } from '../../ui/viewContext';
import { answer, judged, type IAnswer } from '../../model/comparison/answer';
import { fairness, type IFairness } from '../../model/comparison/fairness';
import { machineDifferences } from '../../model/comparison/machineDifferences';
import { isSeed } from '../../model/comparison/replicates';
import { repeatsDiffer } from '../../model/comparison/repeatsDiffer';

/** Runs that the compared ones may have been chosen from. */
const LOOKED_AT_SQL = `SELECT count(*) FROM metric_summary m JOIN runs r ON r.run_id = m.run_id
WHERE m.key = $key AND r.project = $project AND NOT r.archived
  AND r.experiment IS NOT DISTINCT FROM $experiment::VARCHAR`;

const readCount = (result: IResult) => numberOf(result.data[0]?.[0]);

export interface IJudgement {
  answer: IAnswer;
  fair: readonly IFairness[];
}

/** The result of comparing two runs, and whether it is fair; null with one run. */
export function useJudgement(
  base: IRunRecord | undefined,
  candidate: IRunRecord | undefined,
  metric: string,
  runs: readonly IRunRecord[],
  counted: readonly string[],
  comparison: IComparison,
  visible: boolean
): IJudgement | null {
  const { trans } = useViewContext();
  const { project, experiment } = base ?? { project: null, experiment: null };
  const lookedAt = useLiveQuery(
    useMemo(
      () => (project && metric ? { sql: LOOKED_AT_SQL, params: { key: metric, project, experiment } } : null),
      [project, experiment, metric]
    ),
    readCount,
    visible
  );
  const { changes, environments, executions, packages } = comparison;
  return useMemo(() => {
    if (!base || !candidate) {
      return null;
    }
    const found = answer(base, candidate, metric, runs, new Set(counted));
    const known = { executions: executions.value, environments: environments.value, packages: packages.value };
    const fair = fairness(
      base,
      candidate,
      found,
      {
        cells: changes?.code?.changed.length ?? null,
        packages: changes?.packages?.filter(row => row.differs).length ?? null,
        params: changes?.params.filter(row => row.differs && !isSeed(row.key)).length ?? 0,
        machine: machineDifferences(base, candidate, environments.value),
        repeats: [
          repeatsDiffer(base, found.baseGroup.members, metric, known),
          repeatsDiffer(candidate, found.candidateGroup.members, metric, known)
        ],
        lookedAt: lookedAt.value ?? null
      },
      trans
    );
    return { answer: judged(found, fair), fair };
  }, [
    base,
    candidate,
    metric,
    runs,
    counted,
    changes,
    executions.value,
    environments.value,
    packages.value,
    lookedAt.value,
    trans
  ]);
}
