import { TrailError } from '../errors';
import type { Cell } from '../protocol';
import type { Client } from './Client';
import { rowObjects } from './table';
import { momentsIn, ownTimeZone } from './timeZone';
import { visible } from './visible';

type Run = { [column: string]: Cell };

/**
 * The one run that is called so.
 *
 * @param name - its id, the beginning of that, or its name.
 * @throws TrailError NT602
 */
export async function theRun(client: Client, name: string): Promise<Run> {
  return theOnly(await runsCalled(client, name), name);
}

/**
 * As {@link theRun}, but a name that several attempts have means the one that is
 * running; where none is, the latest.
 *
 * @throws TrailError NT602
 */
export async function theRunning(client: Client, name: string): Promise<Run> {
  const found = await runsCalled(client, name);
  const attempts = found.filter(run => run.name === name);
  if (found[0]?.run_id === name || attempts.length === 0) {
    return theOnly(found, name);
  }
  const running = attempts.filter(({ status }) => status === 'running');
  return theOnly(running.length > 0 ? running : attempts.slice(0, 1), name);
}

/** The run with that id first, then those that are running, each the newest first. */
async function runsCalled(client: Client, name: string): Promise<Run[]> {
  return rowObjects(
    await client.ask('query', {
      sql: `SELECT * FROM runs WHERE run_id = $name OR name = $name OR starts_with(run_id, $name)
            ORDER BY (run_id = $name) DESC, (status = 'running') DESC, started_at DESC`,
      params: { name },
      limit: 20
    })
  );
}

function theOnly(found: Run[], name: string): Run {
  const [first] = found;
  if (first === undefined) {
    throw new TrailError('NT602', `There is no run ${visible(name)}`, {
      hint: 'nbtrail runs lists them.'
    });
  }
  if (found.length > 1 && first.run_id !== name) {
    const ids = found.map(run => `${String(run.run_id)} (${began(run)})`).join(', ');
    throw new TrailError('NT602', `${found.length} runs are called ${visible(name)}: ${ids}`, {
      hint: 'Say which by its id.'
    });
  }
  return first;
}

/** When the run began, in the time zone of the machine. */
export function began({ started_at: moment }: { [column: string]: Cell }): string {
  return momentsIn(ownTimeZone())(moment ?? null);
}
