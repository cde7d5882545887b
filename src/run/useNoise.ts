import { useEffect, useState } from 'react';

import { readNoise, UNKNOWN_NOISE } from '../model/knownNoise';
import type { IKnownNoise } from '../model/noiseCaveat';
import type { IRunRecord } from '../model/run/runRecord';
import { useViewContext } from '../ui/viewContext';

interface IFound {
  runId: string;
  metric: string;
  noise: IKnownNoise;
}

/** What the list knows of the noise of this run's baseline, in the run's primary metric. */
export function useNoise(run: IRunRecord | undefined, baseline: IRunRecord | null): IKnownNoise {
  const { connector } = useViewContext().trail;
  // Stays until its successor is there.
  const [found, setFound] = useState<IFound | null>(null);
  useEffect(() => {
    let gone = false;
    const metric = run?.primaryMetric ?? null;
    if (run && baseline && run !== baseline && metric !== null) {
      readNoise(connector, run, [metric]).then(
        noises => !gone && setFound({ runId: run.runId, metric, noise: noises.get(metric) ?? UNKNOWN_NOISE }),
        // The difference is shown without a verdict.
        () => undefined
      );
    }
    return () => {
      gone = true;
    };
  }, [connector, run, baseline]);
  return found !== null && found.runId === run?.runId && found.metric === run.primaryMetric
    ? found.noise
    : UNKNOWN_NOISE;
}
