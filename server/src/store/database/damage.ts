/**
 * A database file that turns out to be damaged while it is in use, because a
 * page of it is only checked when it is read. It is marked, and the next one to
 * open it moves it aside and has it made anew from the journals.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { messageOf } from '../../errors';

/** What DuckDB says of such a file; texts that a query makes itself do not begin so. */
const DAMAGED =
  /^(?:Error: |Failed to [\w ]+: )*(?:IO|Serialization) Error: (?:Corrupt database file|Could not read enough bytes|Failed to deserialize)/;

export function isDamage(error: unknown): boolean {
  return DAMAGED.test(messageOf(error));
}

/**
 * What DuckDB says once a commit has run out of memory: it takes back only part
 * of it, and what is left keeps the only writer there is in conflict with itself.
 */
const INCONSISTENT =
  /Conflict on (?:update|tuple)|Failed to commit: (?:Out of Memory Error: )?(?:failed|could not)(?: to)? (?:pin|allocate)/;

/** Whether what this process has of the database cannot be trusted any more; what is on the disk can. */
export function isInconsistency(error: unknown): boolean {
  return INCONSISTENT.test(messageOf(error));
}

export function markDamaged(home: string, error: unknown): void {
  writeFileSync(markOf(home), messageOf(error), { mode: 0o600 });
}

/** What was marked, or null. */
export function damageOf(home: string): string | null {
  try {
    return readFileSync(markOf(home), 'utf8');
  } catch {
    return null;
  }
}

export function unmark(home: string): void {
  rmSync(markOf(home), { force: true });
}

function markOf(home: string): string {
  return join(home, 'run', 'damaged');
}
