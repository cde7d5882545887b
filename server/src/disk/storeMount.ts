/**
 * Stores on a file system of their own, such as a disk that is plugged in or a
 * network folder (nbtrail/journal/store_mount.py has the same rule).
 *
 * While nothing is mounted there the folder is still there, often, and empty. A
 * store made in it would look like one that has lost everything, and what is
 * recorded in it would be hidden once the disk is back. So where the file system
 * of a store is mounted is noted in the user's state folder, and without it no
 * store is made there.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { TrailError } from '../errors';
import { makeFolders } from './makeFolders';

/** Note where the file system of a store is mounted, if it has one of its own. What cannot be noted is not. */
export function noteMount(home: string): void {
  const note = noteOf(home);
  if (note === null) {
    return;
  }
  try {
    const mount = mountOf(resolve(home));
    if (mount === dirname(mount)) {
      rmSync(note, { force: true });
      return;
    }
    makeFolders(dirname(note), 0o700);
    // A note that is away together with the store tells nobody anything.
    if (statSync(dirname(note)).dev !== statSync(mount).dev && mountNoted(note) !== mount) {
      const made = `${note}.${process.pid}`;
      writeFileSync(made, `${JSON.stringify({ store: resolve(home), mount })}\n`, { mode: 0o600 });
      renameSync(made, note);
    }
  } catch {
    // Without a home folder, or with a full one, the store works all the same.
  }
}

/** Where the file system of a store should be mounted and is not; null when all is well, or nothing is known. */
export function missingMount(home: string): string | null {
  const note = noteOf(home);
  const mount = note && mountNoted(note);
  return mount === null || existsSync(join(home, 'journal')) || isMounted(mount) ? null : mount;
}

/**
 * Have a folder of the store be there.
 *
 * @throws TrailError NT504 where its file system is not mounted, Error that says what the system refused
 */
export function makeStoreFolders(home: string, ...below: string[]): void {
  const path = join(home, ...below);
  const missing = existsSync(path) ? null : missingMount(home);
  if (missing !== null) {
    throw new TrailError('NT504', `Nothing is mounted at ${missing}, where the disk of the store ${home} was`, {
      hint: `Mount it, and everything goes on. To begin another store without it: mkdir -p '${join(home, 'journal')}'.`
    });
  }
  makeFolders(path, 0o700);
}

/** The topmost folder of the file system that a folder lies in. */
function mountOf(folder: string): string {
  const above = dirname(folder);
  return above === folder || isMounted(folder) ? folder : mountOf(above);
}

function isMounted(folder: string): boolean {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found !== undefined && found.dev !== statSync(dirname(folder)).dev;
}

function mountNoted(note: string): string | null {
  try {
    const { mount } = JSON.parse(readFileSync(note, 'utf8')) as { mount: unknown };
    return typeof mount === 'string' ? mount : null;
  } catch {
    return null;
  }
}

/** Null where the system has drives: one that is away is not there at all. */
function noteOf(home: string): string | null {
  if (process.platform === 'win32') {
    return null;
  }
  const state = process.env.XDG_STATE_HOME?.trim() || join(homedir(), '.local', 'state');
  const name = createHash('sha256').update(resolve(home)).digest('hex').slice(0, 16);
  return join(state, 'nbtrail', 'mounts', `${name}.json`);
}
