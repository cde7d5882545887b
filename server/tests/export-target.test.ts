/** An export is there whole or not at all, and never in the place of something else. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DuckDBInstance } from '@duckdb/node-api';

import { Home, Journal, MAIN, until } from './support';

const canMount =
  process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;
const KINDS = [
  ['--duckdb', 'history.duckdb'],
  ['--parquet', 'history']
] as const;

let home: Home;
let elsewhere: string;
let children: ChildProcess[];

beforeEach(async () => {
  home = new Home();
  elsewhere = mkdtempSync(join(tmpdir(), 'nbtrail-export-'));
  children = [];
  await home.start();
  const journal = new Journal(home);
  journal.run('r1');
  journal.series(1, 'r1', ['loss']);
  journal.rows(1, 0, 1_000, 1);
  await home.sql('SELECT 1');
});

afterEach(async () => {
  children.forEach(child => child.kill('SIGKILL'));
  await home.dispose();
  rmSync(elsewhere, { recursive: true, force: true });
});

function launch(...argv: string[]): ChildProcess {
  const child = spawn(process.execPath, [MAIN, 'export', ...argv], {
    env: { ...process.env, NBTRAIL_HOME: home.path },
    stdio: ['ignore', 'ignore', 'pipe']
  });
  children.push(child);
  return child;
}

async function exported(...argv: string[]): Promise<{ status: number | null; told: string }> {
  const child = launch(...argv);
  const told: Buffer[] = [];
  child.stderr?.on('data', (bytes: Buffer) => told.push(bytes));
  await once(child, 'close');
  return { status: child.exitCode, told: Buffer.concat(told).toString() };
}

async function points(target: string): Promise<unknown> {
  const isFolder = lstatSync(target).isDirectory();
  const instance = await DuckDBInstance.create(isFolder ? ':memory:' : target, { access_mode: 'automatic' });
  const connection = await instance.connect();
  const from = isFolder ? `'${target}/metrics/**/*.parquet'` : 'metrics';
  const found = (await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM ${from}`)).getRowsJS();
  connection.closeSync();
  instance.closeSync();
  return found[0]?.[0];
}

describe.each(KINDS)('nbtrail export %s', (kind, name) => {
  it('of two at once to one place one is there whole, and the other is told so', async () => {
    const target = join(elsewhere, name);
    const ends = await Promise.all([exported(kind, target), exported(kind, target), exported(kind, target)]);
    expect(ends.map(({ status }) => status).sort()).toEqual([0, 1, 1]);
    for (const { told } of ends.filter(({ status }) => status === 1)) {
      expect(told).toMatch(/NT601: .* already exists/);
    }
    expect(readdirSync(elsewhere)).toEqual([name]);
    expect(await points(target)).toBe(1_000);
  });

  it('that is killed leaves nothing in its place, and the next one is made', async () => {
    const target = join(elsewhere, name);
    const child = launch(kind, target);
    await until(
      () => child.exitCode !== null || readdirSync(join(home.path, 'run')).some(found => /^snapshot/.test(found))
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    if (existsSync(target)) {
      expect(await points(target)).toBe(1_000);
    }
    const again = join(elsewhere, `again-${name}`);
    expect(await exported(kind, again)).toMatchObject({ status: 0 });
    expect(await points(again)).toBe(1_000);
    expect(await home.sql('SELECT count(*)::INTEGER AS n FROM metrics')).toEqual([{ n: 1_000 }]);
  });

  it('follows no link, and writes over nothing', async () => {
    const victim = join(elsewhere, 'victim');
    const link = join(elsewhere, name);
    symlinkSync(victim, link);
    expect(await exported(kind, link)).toMatchObject({ status: 1, told: expect.stringMatching(/NT601/) });
    expect(existsSync(victim)).toBe(false);
    writeFileSync(victim, 'mine');
    expect(await exported(kind, victim)).toMatchObject({ status: 1, told: expect.stringMatching(/NT601/) });
    expect(readFileSync(victim, 'utf8')).toBe('mine');
    const below = await exported(kind, join(victim, name));
    expect(below).toMatchObject({ status: 1, told: expect.stringMatching(/NT504: .* cannot be written/) });
    expect(below.told).not.toMatch(/mistake/);
  });

  (canMount ? it : it.skip)('to a disk that is full fails with the reason, and leaves nothing there', async () => {
    const disk = join(elsewhere, 'disk');
    mkdirSync(disk);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk]).status).toBe(0);
    try {
      const { status, told } = await exported(kind, join(disk, name));
      expect({ status, told }).toEqual({ status: 1, told: expect.stringMatching(/NT504: .*(?:ENOSPC|No space left)/) });
      expect(told).not.toMatch(/mistake/);
      expect(readdirSync(disk)).toEqual([]);
    } finally {
      spawnSync('umount', ['-l', disk]);
    }
  });
});
