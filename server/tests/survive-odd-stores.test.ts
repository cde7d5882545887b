/** Stores that cannot be used, or hold what does not belong there, and stores of many writers and long lines. */
import { spawn, spawnSync } from 'node:child_process';
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
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { globalAgent } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Home, Journal, killed, MAIN, until } from './support';
import { endAll, refused, served } from './loggedCompanion';

/** Tiny writers of one store. */
const WRITERS = 2_000;
const LONG_LINE = 50 * 2 ** 20;

const gone = spawnSync(process.execPath, ['--version']).pid;

let home: Home;
const mounts: string[] = [];

beforeEach(() => {
  home = new Home();
});

afterEach(async () => {
  await endAll();
  mounts.splice(0).forEach(path => spawnSync('umount', ['-l', path]));
  await home.dispose();
});

const asides = (why: string): string[] =>
  readdirSync(home.path).filter(name => name.startsWith(`trail.duckdb.${why}-`) && !name.endsWith('.wal'));

describe('a store that cannot be used', () => {
  it('because it is read only is refused with NT504, and served once it is not', async () => {
    const options = ['-t', 'tmpfs', '-o', 'size=60m,mode=700', 'none', home.path];
    if (process.platform !== 'linux' || spawnSync('mount', options).status !== 0) {
      return;
    }
    mounts.push(home.path);
    for (const prepared of [false, true]) {
      if (prepared) {
        const { child } = await served(home);
        await home.ask('shutdown');
        await until(() => child.exitCode === 0);
      }
      spawnSync('mount', ['-o', 'remount,ro', home.path]);
      expect(await refused(home.path)).toMatch(/ NT504: .*(cannot be opened|cannot be written)/i);
      spawnSync('mount', ['-o', 'remount,rw', home.path]);
    }
    await served(home);
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
    expect(await refused(home.path)).toMatch(/ NT504: /);
    rmSync(join(home.path, name));
    await served(home);
    expect((await home.ask('status')).status).toBe(200);
  });

  it('because others may write to its folder run is refused with NT504', async () => {
    mkdirSync(join(home.path, 'run'));
    chmodSync(join(home.path, 'run'), 0o777);
    expect(await refused(home.path)).toMatch(/ NT504: .*open to other users/);
  });
});

describe('a companion', () => {
  it('moves a folder aside that stands where the database should', async () => {
    new Journal(home).run('r1');
    mkdirSync(join(home.path, 'trail.duckdb'));
    writeFileSync(join(home.path, 'trail.duckdb', 'mine.txt'), 'keep');
    const { said } = await served(home);
    expect(await home.sql('SELECT run_id FROM runs')).toEqual([{ run_id: 'r1' }]);
    const [aside = ''] = asides('unreadable');
    expect(readFileSync(join(home.path, aside, 'mine.txt'), 'utf8')).toBe('keep');
    expect(said()).toContain(aside);
  });

  it('whose store is deleted leaves, and the next one begins anew', async () => {
    const { child } = await served(home);
    const journal = new Journal(home);
    journal.run('r1');
    expect(await home.sql('SELECT run_id FROM runs')).toEqual([{ run_id: 'r1' }]);
    rmSync(home.path, { recursive: true });
    mkdirSync(home.path, { mode: 0o700 });
    // A connection that is kept would still lead to the first one.
    globalAgent.destroy();
    const next = await served(home);
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
    const { said } = await served(home);
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
    await served(home);
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
    await served(home);
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
      const { child } = await served(home);
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
