/** One companion a store: what could make it two, or take the one's socket away. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';

import { Home, Journal, MAIN, until } from './support';

const home: { current: Home } = { current: new Home() };
const listeners: Server[] = [];

beforeEach(() => {
  home.current = new Home();
});

afterEach(async () => {
  await home.current.dispose();
  listeners.splice(0).forEach(listener => listener.close());
});

/** What DuckDB tells another process that opens the database. */
function openedElsewhere(): string {
  const script = `
    const { DuckDBInstance } = require('@duckdb/node-api');
    DuckDBInstance.create(process.argv[1]).then(() => console.log('opened'), error => console.log(error.message));`;
  const path = join(home.current.path, 'trail.duckdb');
  return spawnSync(process.execPath, ['-e', script, path], { cwd: join(__dirname, '..'), encoding: 'utf8' }).stdout;
}

/** A socket that somebody else listens on, under the store's name for it. */
async function listenElsewhere(path: string): Promise<void> {
  const listener = createServer(socket => socket.end());
  listeners.push(listener);
  listener.listen(`${path}.x`);
  await once(listener, 'listening');
  renameSync(`${path}.x`, path);
}

describe('the one companion of a store', () => {
  it('keeps its lock on the database while the history is exported', async () => {
    const journal = new Journal(home.current);
    journal.run('r1');
    await home.current.start();
    const target = join(home.current.path, 'out.duckdb');
    const env = { ...process.env, NBTRAIL_HOME: home.current.path };
    const exported = spawnSync(process.execPath, [MAIN, 'export', '--duckdb', target], { env, encoding: 'utf8' });
    expect(exported.stderr).toBe('');
    expect(existsSync(target)).toBe(true);
    expect(openedElsewhere()).toMatch(/lock/);
    expect(await home.current.sql('SELECT run_id FROM runs')).toEqual([{ run_id: 'r1' }]);
  });

  it('is believed by its socket, too: another one touches nothing and leaves', async () => {
    const path = join(home.current.path, 'run', 'companion.sock');
    const first = await home.current.start();
    await home.current.ask('shutdown');
    await until(() => first.exitCode !== null);
    rmSync(join(home.current.path, 'trail.duckdb'));
    await listenElsewhere(path);
    const before = readdirSync(dirname(path));
    const second = home.current.launch();
    await once(second, 'exit');
    expect(second.exitCode).toBe(0);
    expect(readdirSync(dirname(path))).toEqual(before);
    expect(existsSync(join(home.current.path, 'trail.duckdb'))).toBe(false);
  });

  it('never removes a socket that another made', async () => {
    const first = await home.current.start();
    const path = home.current.file()?.socket ?? '';
    await listenElsewhere(path);
    await until(() => first.exitCode !== null);
    expect(existsSync(path)).toBe(true);
  });

  it('leaves when its socket was removed, and the next one has everything', async () => {
    const journal = new Journal(home.current);
    journal.run('r1');
    const first = await home.current.start();
    await home.current.sql('SELECT run_id FROM runs');
    rmSync(home.current.file()?.socket ?? '');
    await until(() => first.exitCode !== null);
    await home.current.start();
    expect(await home.current.sql('SELECT run_id FROM runs')).toEqual([{ run_id: 'r1' }]);
  });

  it('leaves no socket behind when it goes', async () => {
    const first = await home.current.start();
    const path = home.current.file()?.socket ?? '';
    expect(readdirSync(dirname(path)).filter(name => name.startsWith('c'))).toEqual(['companion.sock']);
    await home.current.ask('shutdown');
    await until(() => first.exitCode !== null);
    expect(readdirSync(dirname(path)).filter(name => name.startsWith('c'))).toEqual([]);
  });
});
