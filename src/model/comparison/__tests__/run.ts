import type { IRunRecord } from '../../run/runRecord';

/** A finished run with these metrics (best values) and parameters. */
export function run(
  runId: string,
  metrics: { [key: string]: number },
  params: { [key: string]: number | string } = {},
  goal: 'max' | 'min' | null = 'max'
): IRunRecord {
  return {
    runId,
    name: runId,
    project: 'p',
    experiment: null,
    status: 'finished',
    started: 0,
    ended: 60,
    duration: 60,
    sessionId: 's',
    notebookPath: null,
    attempt: 1,
    attempts: 1,
    tags: [],
    note: '',
    isBaseline: false,
    archived: false,
    isStopping: false,
    totalSteps: null,
    lastStep: 10,
    errorName: null,
    errorValue: null,
    primaryMetric: null,
    host: null,
    userName: null,
    gitCommit: null,
    gitBranch: null,
    gitDirty: null,
    environmentHash: null,
    divergence: null,
    pointsAfterEnd: 0,
    data: [],
    cost: null,
    params: new Map(
      Object.entries(params).map(([key, value]) => [
        key,
        { value: String(value), number: Number(value), type: 'number' }
      ])
    ),
    metrics: new Map(
      Object.entries(metrics).map(([key, best]) => [
        key,
        {
          key,
          goal,
          summary: null,
          divergedAt: null,
          isPrimary: false,
          count: 10,
          nanCount: 0,
          best,
          bestStep: 9,
          last: best,
          lastStep: 9
        }
      ])
    )
  };
}
