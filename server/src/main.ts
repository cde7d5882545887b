/**
 * The program `nbtrail`: `serve` is the companion (keeper/Keeper.ts), `database`
 * the process that it keeps, everything else a command (cli/runCli.ts). Each loads what it
 * needs.
 */
import { resolve } from 'node:path';

import { parsed } from './cli/Command';
import { SERVE_LINE } from './cli/serveLine';
import { storeHome } from './cli/storeHome';
import { TrailError } from './errors';
import { Keeper } from './keeper/Keeper';
import { makeStoreFolders } from './disk/storeMount';

async function serve(argv: string[]): Promise<number> {
  if (process.platform !== 'win32') {
    // Whoever started this process sends it to one that hung before this line, for want of threads: that one ends.
    process.on('SIGUSR2', () => undefined);
  }
  const { options } = parsed(SERVE_LINE, argv);
  const home = typeof options.home === 'string' ? resolve(options.home) : storeHome();
  makeStoreFolders(home);
  const keeper = new Keeper({ home, port: Number(options.port), standby: options.standby === true, log });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => keeper.end());
  }
  return keeper.serve();
}

/** A line that cannot be written to the log is dropped: its disk may be full. */
function log(line: string): void {
  try {
    process.stderr.write(`${new Date().toISOString()} ${line}\n`);
  } catch {
    // There may be room for the next line.
  }
}

/** One of the two processes of a companion: it ends when its work does, whatever is still open. */
async function work(run: () => Promise<number>): Promise<never> {
  process.umask(0o077);
  [process.stdout, process.stderr].forEach(stream => stream.on('error', () => undefined));
  try {
    process.exit(await run());
  } catch (error) {
    log(TrailError.from(error).toLine());
    process.exit(1);
  }
}

async function main(): Promise<void> {
  const [command, ...rest] = process.argv.slice(2);
  if (command === 'serve' && !rest.some(word => word === '-h' || word === '--help')) {
    await work(() => serve(rest));
  }
  if (command === 'database' && process.send) {
    const { serveDatabase } = await import('./databaseProcess');
    await work(() => serveDatabase(rest, log));
  }
  const { runCli } = await import('./cli/runCli');
  process.exitCode = await runCli(process.argv.slice(2));
}

void main();
