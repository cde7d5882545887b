/**
 * Stores in trouble: a database of another schema or damaged anywhere, folders
 * that are files or forbidden, foreign things among the journals, very long
 * lines, very many writers, clocks that are wrong. What the journals hold is
 * shown, what could not be used is kept aside, and both are said; where the
 * store cannot be used at all, one line says why.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { globalAgent } from 'node:http';
import { hostname, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { DuckDBInstance } from '@duckdb/node-api';

import { type Random, seeded } from './mutate';
import { Home, Journal, killed, packed, until } from './support';
import { everyRow } from './everyRow';

/** Damaged databases. */
const DAMAGED = 48;
/** Tiny writers of one store. */
const WRITERS = 2_000;
const LONG_LINE = 50 * 2 ** 20;

const MAIN = resolve(__dirname, '../../nbtrail/companion_dist/main.js');
const startSeed = Date.now() % 1_000_000;
const gone = spawnSync(process.execPath, ['--version']).pid;

let home: Home;
const children: ChildProcess[] = [];
const mounts: string[] = [];

beforeEach(() => {
  home = new Home();
});

afterEach(async () => {
  await Promise.all(children.splice(0).map(killed));
  mounts.splice(0).forEach(path => spawnSync('umount', ['-l', path]));
  await home.dispose();
});

interface ICompanion {
  child: ChildProcess;
  /** What it wrote in its log. */
  said: () => string;
}

function begun(path = home.path): ICompanion {
  const child = spawn(process.execPath, [MAIN, 'serve', '--home', path], { stdio: ['ignore', 'ignore', 'pipe'] });
  children.push(child);
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, said: () => text };
}

async function served(of = home): Promise<ICompanion> {
  const companion = begun(of.path);
  await of.served(companion.child);
  if (companion.child.exitCode !== null) {
    throw new Error(`It left and said: ${companion.said()}`);
  }
  return companion;
}

/** One that leaves at once, with what it says. */
async function refused(path = home.path): Promise<string> {
  const { child, said } = begun(path);
  await once(child, 'exit');
  expect(child.exitCode).toBe(1);
  return said();
}

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
    const { said } = await served();
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
    const { said } = await served();
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
    await served();
    expect(await everyRow(home)).toEqual(await anew());
    expect(asides('schema-999').map(() => 'aside')).toEqual(aside);
  });
});

describe('a database file that is damaged', () => {
  it(`is moved aside and made anew, wherever it is damaged, ${DAMAGED} times`, async () => {
    const journals = Array.from({ length: 3 }, () => new Journal(home));
    const first = await served();
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
    const second = await served();
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
        const { child, said } = begun();
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
    const first = await served();
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
    const { said } = await served();
    const [counts] = await home.sql('SELECT count(*) AS points, count(DISTINCT run_id) AS runs FROM metrics');
    expect(counts).toEqual({ points: isThere ? 4_000 : 4_100, runs: 2 });
    expect(asides('unreadable')).toHaveLength(isThere ? 1 : 0);
    expect(said().includes('It has 4100 points, and its summaries count 4000')).toBe(isThere);
  });
});

describe('a store that cannot be used', () => {
  it('because it is read only is refused with NT504, and served once it is not', async () => {
    const options = ['-t', 'tmpfs', '-o', 'size=60m,mode=700', 'none', home.path];
    if (process.platform !== 'linux' || spawnSync('mount', options).status !== 0) {
      return;
    }
    mounts.push(home.path);
    for (const prepared of [false, true]) {
      if (prepared) {
        const { child } = await served();
        await home.ask('shutdown');
        await until(() => child.exitCode === 0);
      }
      spawnSync('mount', ['-o', 'remount,ro', home.path]);
      expect(await refused()).toMatch(/ NT504: .*(cannot be opened|cannot be written)/i);
      spawnSync('mount', ['-o', 'remount,rw', home.path]);
    }
    await served();
  });

  it('because it belongs to somebody else is refused with NT504', async () => {
    if (process.getuid?.() !== 0) {
      return;
    }
    // In the name of a user who may read the companion, and not the store.
    const program = join(mkdtempSync(join(tmpdir(), 'nbtrail-program-')), 'dist');
    cpSync(dirname(MAIN), program, { recursive: true });
    chmodSync(dirname(program), 0o755);
    const child = spawn(process.execPath, [join(program, 'main.js'), 'serve', '--home', home.path], {
      cwd: '/',
      uid: 65_534,
      gid: 65_534,
      stdio: ['ignore', 'ignore', 'pipe']
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await once(child, 'exit');
    rmSync(dirname(program), { recursive: true });
    expect({ exit: child.exitCode, said }).toEqual({ exit: 1, said: expect.stringMatching(/NT504: .*EACCES/) });
  });

  it.each(['journal', 'run'])('because %s is a file is refused with NT504, and served once it is not', async name => {
    writeFileSync(join(home.path, name), 'x');
    expect(await refused()).toMatch(/ NT504: /);
    rmSync(join(home.path, name));
    await served();
    expect((await home.ask('status')).status).toBe(200);
  });

  it('because others may write to its folder run is refused with NT504', async () => {
    mkdirSync(join(home.path, 'run'));
    chmodSync(join(home.path, 'run'), 0o777);
    expect(await refused()).toMatch(/ NT504: .*open to other users/);
  });
});

describe('a companion', () => {
  it('moves a folder aside that stands where the database should', async () => {
    new Journal(home).run('r1');
    mkdirSync(join(home.path, 'trail.duckdb'));
    writeFileSync(join(home.path, 'trail.duckdb', 'mine.txt'), 'keep');
    const { said } = await served();
    expect(await home.sql('SELECT run_id FROM runs')).toEqual([{ run_id: 'r1' }]);
    const [aside = ''] = asides('unreadable');
    expect(readFileSync(join(home.path, aside, 'mine.txt'), 'utf8')).toBe('keep');
    expect(said()).toContain(aside);
  });

  it('whose store is deleted leaves, and the next one begins anew', async () => {
    const { child } = await served();
    const journal = new Journal(home);
    journal.run('r1');
    expect(await home.sql('SELECT run_id FROM runs')).toEqual([{ run_id: 'r1' }]);
    rmSync(home.path, { recursive: true });
    mkdirSync(home.path, { mode: 0o700 });
    // A connection that is kept would still lead to the first one.
    globalAgent.destroy();
    const next = await served();
    new Journal(home).run('r2');
    expect(await home.sql('SELECT run_id FROM runs')).toEqual([{ run_id: 'r2' }]);
    // The first one finds that the store is another's, leaves, and takes nothing away.
    await until(() => child.exitCode !== null, 60);
    globalAgent.destroy();
    expect((await home.ask('status')).body.pid).toBe(next.child.pid);
    expect(existsSync(join(home.path, 'companion.json'))).toBe(true);
  });

  it('passes over what is foreign among the journals, and says what it cannot read', async () => {
    const journals = join(home.path, 'journal');
    const good = new Journal(home);
    good.run('r1');
    writeFileSync(join(journals, 'notes.txt'), 'mine');
    writeFileSync(join(journals, '.DS_Store'), Buffer.alloc(100));
    symlinkSync(join(journals, 'loop'), join(journals, 'loop'));
    symlinkSync(journals, join(journals, 'self'));
    const odd = join(journals, 'odd writer; drop table runs');
    mkdirSync(odd);
    mkdirSync(join(odd, 'facts-000001.ndjson'));
    mkdirSync(join(odd, 'numbers-000001.bin'));
    writeFileSync(join(odd, 'facts-000002.ndjson'), '');
    writeFileSync(join(odd, 'numbers-000002.bin'), '');
    writeFileSync(
      join(odd, 'facts-000003.ndjson'),
      `${JSON.stringify({ v: 1, seq: 1, t: 1, k: 'run_started', run_id: 'r2' })}\n`
    );
    writeFileSync(join(odd, 'facts-999999999999999999999.ndjson'), 'too many');
    if (process.platform === 'linux') {
      spawnSync('mkfifo', [join(odd, 'facts-000004.ndjson')]);
    }
    const unreadable = join(journals, 'unreadable');
    mkdirSync(unreadable);
    symlinkSync(join(unreadable, 'facts-000001.ndjson'), join(unreadable, 'facts-000001.ndjson'));
    mkdirSync(join(journals, 'empty'));
    const { said } = await served();
    expect(await home.sql('SELECT run_id FROM runs ORDER BY run_id')).toEqual([{ run_id: 'r1' }, { run_id: 'r2' }]);
    expect((await home.ask('status')).status).toBe(200);
    good.run('r3');
    expect(await home.sql('SELECT count(*) AS runs FROM runs')).toEqual([{ runs: 3 }]);
    expect(said().match(/The journal unreadable cannot be read/g)).toHaveLength(1);
    // Once it can be read, it is.
    rmSync(join(unreadable, 'facts-000001.ndjson'));
    writeFileSync(
      join(unreadable, 'facts-000001.ndjson'),
      `${JSON.stringify({ v: 1, seq: 1, t: 1, k: 'run_started', run_id: 'r4' })}\n`
    );
    expect(await home.sql('SELECT count(*) AS runs FROM runs')).toEqual([{ runs: 4 }]);
    const { body } = await home.ask('rebuild');
    expect(body.error).toBeUndefined();
    expect(await home.sql('SELECT count(*) AS runs FROM runs')).toEqual([{ runs: 4 }]);
  });

  it('reads a line of 50 MB, and one of them that has no end', async () => {
    const journal = new Journal(home, { pid: gone });
    journal.run('r1');
    journal.fact('run_noted', { run_id: 'r1', note: 'x'.repeat(LONG_LINE) });
    journal.run('r2');
    journal.fact('run_ended', { run_id: 'r2', status: 'finished' });
    appendFileSync(join(journal.folder, 'facts-000001.ndjson'), Buffer.alloc(LONG_LINE, 'y'));
    const other = new Journal(home);
    other.run('r3');
    await served();
    await until(async () => (await home.sql('SELECT count(*) AS n FROM quarantine'))[0]?.n === 1);
    expect(await home.sql('SELECT run_id, length(note) AS length FROM runs ORDER BY run_id')).toEqual([
      { run_id: 'r1', length: LONG_LINE },
      { run_id: 'r2', length: null },
      { run_id: 'r3', length: null }
    ]);
    expect((await home.sql('SELECT byte_length FROM quarantine'))[0]).toEqual({ byte_length: LONG_LINE });
  }, 120_000);

  it('takes in a fact of 120 MB, and what comes after it', async () => {
    const journal = new Journal(home, { pid: gone });
    journal.run('r1');
    journal.fact('run_noted', { run_id: 'r1', note: 'x'.repeat(120e6) });
    journal.run('r2');
    journal.fact('run_ended', { run_id: 'r2', status: 'finished' });
    await served();
    await until(async () => (await home.sql("SELECT count(*) AS n FROM runs WHERE status <> 'running'"))[0]?.n === 2);
    expect(await home.sql('SELECT kind, count(*) AS n FROM events GROUP BY kind ORDER BY kind')).toContainEqual({
      kind: 'run_noted',
      n: 1
    });
  }, 120_000);

  it(`starts over ${WRITERS} writers that ended at the pace of a tenth of them, and stays small`, async () => {
    const ended = (writer: number): void => {
      const journal = new Journal(home, { pid: gone });
      const run = `r${writer}`;
      journal.run(run);
      journal.series(1, run, ['a']);
      journal.rows(1, 0, 2);
      journal.fact('run_ended', { run_id: run, status: 'finished' });
      journal.fact('writer_closed');
    };
    const seconds: Record<string, number> = {};
    let writers = 0;
    for (const [start, count] of Object.entries({ 'of a tenth': WRITERS / 10, 'of all': WRITERS, again: WRITERS })) {
      for (; writers < count; writers++) {
        ended(writers);
      }
      const began = performance.now();
      const { child } = await served();
      expect({
        start,
        counts: await home.sql("SELECT count(*) AS runs, count(*) FILTER (status = 'finished') AS finished FROM runs")
      }).toEqual({ start, counts: [{ runs: count, finished: count }] });
      seconds[start] = (performance.now() - began) / 1000;
      const { memory_bytes, points } = (await home.ask('status')).body;
      expect(points).toBe(2 * count);
      expect(memory_bytes).toBeLessThan(900e6);
      await killed(child);
    }
    expect(seconds['of all']).toBeLessThan(30 * (seconds['of a tenth'] ?? 0));
    expect(seconds.again).toBeLessThan(30 * (seconds['of a tenth'] ?? 0));
  }, 600_000);
});

describe('clocks that are wrong', () => {
  it('lose nothing and mix nothing', async () => {
    await served();
    const odd = [5e9, 1, 0, -1, -1e12, 1e300, 1.5e-300, 253_402_300_800, 1_700_000_000];
    const journal = new Journal(home);
    odd.forEach((t, index) => {
      const run = `r${index}`;
      journal.fact('run_started', { run_id: run, session_id: journal.sessionId, name: run }, t);
      journal.fact('params', { run_id: run, params: { t: index } }, t);
      journal.fact('series', { series: index + 1, run_id: run, keys: ['a'] }, t);
    });
    journal.line('{"v":1,"seq":90,"t":1e999,"k":"run_started","run_id":"forever"}');
    journal.line('{"v":1,"seq":91,"t":null,"k":"run_started","run_id":"never"}');
    journal.line('{"v":1,"seq":92,"t":"NaN","k":"run_started","run_id":"never"}');
    journal.line('{"v":1,"seq":93,"t":NaN,"k":"run_started","run_id":"never"}');
    const times = [...odd, NaN, Infinity, -Infinity];
    times.forEach((time, index) => journal.numbers(packed(1 + (index % odd.length), index, 1, time)));
    expect(await home.sql('SELECT count(*) AS runs FROM runs')).toEqual([{ runs: odd.length + 1 }]);
    expect(await home.sql('SELECT count(*) AS n FROM params')).toEqual([{ n: odd.length }]);
    expect(
      await home.sql('SELECT count(*) AS n, count(DISTINCT step) AS steps, count(time) AS times FROM metrics')
    ).toEqual([{ n: times.length, steps: times.length, times: times.length }]);
    expect(await home.sql('SELECT count(*) AS n FROM quarantine')).toEqual([{ n: 3 }]);
    const before = await everyRow(home);
    expect((await home.ask('rebuild')).status).toBe(200);
    expect(await everyRow(home)).toEqual(before);
  });

  it('that are hours apart leave each writer its own', async () => {
    await served();
    const now = Date.now() / 1000;
    const [early, late] = [new Journal(home), new Journal(home)];
    for (const [journal, t] of [
      [early, now - 5 * 3600],
      [late, now + 5 * 3600]
    ] as const) {
      const run = `r-${journal === early ? 'early' : 'late'}`;
      journal.fact('run_started', { run_id: run, session_id: journal.sessionId, name: run }, t);
      journal.fact('series', { series: 1, run_id: run, keys: ['a'] }, t);
      journal.numbers(...Array.from({ length: 10 }, (_, step) => packed(1, step, 1, t + step)));
      journal.fact('run_ended', { run_id: run, status: 'finished' }, t + 20);
    }
    expect(await home.sql('SELECT run_id, status, duration_seconds AS seconds FROM runs ORDER BY run_id')).toEqual([
      { run_id: 'r-early', status: 'finished', seconds: 20 },
      { run_id: 'r-late', status: 'finished', seconds: 20 }
    ]);
    expect(await home.sql('SELECT run_id, count FROM metric_summary ORDER BY run_id')).toEqual([
      { run_id: 'r-early', count: 10 },
      { run_id: 'r-late', count: 10 }
    ]);
  });

  it('of a writer that is gone do not keep its run from ending, and once only', async () => {
    const journal = new Journal(home, { pid: gone });
    for (const [index, t] of [1e300, -5, 4e9].entries()) {
      journal.fact('run_started', { run_id: `r${index}`, session_id: journal.sessionId, name: 'x' }, t);
    }
    journal.line(`{"v":1,"seq":90,"t":1e999,"k":"run_started","run_id":"r3","session_id":"${journal.sessionId}"}`);
    for (let start = 0; start < 3; start++) {
      const { child } = await served();
      await until(async () => (await home.sql("SELECT count(*) AS n FROM runs WHERE status = 'killed'"))[0]?.n === 4);
      expect(await home.sql('SELECT * FROM quarantine')).toEqual([]);
      await home.ask('shutdown');
      await until(() => child.exitCode === 0);
    }
    const own = readdirSync(join(home.path, 'journal')).filter(name => name !== journal.writerId);
    expect(own).toHaveLength(1);
  });

  it('let a run that ended before it began be over', async () => {
    await served();
    const journal = new Journal(home, { pid: gone });
    journal.fact('run_started', { run_id: 'r1', session_id: journal.sessionId, name: 'x' }, 2_000_000_000);
    journal.fact('run_ended', { run_id: 'r1', status: 'finished' }, 1_000_000_000);
    journal.fact('writer_closed', {}, 1_000_000_001);
    await until(async () => (await home.sql("SELECT count(*) AS n FROM runs WHERE status <> 'running'"))[0]?.n === 1);
  });

  it('of another machine that are ahead count as its last word now', async () => {
    const journal = new Journal(home);
    const facts = join(journal.folder, 'facts-000001.ndjson');
    writeFileSync(facts, readFileSync(facts, 'utf8').replaceAll(`"host":"${hostname()}"`, '"host":"elsewhere"'));
    journal.fact('run_started', { run_id: 'r1', session_id: journal.sessionId, name: 'x' }, Date.now() / 1000 + 9e6);
    await served();
    expect(await home.sql('SELECT status FROM runs')).toEqual([{ status: 'running' }]);
    renameSync(facts, `${facts}.away`);
    renameSync(`${facts}.away`, facts);
    expect((await home.ask('status')).body.writers).toMatchObject([{ writer_id: journal.writerId, alive: true }]);
  });
});
