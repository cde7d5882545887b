/**
 * The process that has the database open and reads other people's SQL: `nbtrail
 * database`, which only its keeper starts (keeper/Keeper.ts), and which ends
 * with it.
 */
import type { Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';

import { Companion } from './Companion';
import { TrailError } from './errors';
import { EXIT, type ToDatabase, type ToKeeper } from './keeper/messages';

/** Time between two signs of life. */
const ALIVE_MS = 2_000;

/** @returns the exit code */
export async function serveDatabase(argv: string[], log: (line: string) => void): Promise<number> {
  const { values } = parseArgs({ args: argv, options: { home: { type: 'string', default: '' } } });
  // Short-lived objects are freed sooner: more than a third of the heap under load.
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=20');
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // A terminal sends them to both processes; the keeper decides.
    process.on(signal, () => undefined);
  }
  const send = (message: ToKeeper): void => void process.send?.(message);
  send({ type: 'alive' });
  let companion: Companion | null = null;
  const begun = new Promise<Extract<ToDatabase, { type: 'begin' }>>(resolve => {
    process.on('message', (message: ToDatabase, socket?: Socket) => {
      if (message.type === 'begin') {
        resolve(message);
      } else if (message.type === 'connection') {
        send({ type: 'received', connection: message.connection });
        companion?.take(socket);
      } else if (companion) {
        companion.end();
      } else {
        process.exit(0);
      }
    });
  });
  try {
    companion = await Companion.start({ home: values.home, ...(await begun), send, log });
  } catch (error) {
    if (error instanceof TrailError && error.code === 'NT503') {
      return EXIT.taken;
    }
    throw error;
  }
  send({ type: 'ready' });
  setInterval(() => send({ type: 'alive' }), ALIVE_MS).unref();
  await companion.ended;
  return companion.failed ? EXIT.failed : 0;
}
