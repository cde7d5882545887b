/**
 * Opens a segment for reading, and nothing else: a folder of journals may hold
 * links, pipes and devices, of which some answer never and some for ever.
 *
 * A file counts when it is a regular one, is opened under its own name and not
 * through a link, and is its folder's owner's or this process's own. It is looked
 * at once it is open: what has the name may have changed since it was listed.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** Neither of them is there on Windows, which has no such links and pipes among its files. */
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** @throws Error that says why it is not read */
export async function openSegment(path: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ELOOP' ? new Error(`${basename(path)} is a link`) : error;
  }
  try {
    const found = await file.stat();
    if (!found.isFile()) {
      throw new Error(`${basename(path)} is no regular file`);
    }
    if (found.uid !== process.getuid?.() && found.uid !== (await stat(dirname(path))).uid) {
      throw new Error(`${basename(path)} is another user's`);
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
