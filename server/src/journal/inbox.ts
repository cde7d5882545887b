/**
 * What others ask of a run, as files in the store that the run's processes look
 * for: nbtrail/journal/inbox.py reads them, docs/journal.md describes them.
 */
import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Ask the processes that make the run to stop. */
export async function writeStopRequest(home: string, runId: string, by: string): Promise<void> {
  const folder = join(home, 'inbox');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${createHash('sha256').update(runId).digest('hex').slice(0, 32)}.json`);
  const request = { v: 1, t: Date.now() / 1000, k: 'run_stop_requested', run_id: runId, by };
  const beside = `${path}.${process.pid}.new`;
  await writeFile(beside, `${JSON.stringify(request)}\n`, { mode: 0o600 });
  await rename(beside, path);
}
