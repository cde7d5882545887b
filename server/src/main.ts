/**
 * The program `nbtrail`: `serve` is the companion, everything else a command
 * (cli.ts).
 *
 * One companion a store: the lock on the database file decides. One that finds
 * the store taken leaves at once with exit code 0, so that who started it uses
 * the other; with `--standby` it waits behind that one, and takes over when it
 * is gone. Asked to go away, one in standby steps back and waits again. One
 * whose database DuckDB has given up ends with exit code 1; the next opens it anew.
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';

import { runCli } from './cli';
import { storeHome } from './cli/storeHome';
import { Companion } from './Companion';
import { TrailError } from './errors';

const STANDBY_MS = 500;
/** Time in which another may take the store from one that stepped back. */
const STEP_BACK_MS = 3_000;

async function serve(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      home: { type: 'string' },
      port: { type: 'string', default: '0' },
      standby: { type: 'boolean', default: false }
    }
  });
  // What lives shortly is let go of sooner: more than a third of the heap under load.
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=20');
  process.umask(0o077);
  [process.stdout, process.stderr].forEach(stream => stream.on('error', () => undefined));
  const home = values.home === undefined ? storeHome() : resolve(values.home);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  let companion: Companion | null = null;
  let leaving = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      leaving = true;
      if (!companion) {
        process.exit(0);
      }
      companion.end();
    });
  }
  for (;;) {
    try {
      companion = await Companion.start({
        home,
        port: Number(values.port),
        stays: values.standby,
        say
      });
    } catch (error) {
      if (!(error instanceof TrailError && error.code === 'NT503')) {
        throw error;
      }
      if (!values.standby) {
        return 0;
      }
      await pause(STANDBY_MS);
      continue;
    }
    await companion.ended;
    if (companion.failed) {
      return 1;
    }
    companion = null;
    if (leaving || !values.standby) {
      return 0;
    }
    await pause(STEP_BACK_MS);
  }
}

/** What cannot be written to the log is not told, and nothing more: its disk may be full. */
function say(line: string): void {
  try {
    process.stderr.write(`${new Date().toISOString()} ${line}\n`);
  } catch {
    // The next line may find room.
  }
}

async function main(): Promise<number> {
  const [command, ...rest] = process.argv.slice(2);
  if (command !== 'serve') {
    return runCli(process.argv.slice(2));
  }
  try {
    return await serve(rest);
  } catch (error) {
    const { code, message, hint } = TrailError.from(error);
    say([`${code}: ${message}`, hint].filter(Boolean).join('. '));
    return 1;
  }
}

void main().then(code => {
  process.exitCode = code;
  if (process.argv[2] === 'serve') {
    process.exit();
  }
});
