/**
 * What a companion is found by has to be its user's own (nbtrail/companion/ownership.py has
 * the same rule): folders, sockets and files that belong to this user or to root,
 * that no other can change, and that are no links to elsewhere.
 *
 * `NBTRAIL_SHARED_HOME=1` says that a store which others may write is meant so;
 * whose things are is looked at all the same.
 */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  type Stats
} from 'node:fs';
import { dirname, join } from 'node:path';

import { TrailError } from '../errors';
import type { ICompanionFile } from '../protocol';

/**
 * The store folder, and what the companion is found by in it, are not for others to change.
 *
 * @throws TrailError NT504
 */
export function checkStore(home: string): void {
  const real = existsSync(home) ? realpathSync(home) : home;
  for (const folder of [real, join(real, 'run')]) {
    const found = lookedAt(folder);
    if (found) {
      check(folder, found, found.isDirectory(), process.env.NBTRAIL_SHARED_HOME === '1');
    }
  }
}

/** @throws TrailError NT504 for a socket, or its folder, of somebody else's; what is not there is nobody's */
export function checkSocket(path: string): void {
  for (const at of [dirname(path), path]) {
    const found = lookedAt(at);
    if (found) {
      check(at, found, at === path ? found.isSocket() : found.isDirectory());
    }
  }
}

/** Whether nobody else can have made the socket, where it is one. */
export function mayBeOurs({ socket }: Pick<ICompanionFile, 'socket'>): boolean {
  try {
    if (socket !== null) {
      checkSocket(socket);
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * What companion.json says; null when there is none that can be read.
 *
 * @throws TrailError NT504 when others can have written it
 */
export function readCompanionFile(home: string): ICompanionFile | null {
  const path = join(home, 'companion.json');
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') {
      throw strange(`${path} is not what it should be`, `Remove it: rm '${path}'.`);
    }
    return null;
  }
  try {
    const found = fstatSync(file);
    check(path, found, found.isFile());
    return JSON.parse(readFileSync(file, 'utf8')) as ICompanionFile;
  } catch (error) {
    if (error instanceof TrailError) {
      throw error;
    }
    return null;
  } finally {
    closeSync(file);
  }
}

/** What has this name; null for nothing, or what this user may not look at. */
function lookedAt(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch {
    return null;
  }
}

function check(path: string, { uid, gid, mode }: Stats, isRight: boolean, mayBeShared = false): void {
  const me = process.getuid?.();
  if (me === undefined) {
    return;
  }
  if (!isRight) {
    throw strange(`${path} is not what it should be`, `Remove it: rm '${path}'.`);
  }
  // Root works in folders of other users, as it does in a container.
  const mayBeAnothers = mayBeShared || (me === 0 && (mode & constants.S_IFMT) === constants.S_IFDIR);
  if (uid !== me && uid !== 0 && !mayBeAnothers) {
    throw strange(
      `${path} belongs to another user (${uid})`,
      'Remove it if you can, or choose a folder of your own with NBTRAIL_HOME.'
    );
  }
  const byGroup = (mode & 0o020) !== 0 && gid !== process.getgid?.();
  if (((mode & 0o002) !== 0 || byGroup) && !mayBeShared) {
    throw strange(
      `${path} is open to other users, who can change it`,
      `chmod go-w '${path}', or say that it is meant so with NBTRAIL_SHARED_HOME=1.`
    );
  }
}

function strange(message: string, hint: string): TrailError {
  return new TrailError('NT504', message, { hint });
}
