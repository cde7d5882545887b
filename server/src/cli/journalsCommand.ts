import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { cp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';

import { TrailError } from '../errors';
import { makeFolders } from '../disk/makeFolders';
import type { IStatus } from '../protocol';
import { type ICommand, numberOption } from './Command';
import { json } from './json';
import { size } from './statusCommand';
import { visible } from './visible';

const DAY = 86_400_000;

/** The space that journals of ended writers take, and how to move them away. */
export const journalsCommand: ICommand = {
  name: 'journals',
  summary: 'show the space that the journals take, or move old ones elsewhere',
  usage: `nbtrail journals [--move FOLDER [--before DAYS]] [--json]

The database is built from the journals. Those of writers that ended are compressed
automatically and may be moved away: the views keep what they hold, but
nbtrail rebuild, and an upgrade that rebuilds the database, needs them back. To
bring them back, move their folders into the store's folder "journal".

  --move FOLDER   move the journals of writers that ended into FOLDER; where it
                  is on another disk they are copied, compared, then removed
  --before DAYS   only those with nothing new for so many days
  --json          print one object and nothing else`,
  most: 0,
  options: { move: { type: 'string' }, before: { type: 'string' }, json: { type: 'boolean' } },
  async run(_values, options, { client, say }) {
    const days = numberOption(options, 'before') ?? 0;
    await client.ask('sync', {});
    const status = await client.ask('status', {});
    const journal = join(status.home, 'journal');
    const moved = typeof options.move === 'string' ? await moveAll(status, journal, resolve(options.move), days) : null;
    if (options.json) {
      const { journal_bytes, sealed_bytes } = status;
      say(json({ journal, journal_bytes, sealed_bytes, ...(moved && { moved }) }));
    } else if (moved) {
      say(`Moved ${moved.writers} journals, ${size(moved.bytes)}, to ${visible(moved.folder)}.`);
    } else {
      const ended = status.writers.filter(({ gone }) => gone).length;
      say(`in all    ${size(status.journal_bytes)}, in ${visible(journal)}`);
      say(`ended     ${size(status.sealed_bytes)} of ${ended} writers; nbtrail journals --move FOLDER lets go of them`);
    }
    return 0;
  }
};

interface IMoved {
  folder: string;
  writers: number;
  bytes: number;
}

async function moveAll(status: IStatus, journal: string, folder: string, days: number): Promise<IMoved> {
  if (!relative(status.home, folder).startsWith('..')) {
    throw new TrailError('NT601', 'The folder is inside the store', { hint: 'Choose one elsewhere.' });
  }
  makeFolders(folder, 0o700);
  const moved = { folder, writers: 0, bytes: 0 };
  for (const { writer_id } of status.writers.filter(({ gone }) => gone)) {
    const from = join(journal, writer_id);
    const files = await filesOf(from);
    if (files.length === 0 || files.some(({ mtimeMs }) => mtimeMs > Date.now() - days * DAY)) {
      continue;
    }
    if (!(await move(from, join(folder, writer_id), files))) {
      continue;
    }
    moved.writers++;
    moved.bytes += files.reduce((sum, { bytes }) => sum + bytes, 0);
  }
  return moved;
}

/**
 * The journal is whole in one of the two places at every moment.
 *
 * @returns false when it changed meanwhile, and stays where it was
 */
async function move(from: string, to: string, files: readonly IFile[]): Promise<boolean> {
  if (existsSync(to)) {
    throw new TrailError('NT601', `${to} already exists`, {
      hint: 'Check which of the two is right, or choose another folder.'
    });
  }
  const changed = async (folder: string): Promise<boolean> => !isDeepStrictEqual(await filesOf(folder), files);
  try {
    await rename(from, to);
    if (await changed(to)) {
      await rename(to, from);
      return false;
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') {
      throw error;
    }
  }
  const part = `${to}.part`;
  await rm(part, { recursive: true, force: true });
  await cp(from, part, { recursive: true, preserveTimestamps: true });
  for (const { name } of files) {
    if ((await digest(join(from, name))) !== (await digest(join(part, name)))) {
      throw new TrailError('NT504', `${name} was not copied faithfully to ${part}`);
    }
  }
  if (await changed(from)) {
    await rm(part, { recursive: true });
    return false;
  }
  await rename(part, to);
  await rm(from, { recursive: true });
  return true;
}

interface IFile {
  name: string;
  bytes: number;
  mtimeMs: number;
}

async function filesOf(folder: string): Promise<IFile[]> {
  const names = (await readdir(folder).catch(() => [])).sort();
  return Promise.all(
    names.map(async name => {
      const { size: bytes, mtimeMs } = await stat(join(folder, name));
      return { name, bytes, mtimeMs };
    })
  );
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
