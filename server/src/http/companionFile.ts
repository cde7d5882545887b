import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ICompanionFile } from '../protocol';

/** Tell where the companion listens; readers find the old file or the new one, whole. */
export function writeCompanionFile(home: string, file: ICompanionFile): void {
  const path = join(home, 'companion.json');
  const made = `${path}.${process.pid}`;
  writeFileSync(made, `${JSON.stringify(file)}\n`, { mode: 0o600 });
  renameSync(made, path);
}

/** Take the file away, unless another companion has written its own since. */
export function removeCompanionFile(home: string, token: string): void {
  const path = join(home, 'companion.json');
  try {
    if ((JSON.parse(readFileSync(path, 'utf8')) as ICompanionFile).token === token) {
      rmSync(path);
    }
  } catch {
    // It is gone already.
  }
}
