import { createHash } from 'node:crypto';
import { lstatSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { TrailError } from '../errors';
import { makeFolders } from '../disk/makeFolders';

/** Bytes that a socket's path may have on every system. */
const MAX_PATH_BYTES = 100;

/**
 * Where the store's companion listens: in the store, or, for a store that lies too
 * deep, in the folder that the system made for this user's session, or else in a
 * private one of /tmp. Clients read it in companion.json.
 */
export function socketPath(home: string, env: NodeJS.ProcessEnv = process.env): string {
  const real = realpathSync(home);
  const path = join(real, 'run', 'companion.sock');
  if (fits(path)) {
    return path;
  }
  const name = `${createHash('sha256').update(real).digest('hex').slice(0, 16)}.sock`;
  const session = env.XDG_RUNTIME_DIR;
  const inSession = session ? join(session, 'nbtrail', name) : '';
  return session && isPrivate(session) && fits(inSession)
    ? inSession
    : `/tmp/nbtrail-${process.getuid?.() ?? 0}/${name}`;
}

/**
 * Have the socket's folder be there, and be ours alone.
 *
 * @throws TrailError NT504
 */
export function makeSocketFolder(path: string): void {
  const folder = dirname(path);
  makeFolders(folder, 0o700);
  if (!isPrivate(folder)) {
    throw new TrailError('NT504', `The folder ${folder} is open to other users, or another user's`, {
      hint: `chmod 700 '${folder}' if it is yours; otherwise set XDG_RUNTIME_DIR to a private folder, or choose a store with a shorter path with NBTRAIL_HOME.`
    });
  }
}

/** Whether this is a folder of ours, and nobody else can look into it. */
export function isPrivate(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= MAX_PATH_BYTES;
}
