/**
 * Where an export ends up: there whole, or not at all. It is made beside its place
 * under a name of its own, which tells what it is where a kill leaves it behind, and
 * gets its name only where nothing has that name yet, whoever was quicker.
 */
import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';

import { makeFolders } from '../disk/makeFolders';
import { messageOf, TrailError } from '../errors';

/** What systems say of file systems without hard links. */
const WITHOUT_LINKS: ReadonlySet<string | undefined> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Nothing that is there is ever written over. @throws TrailError NT601 */
export function checkIsNew(target: string, isFolder: boolean): void {
  const found = foundAt(target);
  if (found && !(isFolder && found.isDirectory() && readdirSync(target).length === 0)) {
    throw taken(target, isFolder);
  }
}

/** What has this name, also a link to nowhere; what cannot be looked at cannot be written either, which is told then. */
function foundAt(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch {
    return null;
  }
}

/**
 * Make a file and give it its name. `make` has the name that it has until then.
 *
 * @throws TrailError NT504, NT601
 */
export function placeFile(target: string, make: (part: string) => Promise<void>): Promise<void> {
  return placed(target, false, async part => {
    await make(part);
    const file = await open(part, 'r+');
    await file.sync().finally(() => file.close());
    try {
      await link(part, target);
    } catch (error) {
      if (!WITHOUT_LINKS.has((error as NodeJS.ErrnoException).code)) {
        throw error;
      }
      checkIsNew(target, false);
      await rename(part, target);
    }
  });
}

/**
 * Make a folder and give it its name, where there is none or an empty one.
 *
 * @throws TrailError NT504, NT601
 */
export function placeFolder(target: string, make: (part: string) => Promise<void>): Promise<void> {
  return placed(target, true, async part => {
    makeFolders(part);
    await make(part);
    await rename(part, target);
  });
}

async function placed(target: string, isFolder: boolean, make: (part: string) => Promise<void>): Promise<void> {
  const part = `${target}.part-${randomBytes(4).toString('hex')}`;
  try {
    await make(part);
  } catch (error) {
    throw told(target, isFolder, error);
  } finally {
    await rm(part, { recursive: true, force: true }).catch(() => undefined);
  }
}

function told(target: string, isFolder: boolean, error: unknown): TrailError {
  if (error instanceof TrailError) {
    return error;
  }
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(code) && foundAt(target)
    ? taken(target, isFolder)
    : new TrailError('NT504', `${target} cannot be written: ${messageOf(error)}`, { hint: 'Choose another path.' });
}

function taken(target: string, isFolder: boolean): TrailError {
  return new TrailError('NT601', `${target} already exists`, {
    hint: isFolder ? 'Choose a new or empty folder.' : 'Choose a new file.'
  });
}
