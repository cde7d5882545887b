import { useMemo } from 'react';

import { readBeside } from '../model/besideBaseline';
import { noiseStatement, readNoise, UNKNOWN_NOISE } from '../model/knownNoise';
import type { IKnownNoise } from '../model/noiseCaveat';
import type { IRunRecord } from '../model/run/runRecord';
import { useLiveQuery } from '../ui/useLiveQuery';

/** What the list knows of the noise of this run's baseline, in the run's primary metric. */
export function useNoise(run: IRunRecord | undefined, baseline: IRunRecord | null, visible: boolean): IKnownNoise {
  const { runId = '', project = '' } = run ?? {};
  const isCompared = run !== undefined && baseline !== null && run !== baseline;
  const metric = isCompared ? run.primaryMetric : null;
  const statement = useMemo(
    () => (metric === null ? null : noiseStatement({ runId, project }, [metric])),
    [runId, project, metric]
  );
  const beside = useLiveQuery(statement, readBeside, visible).value;
  return useMemo(() => {
    const known = beside && metric !== null ? readNoise(beside, { runId, project }, [metric]).get(metric) : undefined;
    return known ?? UNKNOWN_NOISE;
  }, [beside, runId, project, metric]);
}
