import type { IConnector } from '../companion/connector';
import { putBesideBaseline, type IBesideBaseline } from './besideBaseline';
import type { IKnownNoise } from './noiseCaveat';

/** Until it is known, and where it cannot be. */
export const UNKNOWN_NOISE: IKnownNoise = { is_repeat: false, baseline_repeats: 0, noise: null };

/** What is known of the noise of a run's baseline, by metric. */
export async function readNoise(
  connector: IConnector,
  run: { runId: string; project: string },
  metrics: readonly string[]
): Promise<Map<string, IKnownNoise>> {
  const rows = metrics.map(
    (metric): IBesideBaseline => ({
      run_id: run.runId,
      project: run.project,
      metric,
      baseline_value: null,
      data: null,
      ranked: null,
      ...UNKNOWN_NOISE
    })
  );
  await putBesideBaseline(connector, rows, { known: true, isRanked: false });
  return new Map(rows.flatMap(row => (row.metric === null ? [] : [[row.metric, row] as const])));
}
