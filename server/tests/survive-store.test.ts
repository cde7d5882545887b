/**
 * Stores in trouble: a database of another schema or damaged anywhere, folders
 * that are files or forbidden, foreign things among the journals, very long
 * lines, very many writers, clocks that are wrong. What the journals hold is
 * shown, what could not be used is kept aside, and both are said; where the
 * store cannot be used at all, one line says why.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { DuckDBInstance } from '@duckdb/node-api';

import { type Random, seeded } from './mutate';
import { Home, Journal, killed, until } from './support';
import { everyRow } from './everyRow';
import { begun, endAll, served } from './loggedCompanion';

/** Damaged databases. */
const DAMAGED = 48;

const startSeed = Date.now() % 1_000_000;
const gone = spawnSync(process.execPath, ['--version']).pid;

let home: Home;

beforeEach(() => {
  home = new Home();
});

afterEach(async () => {
  await endAll();
  await home.dispose();
});

/** What a store made anew from the same journals tells. */
async function anew(journal = join(home.path, 'journal')): Promise<Record<string, unknown>> {
  const fresh = new Home();
  try {
    cpSync(journal, join(fresh.path, 'journal'), { recursive: true });
    await fresh.start();
    return await everyRow(fresh);
  } finally {
    await fresh.dispose();
  }
}

const asides = (why: string): string[] =>
  readdirSync(home.path).filter(name => name.startsWith(`trail.duckdb.${why}-`) && !name.endsWith('.wal'));

describe('a database of another schema', () => {
  /** The store of a companion of schema 1. */
  function unpacked(from = join(__dirname, 'fixtures', 'schema-1'), to = home.path): void {
    mkdirSync(to, { recursive: true });
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      if (entry.isDirectory()) {
        unpacked(join(from, entry.name), join(to, entry.name));
      } else {
        writeFileSync(join(to, entry.name.replace(/\.gz$/, '')), gunzipSync(readFileSync(join(from, entry.name))));
      }
    }
  }

  it('that is older is made anew, and tells what the journals do', async () => {
    unpacked();
    const { said } = await served(home);
    const now = await everyRow(home);
    expect(now.metrics).toMatchObject([{ points: 6_003 }]);
    expect((now.runs as string[]).join()).toMatch(/better/);
    expect(now).toEqual(await anew());
    expect([asides('schema'), asides('unreadable'), said()]).toEqual([[], [], '']);
  });

  it('that is older and whose journals are not there is kept aside, and the log says so', async () => {
    unpacked();
    const before = readFileSync(join(home.path, 'trail.duckdb'));
    rmSync(join(home.path, 'journal'), { recursive: true });
    const { said } = await served(home);
    expect(await home.sql('SELECT * FROM runs')).toEqual([]);
    const [aside = ''] = asides('schema');
    expect(aside).toMatch(/^trail\.duckdb\.schema-1-/);
    expect(readFileSync(join(home.path, aside)).equals(before)).toBe(true);
    expect(said()).toContain(aside);
    expect(said()).toContain('not all journals');
  });

  it.each([
    ['that it knows the writers of', true, []],
    ['of which it knows nothing', false, ['aside']]
  ])('that is newer, with tables %s, is made anew', async (_, known, aside) => {
    const journal = new Journal(home);
    journal.run('r1');
    journal.series(1, 'r1', ['a']);
    journal.rows(1, 0, 100);
    const instance = await DuckDBInstance.create(join(home.path, 'trail.duckdb'));
    const connection = await instance.connect();
    for (const sql of [
      'CREATE SCHEMA store',
      'CREATE TABLE store.schema_version AS SELECT 999 AS version',
      'CREATE TABLE store.leaderboard(run_id VARCHAR, place UINTEGER)',
      `CREATE TABLE store.${known ? 'position' : 'place'} AS SELECT '${journal.writerId}' AS writer_id, 7::UHUGEINT AS at`,
      'CREATE VIEW main.leader AS SELECT * FROM store.leaderboard',
      'CREATE VIEW main.runs AS SELECT run_id, place FROM store.leaderboard'
    ]) {
      await connection.run(sql);
    }
    connection.closeSync();
    instance.closeSync();
    await served(home);
    expect(await everyRow(home)).toEqual(await anew());
    expect(asides('schema-999').map(() => 'aside')).toEqual(aside);
  });
});

describe('a database file that is damaged', () => {
  it(`is moved aside and made anew, wherever it is damaged, ${DAMAGED} times`, async () => {
    const journals = Array.from({ length: 3 }, () => new Journal(home));
    const first = await served(home);
    journals.forEach((journal, index) => {
      journal.run(`r${index}`);
      journal.series(1, `r${index}`, ['a', 'b', 'c']);
      journal.rows(1, 0, 30_000, 3);
      for (let part = 0; part < 200; part++) {
        journal.fact('params', { run_id: `r${index}`, params: { [`p${part}`]: 'x'.repeat(50) } });
      }
    });
    await home.ask('sync');
    await home.ask('shutdown');
    await until(() => first.child.exitCode === 0);
    const second = await served(home);
    journals.forEach(journal => journal.rows(1, 30_000, 5_000, 3));
    const good = await everyRow(home);
    await killed(second.child);
    const names = ['trail.duckdb', 'trail.duckdb.wal'] as const;
    const [database, log] = names.map(name => readFileSync(join(home.path, name))) as [Buffer, Buffer];
    const other = await otherLog();
    let aside = 0;
    for (let round = 0; round < DAMAGED; round++) {
      const seed = startSeed + round;
      const random = seeded(seed);
      readdirSync(home.path)
        .filter(name => name !== 'journal')
        .forEach(name => rmSync(join(home.path, name), { recursive: true }));
      const { how, files } = broken(database, log, other, round, random);
      files.forEach((bytes, index) => bytes && writeFileSync(join(home.path, names[index] as string), bytes));
      let all = '';
      let now: unknown;
      // A page is only checked when it is read: the first companion may serve, find the damage, and leave it to the next.
      for (let tries = 0; now === undefined && tries < 3; tries++) {
        const { child, said } = begun(home.path);
        await home.served(child);
        now = await everyRow(home).catch(async () => {
          await until(() => child.exitCode !== null);
          return undefined;
        });
        await killed(child);
        all += said();
      }
      const moved = asides('unreadable').length;
      if (JSON.stringify(now) !== JSON.stringify(good)) {
        throw new Error(`seed ${seed}, ${how}: the views differ; it said ${all}`);
      }
      expect({ seed, how, moved, told: all.includes('rebuilt') }).toEqual({ seed, how, moved, told: moved > 0 });
      aside += moved;
    }
    expect(aside).toBeGreaterThan(DAMAGED / 3);
  }, 400_000);

  /** The log of another store's database. */
  async function otherLog(): Promise<Buffer> {
    const another = new Home();
    try {
      const { child } = await served(another);
      const journal = new Journal(another);
      journal.run('foreign');
      journal.series(1, 'foreign', ['a']);
      journal.rows(1, 0, 1_000);
      await another.ask('sync');
      await killed(child);
      return readFileSync(join(another.path, 'trail.duckdb.wal'));
    } finally {
      await another.dispose();
    }
  }

  function broken(
    database: Buffer,
    log: Buffer,
    other: Buffer,
    round: number,
    random: Random
  ): { how: string; files: (Buffer | null)[] } {
    const [file, wal] = [Buffer.from(database), Buffer.from(log)];
    switch (round % 8) {
      case 0: {
        const page = 12_288 + 262_144 * random(Math.floor(file.length / 262_144));
        const at = Math.min(file.length - 4_096, page + 4_096 * random(60));
        for (let index = 0; index < 4_096; index++) {
          file[at + index] = random(256);
        }
        return { how: `4 KB at ${at}`, files: [file, wal] };
      }
      case 1:
        for (let piece = 0; piece < 6; piece++) {
          const at = random(file.length);
          file.fill(random(256), at, Math.min(file.length, at + random(100_000)));
        }
        return { how: 'six pieces', files: [file, wal] };
      case 2:
      case 3: {
        const end = random(file.length);
        return { how: `cut at ${end}`, files: [file.subarray(0, end), round % 8 === 2 ? wal : null] };
      }
      case 4:
        for (let byte = 0; byte < 5; byte++) {
          const at = random(wal.length);
          wal[at] = (wal[at] as number) ^ (1 + random(255));
        }
        return { how: 'five bytes of the log', files: [file, wal] };
      case 5:
        return { how: 'the log cut', files: [file, wal.subarray(0, random(wal.length))] };
      case 6:
        return { how: 'no log', files: [file, null] };
      default:
        return { how: 'the log of another', files: [file, other] };
    }
  }
});

describe('a database with points that its summaries do not count', () => {
  it.each([
    ['is moved aside and made anew', true],
    ['is kept where a journal that it was made from is not there', false]
  ])('%s', async (_, isThere) => {
    const journals = [new Journal(home), new Journal(home, { pid: gone })];
    journals.forEach((journal, index) => {
      journal.run(`r${index}`);
      journal.series(1, `r${index}`, ['a', 'b']);
      journal.rows(1, 0, 1_000, 2);
    });
    const first = await served(home);
    await home.ask('sync');
    await killed(first.child);
    // As when DuckDB brings back a transaction of its log twice.
    const instance = await DuckDBInstance.create(join(home.path, 'trail.duckdb'));
    const connection = await instance.connect();
    await connection.run('PRAGMA disable_checkpoint_on_shutdown');
    await connection.run('INSERT INTO store.recent_points SELECT * FROM store.recent_points LIMIT 100');
    connection.closeSync();
    instance.closeSync();
    expect(existsSync(join(home.path, 'trail.duckdb.wal'))).toBe(true);
    if (!isThere) {
      rmSync((journals[0] as Journal).folder, { recursive: true });
    }
    const { said } = await served(home);
    const [counts] = await home.sql('SELECT count(*) AS points, count(DISTINCT run_id) AS runs FROM metrics');
    expect(counts).toEqual({ points: isThere ? 4_000 : 4_100, runs: 2 });
    expect(asides('unreadable')).toHaveLength(isThere ? 1 : 0);
    expect(said().includes('It has 4100 points, and its summaries count 4000')).toBe(isThere);
  });
});
