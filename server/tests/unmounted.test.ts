/**
 * A disk that is taken away under a running companion, and comes back as it was:
 * nothing is made in its place, who is connected is told, and everything goes on.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { WebSocket } from 'ws';

import { Home, Journal, MAIN, until } from './support';

const canMount =
  process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;

let home: Home;
/** The whole disk, which is there all the while, and the user's state. */
let disk: string;
let state: string;

const mount = (): unknown => expect(spawnSync('mount', ['--bind', disk, home.path]).status).toBe(0);
const unmount = (): unknown => spawnSync('umount', ['-l', home.path]);

/** Ask over a connection that is open. */
async function asked(socket: WebSocket, type: string, body: object = {}): Promise<any> {
  const id = ++last;
  socket.send(JSON.stringify({ id, type, ...body }));
  for (;;) {
    const [data] = await once(socket, 'message');
    const message = JSON.parse(String(data));
    if (message.id === id) {
      return message;
    }
  }
}
let last = 0;

(canMount ? describe : describe.skip)('a store on a disk of its own', () => {
  beforeEach(() => {
    home = new Home();
    disk = mkdtempSync(join(tmpdir(), 'nbtrail-disk-'));
    state = mkdtempSync(join(tmpdir(), 'nbtrail-state-'));
    process.env.XDG_STATE_HOME = state;
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m,mode=700', 'none', disk]).status).toBe(0);
    mount();
  });

  afterEach(async () => {
    delete process.env.XDG_STATE_HOME;
    await home.dispose().catch(() => undefined);
    unmount();
    spawnSync('umount', ['-l', disk]);
    [home.path, disk, state].forEach(path => rmSync(path, { recursive: true, force: true }));
  });

  it('that is unmounted is waited for: who is connected is told, and the same companion goes on when it is back', async () => {
    const journal = new Journal(home);
    journal.run('r1');
    journal.series(1, 'r1', ['a']);
    const child = await home.start();
    await home.sql('SELECT 1');
    const socket = await home.socket();
    unmount();
    let status: any;
    await until(async () => {
      status = (await asked(socket, 'status')).result;
      return status.trouble !== null;
    });
    expect(status.trouble).toMatch(/is not mounted/);
    expect((await asked(socket, 'sync')).error).toMatchObject({
      code: 'NT504',
      message: expect.stringMatching(/is not mounted/)
    });
    const edit = await asked(socket, 'edit', { facts: [{ k: 'run_noted', run_id: 'r1', note: 'away' }] });
    expect(edit.error).toMatchObject({ code: 'NT504', message: expect.stringMatching(/mounted/) });
    expect((await asked(socket, 'query', { sql: 'SELECT run_id FROM runs' })).result.data).toEqual([['r1']]);
    expect(readdirSync(home.path)).toEqual([]);
    mount();
    journal.rows(1, 0, 10, 1);
    await until(async () => (await asked(socket, 'status')).result.trouble === null);
    expect(await home.sql('SELECT count(*) AS n FROM metrics')).toEqual([{ n: 10 }]);
    expect((await home.ask('edit', { facts: [{ k: 'run_noted', run_id: 'r1', note: 'back' }] })).status).toBe(200);
    expect(await home.sql('SELECT note FROM runs')).toEqual([{ note: 'back' }]);
    expect({ pid: home.file()?.pid, exit: child.exitCode }).toEqual({ pid: child.pid, exit: null });
    socket.close();
  });

  it('that is not mounted gets no companion and no files, and is served once it is there', async () => {
    new Journal(home).run('r1');
    const child = await home.start();
    await home.sql('SELECT 1');
    child.kill('SIGTERM');
    await once(child, 'exit');
    unmount();
    const env = { ...process.env, NBTRAIL_HOME: home.path };
    const other = spawn(process.execPath, [MAIN, 'serve', '--home', home.path], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env
    });
    const said: Buffer[] = [];
    other.stderr?.on('data', (bytes: Buffer) => said.push(bytes));
    await once(other, 'close');
    expect({ exit: other.exitCode, said: Buffer.concat(said).toString() }).toEqual({
      exit: 1,
      said: expect.stringMatching(/NT504: Nothing is mounted at .*, where the disk of the store .* was\. Mount it/)
    });
    const asking = spawnSync(process.execPath, [MAIN, 'status'], { env, encoding: 'utf8' });
    expect(asking).toMatchObject({ status: 1, stderr: expect.stringMatching(/NT504: Nothing is mounted at/) });
    expect(readdirSync(home.path)).toEqual([]);
    mount();
    await home.start();
    expect(await home.sql('SELECT run_id FROM runs')).toEqual([{ run_id: 'r1' }]);
  });
});
