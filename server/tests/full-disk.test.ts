/**
 * Disks that are full or read-only: what is asked fails with the reason or is
 * answered, what was there stays, and everything goes on once there is room.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { thisProcess } from '../src/journal/processes';
import { Home, Journal, MAIN, until } from './support';

const MEGABYTES = 24;
const canMount =
  process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;

let home: Home;

beforeEach(() => (home = new Home()));
afterEach(() => home.dispose());

/** Take all room but so many bytes. @returns what gives it back */
function fill(leave = 0): () => void {
  const path = join(home.path, 'fill');
  const file = openSync(path, 'w');
  const block = Buffer.alloc(65_536);
  let size = 0;
  try {
    for (;;) {
      size += writeSync(file, block);
    }
  } catch {
    truncateSync(path, Math.max(0, size - leave));
  } finally {
    closeSync(file);
  }
  return () => rmSync(path);
}

it('a companion whose log cannot be written stays, and serves', async () => {
  if (!existsSync('/dev/full')) {
    return;
  }
  const child = spawn(process.execPath, [MAIN, 'serve', '--home', home.path], {
    stdio: ['ignore', 'ignore', openSync('/dev/full', 'w')]
  });
  try {
    await until(() => home.file()?.pid === child.pid);
    // Something that is told of in the log.
    const odd = join(home.path, 'journal', '20260101t000000-0badc0de');
    mkdirSync(odd);
    symlinkSync('facts-000001.ndjson', join(odd, 'facts-000001.ndjson'));
    new Journal(home).run('r1');
    expect(await home.sql('SELECT run_id FROM runs')).toEqual([{ run_id: 'r1' }]);
    await until(async () =>
      (await home.ask('status')).body.writers.some(({ behind }: { behind: string | null }) => behind)
    );
    expect(child.exitCode).toBeNull();
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

it('what companions that are gone left behind while they opened the store is removed, and what belongs to a living one is not', async () => {
  const run = join(home.path, 'run');
  mkdirSync(run, { recursive: true, mode: 0o700 });
  const dead = { ...thisProcess(), pid: spawnSync(process.execPath, ['--version']).pid };
  writeFileSync(join(run, 'opening.4242.new'), JSON.stringify(dead));
  writeFileSync(join(run, 'opening.4243'), JSON.stringify(dead));
  writeFileSync(join(run, `opening.${process.pid}.new`), JSON.stringify(thisProcess()));
  writeFileSync(join(run, 'opening.notes.txt'), 'mine');
  await home.start();
  expect(
    readdirSync(run)
      .filter(name => name.startsWith('opening'))
      .sort()
  ).toEqual([`opening.${process.pid}.new`, 'opening.notes.txt'].sort());
});

(canMount ? describe : describe.skip)('on a small disk that is full', () => {
  let child: ChildProcess;
  /** The journals have room: what is full is the database's disk. */
  let elsewhere: string;
  let journal: Journal;

  beforeEach(async () => {
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m,mode=700`, 'none', home.path]).status).toBe(0);
    elsewhere = mkdtempSync(join(tmpdir(), 'nbtrail-journals-'));
    symlinkSync(elsewhere, join(home.path, 'journal'));
    journal = new Journal(home);
    journal.run('r1');
    journal.series(1, 'r1', ['a', 'b']);
    journal.rows(1, 0, 1_000, 2);
    child = await home.start();
    await home.sql('SELECT 1');
  });

  afterEach(async () => {
    child.kill('SIGKILL');
    spawnSync('umount', ['-l', home.path]);
    rmSync(elsewhere, { recursive: true });
  });

  it('a rebuild is refused with the bytes that it needs, the views keep what they have, and it is done once there is room', async () => {
    const free = fill(300_000);
    const { status, body } = await home.ask('rebuild');
    expect({ status, code: body.error.code }).toEqual({ status: 500, code: 'NT504' });
    expect(body.error.message).toMatch(/A rebuild needs .* \(\d+ bytes\) of free space/);
    const asked = await home.ask('query', { sql: 'SELECT count(*) FROM metrics' });
    expect(asked.body.data[0]).toEqual([2_000]);
    free();
    expect((await home.ask('rebuild')).status).toBe(200);
    expect(await home.sql('SELECT count(*) AS n FROM metrics')).toEqual([{ n: 2_000 }]);
  });

  it('a sync fails with the reason, the status tells it, and everything is applied once there is room', async () => {
    const free = fill();
    for (let row = 1_000; row < 100_000; row += 1_000) {
      journal.rows(1, row, 1_000, 2);
    }
    const { status, body } = await home.ask('sync');
    expect({ status, body }).toMatchObject({
      status: 500,
      body: { error: { code: 'NT504', message: expect.stringMatching(/its disk is full/) } }
    });
    expect((await home.ask('status')).body.trouble).toMatch(/its disk is full/);
    expect((await home.ask('query', { sql: 'SELECT 1' })).status).toBe(200);
    free();
    await until(async () => (await home.ask('status')).body.trouble === null);
    expect(await home.sql('SELECT count(*) AS n, count(DISTINCT (key, step)) AS kinds FROM metrics')).toEqual([
      { n: 200_000, kinds: 200_000 }
    ]);
  });
});

(canMount ? it : it.skip)(
  'an edit on a full disk is refused as such, and none that comes after it is lost',
  async () => {
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m,mode=700`, 'none', home.path]).status).toBe(0);
    const edit = (note: string): ReturnType<Home['ask']> =>
      home.ask('edit', { facts: [{ k: 'run_noted', run_id: 'r1', note }] });
    let child: ChildProcess | undefined;
    try {
      new Journal(home).run('r1');
      child = await home.start();
      expect((await edit('first')).status).toBe(200);
      const free = fill(6_000);
      const { status, body } = await edit('x'.repeat(200_000));
      expect({ status, code: body.error.code, message: body.error.message }).toEqual({
        status: 500,
        code: 'NT504',
        message: expect.stringMatching(/its disk is full/)
      });
      expect(body.error.hint).not.toMatch(/mistake/);
      free();
      await until(async () => (await edit('last')).status === 200);
      expect(await home.sql('SELECT note, (SELECT count(*) FROM quarantine) AS aside FROM runs')).toEqual([
        { note: 'last', aside: 0 }
      ]);
    } finally {
      child?.kill('SIGKILL');
      spawnSync('umount', ['-l', home.path]);
    }
  }
);

(canMount ? it : it.skip)(
  'a read-only disk is refused with its reason, and what it holds is shown once it can be written',
  async () => {
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m,mode=700`, 'none', home.path]).status).toBe(0);
    let child: ChildProcess | undefined;
    try {
      new Journal(home).run('r1');
      expect(spawnSync('mount', ['-o', 'remount,ro', home.path]).status).toBe(0);
      child = spawn(process.execPath, [MAIN, 'serve', '--home', home.path], { stdio: ['ignore', 'ignore', 'pipe'] });
      const said: Buffer[] = [];
      child.stderr?.on('data', (bytes: Buffer) => said.push(bytes));
      await once(child, 'close');
      expect({ exit: child.exitCode, said: Buffer.concat(said).toString() }).toEqual({
        exit: 1,
        said: expect.stringMatching(/NT504: The store folder .* cannot be written/)
      });
      expect(spawnSync('mount', ['-o', 'remount,rw', home.path]).status).toBe(0);
      child = await home.start();
      expect(await home.sql('SELECT run_id FROM runs')).toEqual([{ run_id: 'r1' }]);
    } finally {
      child?.kill('SIGKILL');
      spawnSync('umount', ['-l', home.path]);
    }
  }
);
