import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { TrailError } from '../errors';

/** Bytes that a socket's path may have on every system. */
const LONGEST = 100;

/**
 * Where the store's companion listens (nbtrail/companion.py has the same rule):
 * in the store, or, for a store that lies too deep, in a private folder of /tmp.
 */
export function socketPath(home: string): string {
  const real = realpathSync(home);
  const path = join(real, 'run', 'companion.sock');
  if (Buffer.byteLength(path) <= LONGEST) {
    return path;
  }
  const name = createHash('sha256').update(real).digest('hex').slice(0, 16);
  return `/tmp/nbtrail-${process.getuid?.() ?? 0}/${name}.sock`;
}

/** Have the socket's folder be there, and be ours alone. */
export function makeSocketFolder(path: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o077) !== 0) {
    throw new TrailError('NT504', `The folder ${folder} is open to other users`, {
      hint: `chmod 700 '${folder}', or remove it.`
    });
  }
}
