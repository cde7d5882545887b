/** Companions whose log is read, each in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

import { type Home, killed, MAIN } from './support';

const children: ChildProcess[] = [];

/** Kill all that were started. */
export async function endAll(): Promise<void> {
  await Promise.all(children.splice(0).map(killed));
}

export interface ICompanion {
  child: ChildProcess;
  /** What it wrote in its log. */
  said: () => string;
}

/**
 * Start one over the store at this path, and do not wait until it serves.
 *
 * @param limit - blocks of 512 bytes that a file of its may have.
 */
export function begun(path: string, limit?: number): ICompanion {
  const command = [process.execPath, MAIN, 'serve', '--home', path];
  const [program = '', ...argv] =
    limit === undefined ? command : ['sh', '-c', `ulimit -f ${limit}; exec "$@"`, 'sh', ...command];
  const child = spawn(program, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
  children.push(child);
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, said: () => text };
}

/** Start one, and wait until it serves. */
export async function served(of: Home): Promise<ICompanion> {
  const companion = begun(of.path);
  await of.served(companion.child);
  if (companion.child.exitCode !== null) {
    throw new Error(`It left and said: ${companion.said()}`);
  }
  return companion;
}

/** One that leaves at once, with what it says. */
export async function refused(path: string): Promise<string> {
  const { child, said } = begun(path);
  await once(child, 'exit');
  expect(child.exitCode).toBe(1);
  return said();
}
