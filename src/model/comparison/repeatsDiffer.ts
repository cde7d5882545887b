import { distinctCells, type IExecution } from '../code/cells';
import { matchCells } from '../code/matchCells';
import { packageRows, type IEnvironmentRecord } from '../run/environment';
import type { IRunRecord } from '../run/runRecord';
import { isDecisive } from './codeDifference';
import { machineDifferences } from './machineDifferences';

/** What may keep the repeats of one side from being repeats. */
export type RepeatDifference = 'code' | 'packages' | 'machine' | 'commit' | 'definition' | 'steps';

/** What is known of the runs' code and environments; undefined while it is asked for. */
export interface IKnown {
  executions: ReadonlyMap<string, readonly IExecution[]> | undefined;
  environments: Map<string, IEnvironmentRecord> | undefined;
  packages: Map<string, Map<string, string>> | undefined;
}

/** Shares of steps that still count as the same training. */
const SAME_STEPS = 0.02;

/**
 * What `members` differ in from `head` beside seeds and data, so that their mean
 * is one of unlike runs. What is not known of a run is no difference.
 */
export function repeatsDiffer(
  head: IRunRecord,
  members: readonly IRunRecord[],
  metric: string,
  { executions, environments, packages }: IKnown
): RepeatDifference[] {
  const others = members.filter(run => run !== head);
  const differs: Record<RepeatDifference, (run: IRunRecord) => boolean> = {
    code: run => hasOtherCode(head, run, executions),
    packages: run => packageRows([head, run], packages)?.some(row => row.differs) ?? false,
    machine: run => machineDifferences(head, run, environments).length > 0,
    commit: run => head.gitCommit !== null && run.gitCommit !== null && head.gitCommit !== run.gitCommit,
    definition: run => definition(head, metric) !== definition(run, metric),
    steps: run => areOtherSteps(lastStep(head, metric), lastStep(run, metric))
  };
  return (Object.keys(differs) as RepeatDifference[]).filter(what => others.some(differs[what]));
}

/** Whether two numbers of steps are of different trainings; unknown ones are not. */
export function areOtherSteps(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && Math.abs(a - b) > SAME_STEPS * Math.max(Math.abs(a), Math.abs(b));
}

function hasOtherCode(head: IRunRecord, run: IRunRecord, executions: IKnown['executions']): boolean {
  const [left, right] = [head, run].map(({ runId }) => executions?.get(runId));
  return (
    left !== undefined &&
    right !== undefined &&
    matchCells(distinctCells(left), distinctCells(right)).some(
      pair => pair.left?.last.sourceHash !== pair.right?.last.sourceHash && isDecisive(pair, head, run)
    )
  );
}

function definition(run: IRunRecord, metric: string): string {
  const { summary, goal } = run.metrics.get(metric) ?? { summary: null, goal: null };
  return [summary ?? goal ?? 'last', goal].join('\n');
}

function lastStep(run: IRunRecord, metric: string): number | null {
  return run.metrics.get(metric)?.lastStep ?? null;
}
