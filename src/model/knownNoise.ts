import type { IStatement } from '../companion/statement';
import { besideSql, putBeside, type IBeside, type IBesideBaseline } from './besideBaseline';
import type { IKnownNoise } from './noiseCaveat';

/** Least milliseconds between two answers. */
const EVERY_MS = 1_000;

/** Until it is known, and where it cannot be. */
export const UNKNOWN_NOISE: IKnownNoise = { is_repeat: false, baseline_repeats: 0, noise: null };

interface IRunOf {
  runId: string;
  project: string;
}

/** Asks what tells of the noise of a run's baseline in these metrics. */
export function noiseStatement({ runId, project }: IRunOf, metrics: readonly string[]): IStatement {
  return { sql: besideSql({ runs: [runId], projects: [project], metrics }), params: {}, every_ms: EVERY_MS };
}

/** What is known of it, by metric. */
export function readNoise(
  beside: IBeside,
  { runId, project }: IRunOf,
  metrics: readonly string[]
): Map<string, IKnownNoise> {
  const rows = metrics.map(metric => ({ run_id: runId, project, metric, data: null, ranked: null, ...UNKNOWN_NOISE }));
  putBeside(rows satisfies IBesideBaseline[], beside, false);
  return new Map(rows.map(row => [row.metric, row]));
}
