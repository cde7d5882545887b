import { useEffect, useState } from 'react';

import { putBesideBaseline, type IBesideBaseline } from '../model/besideBaseline';
import type { IKnownNoise } from '../model/noiseCaveat';
import type { IRunRecord } from '../model/run/runRecord';
import { useViewContext } from '../ui/viewContext';

/** Until it is known, and where it cannot be. */
const UNKNOWN: IKnownNoise = { is_repeat: false, baseline_repeats: 0, noise: null };

/** What the list knows of the noise of this run's baseline, in the run's primary metric. */
export function useNoise(run: IRunRecord | undefined, baseline: IRunRecord | null): IKnownNoise {
  const { connector } = useViewContext().trail;
  // Stays until its successor is there.
  const [found, setFound] = useState<IBesideBaseline | null>(null);
  useEffect(() => {
    let gone = false;
    if (run && baseline && run !== baseline && run.primaryMetric !== null) {
      const row: IBesideBaseline = {
        run_id: run.runId,
        project: run.project,
        metric: run.primaryMetric,
        baseline_value: null,
        data: null,
        ranked: null,
        ...UNKNOWN
      };
      putBesideBaseline(connector, [row], { known: true, isRanked: false }).then(
        () => !gone && setFound(row),
        // The difference stays without a worth.
        () => undefined
      );
    }
    return () => {
      gone = true;
    };
  }, [connector, run, baseline]);
  return found?.run_id === run?.runId && found?.metric === run?.primaryMetric ? (found ?? UNKNOWN) : UNKNOWN;
}
