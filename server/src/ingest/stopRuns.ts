/**
 * Stops runs: asks their processes through the store's inbox, which works from
 * any machine, or interrupts them, where they live on this one.
 */
import { TrailError } from '../errors';
import { writeStopRequest } from '../journal/inbox';
import { lifeOf } from '../journal/processes';
import type { IStopRequest, IStopResult } from '../protocol';
import type { IRunProcess } from '../store/Catalogue';
import type { Store } from '../store/Store';
import type { Ingest } from './Ingest';

/** @throws TrailError NT406 when none of the runs is running */
export async function stopRuns(
  { home, store, ingest }: { home: string; store: Store; ingest: Ingest },
  { run_ids: runIds, by, now }: IStopRequest
): Promise<IStopResult> {
  const processes = await store.catalogue.processesOf(runIds);
  const running = [...new Set(processes.map(({ runId }) => runId))];
  if (running.length === 0) {
    throw new TrailError('NT406', runIds.length === 1 ? 'The run has ended already' : 'These runs have ended already');
  }
  for (const runId of running) {
    await writeStopRequest(home, runId, by);
  }
  await ingest.record(running.map(run_id => ({ k: 'run_stop_requested', run_id, by })));
  const interrupted = now ? processes.filter(interrupt).map(({ runId }) => runId) : [];
  return { asked: running, interrupted: [...new Set(interrupted)] };
}

/** Whether the process could be interrupted: it is certainly the one that wrote, and lives here. */
function interrupt({ process: writer }: IRunProcess): boolean {
  if (!writer || lifeOf(writer) !== 'lives') {
    return false;
  }
  try {
    process.kill(writer.pid, 'SIGINT');
    return true;
  } catch {
    return false;
  }
}
