/**
 * Only one process at a time opens, makes or moves aside the database of a
 * store. DuckDB's lock is on the file, and does not help while there is none
 * yet or while it gives way to another: two companions could each have one.
 *
 * Who opens holds `run/opening`. One whose process is no more counts for
 * nothing.
 */
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { TrailError } from '../../errors';
import { type IProcess, lifeOf, thisProcess } from '../../journal/processes';

/** No opening takes longer, where nothing tells whether a process is still the same. */
const MAX_OPENING_MS = 60_000;
/** Nor does writing who one is, where that is not one step with making the file. */
const WRITING_MS = 1_000;

/** What {@link take} and {@link takeAway} make. */
const LEFTOVER = /^opening\.\d+(?:\.new)?$/;

/**
 * @returns what ends it
 * @throws TrailError NT503 when another process opens the store
 */
export function beginOpening(home: string): () => void {
  const path = join(home, 'run', 'opening');
  for (let tries = 0; tries < 2; tries++) {
    try {
      take(path);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
      takeAway(path);
    }
  }
  throw held();
}

/** Take away what companions that are no more left behind while they took their turn: a full disk or a kill kept them from it. */
export function removeOpenings(home: string): void {
  const folder = join(home, 'run');
  for (const name of readdirSync(folder).filter(found => LEFTOVER.test(found))) {
    const path = join(folder, name);
    try {
      if (!lives(readFileSync(path, 'utf8'), statSync(path).mtimeMs)) {
        rmSync(path, { force: true });
      }
    } catch {
      // It is gone already.
    }
  }
}

/** The file is there with its content or not at all: a companion that was killed must not leave one that tells nothing. */
function take(path: string): void {
  const made = `${path}.${process.pid}.new`;
  const content = JSON.stringify(thisProcess());
  try {
    writeFileSync(made, content, { mode: 0o600 });
    try {
      linkSync(made, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
        throw error;
      }
      // Not every file system has links.
      writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
    }
  } finally {
    rmSync(made, { force: true });
  }
}

/** @throws TrailError NT503 when its process lives */
function takeAway(path: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    const content = readFileSync(path, 'utf8');
    if (lives(content, statSync(path).mtimeMs)) {
      throw held();
    }
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== content) {
      // Another process was faster, and this is its.
      linkSync(aside, path);
      throw held();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error;
    }
  } finally {
    rmSync(aside, { force: true });
  }
}

function lives(content: string, since: number): boolean {
  const age = Date.now() - since;
  try {
    return age < MAX_OPENING_MS && lifeOf(JSON.parse(content) as IProcess) !== 'gone';
  } catch {
    return age < WRITING_MS;
  }
}

function held(): TrailError {
  return new TrailError('NT503', 'Another companion is opening the store');
}
