import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Have the folder be there, and those that it lies in.
 *
 * Node's own `recursive` never ends where a file system denies that the folder could
 * be in one that is there, as /proc and automounted places do.
 */
export function makeFolders(path: string, mode = 0o777): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      return;
    }
    const folder = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || existsSync(folder)) {
      throw error;
    }
    makeFolders(folder, mode);
    makeFolders(path, mode);
  }
}
