/**
 * Opens the store's database file, which also takes the store: DuckDB locks the
 * file for this process, and the lock dies with it.
 *
 * The file is a projection of the journals. One that cannot be read is moved
 * aside, and one of another schema emptied; both are made anew from them. Where
 * journals that such a file was made from are not there, it is moved aside, too.
 */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

import { diskTrouble } from '../../disk/diskTrouble';
import { messageOf, TrailError } from '../../errors';
import { makeStoreFolders } from '../../disk/storeMount';
import { define } from './definitions';
import { damageOf, unmark } from './damage';
import { MEMORY_MB } from './Headroom';
import { type Columns, columnsOf } from '../merge/Register';
import { beginOpening, removeOpenings } from './opening';
import { LOGS, POINTS, REGISTERS, SCHEMA_VERSION } from '../merge/tables';

/** What DuckDB says of a file that another process has open. */
const HELD = /set lock on file|conflicting lock|used by another process/i;

export interface IDatabase {
  instance: DuckDBInstance;
  /** What happened to a file that could not be used, for the log. */
  remark: string | null;
}

/** @throws TrailError NT503 when another companion has the store, NT504 when the folder cannot be used */
export async function openDatabase(home: string): Promise<IDatabase> {
  const spill = join(home, 'run', 'spill');
  let endOpening: () => void;
  try {
    makeStoreFolders(home, 'run', 'spill');
    endOpening = beginOpening(home);
  } catch (error) {
    if (error instanceof TrailError) {
      throw error;
    }
    throw new TrailError('NT504', `The store folder ${home} cannot be written: ${messageOf(error)}`);
  }
  try {
    removeOpenings(home);
    return await opened(home, spill);
  } finally {
    endOpening();
  }
}

async function opened(home: string, spill: string): Promise<IDatabase> {
  const path = join(home, 'trail.duckdb');
  let remark: string | null = null;
  let instance: DuckDBInstance;
  try {
    instance = await openSound(path, home, spill);
  } catch (error) {
    const message = messageOf(error);
    if (HELD.test(message)) {
      throw new TrailError('NT503', 'Another companion is using the store');
    }
    if (!existsSync(path) || diskTrouble(message) !== null || /read.?only/i.test(message)) {
      throw new TrailError('NT504', `The database ${path} cannot be opened: ${message}`);
    }
    const aside = setAside(path, 'unreadable');
    unmark(home);
    remark = `${path} could not be read and is now ${aside}; it is rebuilt from the journals. ${message}`;
    instance = await open(path, spill);
  }
  let connection = await instance.connect();
  try {
    const version = await schemaVersion(connection);
    if (version !== null && version !== SCHEMA_VERSION && (await lacksJournals(connection, home))) {
      connection.closeSync();
      instance.closeSync();
      const aside = setAside(path, `schema-${version}`);
      remark = `${path} has another schema, and not all journals that it was made from are there: it is now ${aside}. What the journals hold is made anew.`;
      instance = await open(path, spill);
      connection = await instance.connect();
    }
    if (version !== SCHEMA_VERSION) {
      await emptied(connection);
    }
    await define(connection);
    removeLeftovers(join(home, 'run'));
    await lockDown(connection);
  } catch (error) {
    connection.closeSync();
    instance.closeSync();
    throw error;
  }
  connection.closeSync();
  return { instance, remark };
}

/** All projected tables, with their columns. */
export function tables(): [string, [string, string][]][] {
  return [
    ...Object.values(REGISTERS).map((register): [string, [string, string][]] => [register.name, columnsOf(register)]),
    ...Object.entries(LOGS).map(([name, columns]): [string, [string, string][]] => [
      name,
      Object.entries(columns as Columns)
    ]),
    ['settled_points', Object.entries(POINTS)],
    ['recent_points', Object.entries(POINTS)]
  ];
}

function open(path: string, spill: string): Promise<DuckDBInstance> {
  return DuckDBInstance.create(path, {
    threads: String(Math.min(4, availableParallelism())),
    memory_limit: `${MEMORY_MB}MB`,
    // The store says when: see Upkeep.tidy.
    checkpoint_threshold: '1TB',
    temp_directory: spill
  });
}

/** @throws what DuckDB says of it, or what tells that it is damaged; it is closed then */
async function openSound(path: string, home: string, spill: string): Promise<DuckDBInstance> {
  const wasKilled = existsSync(`${path}.wal`);
  const instance = await open(path, spill);
  try {
    const damage = damageOf(home) ?? (wasKilled ? await miscounted(instance, home) : null);
    if (damage !== null) {
      throw new Error(damage);
    }
    return instance;
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

async function schemaVersion(connection: DuckDBConnection): Promise<number | null> {
  const found = await connection.runAndReadAll(
    "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'store' AND table_name = 'schema_version'"
  );
  if (found.currentRowCount === 0) {
    return null;
  }
  const reader = await connection.runAndReadAll('SELECT version FROM store.schema_version');
  return Number(reader.getRows()[0]?.[0]);
}

/**
 * What tells that the log of one that was killed was not brought back whole and
 * once: summaries are written with the points that they count. Null when nothing
 * does, or when not all of it could be made anew.
 */
async function miscounted(instance: DuckDBInstance, home: string): Promise<string | null> {
  const connection = await instance.connect();
  try {
    if ((await schemaVersion(connection)) !== SCHEMA_VERSION || (await lacksJournals(connection, home))) {
      return null;
    }
    const found = await connection.runAndReadAll(`
      SELECT (SELECT count(*) FROM store.settled_points) + (SELECT count(*) FROM store.recent_points),
        (SELECT coalesce(sum(count), 0)::BIGINT FROM store.series)`);
    const [points, counted] = found.getRows()[0] ?? [];
    return points === counted ? null : `It has ${points} points, and its summaries count ${counted}`;
  } finally {
    connection.closeSync();
  }
}

/** Whether journals of writers that the tables know were moved away, or the tables are of a kind that does not tell. */
async function lacksJournals(connection: DuckDBConnection, home: string): Promise<boolean> {
  const writers = await connection.runAndReadAll('SELECT writer_id FROM store.position').catch(() => null);
  if (writers === null) {
    return true;
  }
  return writers.getRows().some(([id]) => !existsSync(join(home, 'journal', String(id))));
}

async function emptied(connection: DuckDBConnection): Promise<void> {
  await connection.run('BEGIN');
  await connection.run('DROP SCHEMA IF EXISTS store CASCADE');
  await connection.run('CREATE SCHEMA store');
  for (const [name, columns] of tables()) {
    const list = columns.map(([column, type]) => `${column} ${type}`).join(', ');
    await connection.run(`CREATE TABLE store.${name}(${list})`);
  }
  await connection.run(`CREATE TABLE store.schema_version AS SELECT ${SCHEMA_VERSION} AS version`);
  await connection.run('COMMIT');
}

async function lockDown(connection: DuckDBConnection): Promise<void> {
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  await connection.run('SET enable_external_access = false');
  await connection.run(
    "SET allowed_configs = ['enable_progress_bar', 'enable_progress_bar_print', 'memory_limit', 'TimeZone']"
  );
  await connection.run('SET lock_configuration = true');
}

/** Copies and answers in files that a companion which was killed left behind. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder).filter(found => /^(snapshot|answer)-/.test(found))) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** @returns where the file is now */
function setAside(path: string, reason: string): string {
  const aside = `${path}.${reason}-${new Date().toISOString().replace(/[:.]/g, '')}`;
  renameSync(path, aside);
  if (existsSync(`${path}.wal`)) {
    renameSync(`${path}.wal`, `${aside}.wal`);
  }
  rmSync(`${path}.tmp`, { recursive: true, force: true });
  return aside;
}
