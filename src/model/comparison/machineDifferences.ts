import type { IEnvironmentRecord } from '../run/environment';
import type { IRunRecord } from '../run/runRecord';

/** Interpreter and what computed, where they differ: the accelerator, or the processor where there is none. */
export function machineDifferences(
  base: IRunRecord,
  candidate: IRunRecord,
  environments: Map<string, IEnvironmentRecord> | undefined
): string[] {
  const [a, b] = [base, candidate].map(run => environments?.get(run.environmentHash ?? ''));
  if (!a || !b || a === b) {
    return [];
  }
  const computing = ({ gpus, cpu }: IEnvironmentRecord) => gpus || cpu || '';
  return [[a.python, b.python].map(version => `Python ${version}`), [a, b].map(computing)]
    .filter(([x, y]) => x !== y && x && y)
    .map(pair => pair.join(', '));
}
