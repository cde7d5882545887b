/**
 * Opens the store's database file, which also takes the store: DuckDB locks the
 * file for this process, and the lock dies with it.
 *
 * The file is a projection of the journals. One that cannot be read is moved
 * aside, one of another schema is thrown away; both are made anew from them.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

import { messageOf, TrailError } from '../errors';
import { type Columns, columnsOf } from './Register';
import { LOGS, POINTS, REGISTERS, SCHEMA_VERSION } from './tables';
import { ALL_POINTS, CLOCK, VIEWS } from './views';

/** What DuckDB says of a file that another process has open. */
const HELD = /set lock on file|conflicting lock|used by another process/i;

export interface IDatabase {
  instance: DuckDBInstance;
  /** What happened to a file that could not be used, for the log. */
  remark: string | null;
}

/** @throws TrailError NT503 when another companion has the store, NT504 when the folder cannot be used */
export async function openDatabase(home: string): Promise<IDatabase> {
  const path = join(home, 'trail.duckdb');
  const spill = join(home, 'run', 'spill');
  try {
    mkdirSync(spill, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new TrailError('NT504', `The store folder ${home} cannot be written: ${messageOf(error)}`);
  }
  let remark: string | null = null;
  let instance: DuckDBInstance;
  try {
    instance = await open(path, spill);
  } catch (error) {
    const message = messageOf(error);
    if (HELD.test(message)) {
      throw new TrailError('NT503', 'Another companion has the store');
    }
    if (!existsSync(path) || /permission|read.?only|No space/i.test(message)) {
      throw new TrailError('NT504', `The database ${path} cannot be opened: ${message}`);
    }
    const aside = `${path}.unreadable-${new Date().toISOString().replace(/[:.]/g, '')}`;
    renameSync(path, aside);
    moveLog(path, aside);
    remark = `${path} could not be read and is now ${aside}; it is made anew from the journals. ${message}`;
    instance = await open(path, spill);
  }
  const connection = await instance.connect();
  try {
    if ((await schemaVersion(connection)) !== SCHEMA_VERSION) {
      await emptied(connection);
    }
    await lockDown(connection);
  } finally {
    connection.closeSync();
  }
  return { instance, remark };
}

/** All projected tables, with their columns. */
export function tables(): [string, [string, string][]][] {
  return [
    ...Object.values(REGISTERS).map((register): [string, [string, string][]] => [
      register.name,
      columnsOf(register)
    ]),
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
    memory_limit: '512MB',
    // The store says when: see Store.checkpoint.
    checkpoint_threshold: '1TB',
    temp_directory: spill
  });
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

async function emptied(connection: DuckDBConnection): Promise<void> {
  await connection.run('BEGIN');
  for (const name of Object.keys(VIEWS).reverse()) {
    await connection.run(`DROP VIEW IF EXISTS main.${name}`);
  }
  await connection.run('DROP SCHEMA IF EXISTS store CASCADE');
  await connection.run('CREATE SCHEMA store');
  for (const [name, columns] of tables()) {
    const list = columns.map(([column, type]) => `${column} ${type}`).join(', ');
    await connection.run(`CREATE TABLE store.${name}(${list})`);
  }
  await connection.run(`CREATE MACRO store.clock() AS ${CLOCK}`);
  await connection.run(`CREATE VIEW store.points AS ${ALL_POINTS}`);
  for (const [name, sql] of Object.entries(VIEWS)) {
    await connection.run(`CREATE VIEW main.${name} AS ${sql}`);
  }
  await connection.run(`CREATE TABLE store.schema_version AS SELECT ${SCHEMA_VERSION} AS version`);
  await connection.run('COMMIT');
}

async function lockDown(connection: DuckDBConnection): Promise<void> {
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

function moveLog(path: string, aside: string): void {
  if (existsSync(`${path}.wal`)) {
    renameSync(`${path}.wal`, `${aside}.wal`);
  }
  rmSync(`${path}.tmp`, { recursive: true, force: true });
}
