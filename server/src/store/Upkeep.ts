/** What keeps the database file small and whole between two transactions. */
import { randomUUID } from 'node:crypto';
import { existsSync, statfsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { DuckDBConnection } from '@duckdb/node-api';

import { messageOf, TrailError } from '../errors';
import { copyFiles } from './database/copyFiles';
import { isDamage } from './database/damage';
import type { PointAppender } from './points/PointAppender';

/** Points from which on those that came lately are sorted among the others. */
const RECENT_POINTS = 2 ** 19;
/** The same when the companion goes away. */
export const CLOSING_POINTS = 2 ** 16;
/** Bytes that such a point takes in the meantime, at most. */
const POINT_BYTES = 36;
/** Bytes of DuckDB's log from which on it is moved into the database file. */
const LOG_BYTES = 32 * 2 ** 20;
/** Bytes that have to be free for that, besides twice the log's. */
const ROOM_BYTES = 64 * 2 ** 20;

export class Upkeep {
  /** @param connection - the one that writes */
  constructor(
    private readonly connection: DuckDBConnection,
    private readonly home: string
  ) {}

  /**
   * Copy the database, while nothing is written to it. Its log comes along: a
   * reader that is in the middle of something keeps it from being emptied.
   *
   * @throws TrailError NT504 when there is no room
   */
  async snapshot(): Promise<string> {
    const copy = join(this.home, 'run', `snapshot-${randomUUID()}.duckdb`);
    const path = join(this.home, 'trail.duckdb');
    try {
      await this.connection.run('CHECKPOINT').catch(() => undefined);
      const log = existsSync(`${path}.wal`) ? [[`${path}.wal`, `${copy}.wal`] as const] : [];
      await copyFiles([[path, copy], ...log]);
      return copy;
    } catch (error) {
      await rm(copy, { force: true });
      await rm(`${copy}.wal`, { force: true });
      throw new TrailError('NT504', `The database cannot be copied: ${messageOf(error)}`);
    }
  }

  /**
   * Sort the points that came lately among the others once they are many, and
   * move DuckDB's log into the database file. Both where there is room for it: a
   * disk that fills up in the middle of the latter makes DuckDB give the database
   * up until it is opened anew; one that fills up while the log is written does not.
   */
  async tidy(points: PointAppender, atLeast = RECENT_POINTS): Promise<void> {
    try {
      const path = join(this.home, 'trail.duckdb.wal');
      const log = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      const many = points.recent >= atLeast;
      if (log < LOG_BYTES && !many) {
        return;
      }
      const { bavail, bsize } = statfsSync(this.home);
      if (bavail * bsize < 2 * log + POINT_BYTES * points.recent + ROOM_BYTES) {
        return;
      }
      if (many) {
        await points.settle();
      }
      await this.connection.run('CHECKPOINT');
    } catch (error) {
      // What is committed is in the log; the next commit tries again.
      if (isDamage(error)) {
        throw error;
      }
    }
  }
}
