/**
 * Whether the disk has room to make the tables anew. The old ones keep their
 * place until the new ones are there, and these go through DuckDB's log.
 */
import { statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { TrailError } from '../../errors';

/** Bytes that a point and a fact take in DuckDB's log, at most, unless the fact is long. */
const POINT_BYTES = 36;
const FACT_BYTES = 2_048;
/** Bytes of the log that may wait to be moved into the database file: see Upkeep.tidy. */
const LOG_BYTES = 128 * 2 ** 20;
/** What the rest needs: temporary tables, the companion's own words. */
const BESIDES = 4 * 2 ** 20;

/** @throws TrailError NT504 that tells the bytes */
export function checkRoomToRebuild(home: string, { facts, points }: { facts: number; points: number }): void {
  const path = join(home, 'trail.duckdb');
  const [database, log] = [path, `${path}.wal`].map(file => statSync(file, { throwIfNoEntry: false })?.size ?? 0) as [
    number,
    number
  ];
  const written = Math.min(POINT_BYTES * points + FACT_BYTES * facts, database + LOG_BYTES);
  const needed = database + log + written + BESIDES;
  const { bavail, bsize } = statfsSync(home);
  const free = bavail * bsize;
  if (free < needed) {
    throw new TrailError(
      'NT504',
      `A rebuild needs ${megabytes(needed)} of free space beside the database, and the disk of ${home} has ${megabytes(free)}`,
      {
        hint: 'The database is as it was. Free space and ask again.'
      }
    );
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB (${bytes} bytes)`;
}
