/**
 * The name under which the companion's socket is found, removed only by its owner.
 *
 * A socket is bound under a name of its own and then renamed, so that whoever
 * looks finds the old one or the new one, and so that Node, which removes the
 * name it has bound when a server closes, cannot remove another companion's.
 */
import { randomBytes } from 'node:crypto';
import { lstatSync, renameSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { dirname, join } from 'node:path';

/** Time in which the system tells whether a process listens. */
const CONNECT_MS = 2_000;

export class SocketName {
  constructor(private readonly path: string) {
    this.bound = join(dirname(path), `c${randomBytes(4).toString('hex')}`);
  }

  /** Where to bind: in the same folder, and no longer than the name itself. */
  readonly bound: string;

  /** Give the bound socket its name, replacing one that is no longer served. */
  publish(): void {
    this.made = identity(this.bound);
    renameSync(this.bound, this.path);
  }

  /** Whether the name is still this socket's. */
  get isOurs(): boolean {
    return this.made !== null && identity(this.path) === this.made;
  }

  /** Remove the name, unless it is another companion's by now. */
  remove(): void {
    if (this.isOurs) {
      rmSync(this.path, { force: true });
    }
  }

  private made: string | null = null;
}

/** Whether a process listens on this socket: the system knows, and forgets it with the process. */
export function isListening(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createConnection({ path });
    const told = (listens: boolean): void => {
      clearTimeout(patience);
      socket.destroy();
      resolve(listens);
    };
    const patience = setTimeout(() => told(true), CONNECT_MS);
    socket.once('connect', () => told(true));
    // A listener that is too busy to take one more is there all the same.
    socket.once('error', error => told((error as NodeJS.ErrnoException).code === 'EAGAIN'));
  });
}

/** Which file has this name; null for none. */
function identity(path: string): string | null {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.dev}:${found.ino}` : null;
}
