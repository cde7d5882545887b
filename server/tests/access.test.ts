/** Who may connect to a companion, and what they may send. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';

import { WebSocket } from 'ws';

import { Home, Journal, until } from './support';

let home: Home;

beforeEach(() => {
  home = new Home();
});

afterEach(() => home.dispose());

describe('the doors', () => {
  it('open to nobody without the token, from a foreign page, or by another name', async () => {
    await home.start();
    for (const type of ['query', 'edit', 'status', 'sync', 'filter', 'rebuild', 'shutdown', 'live', '/', '/nothing']) {
      expect((await home.ask(type, {}, { 'x-nbtrail-token': '' })).status).toBe(401);
      expect((await home.ask(type, {}, { 'x-nbtrail-token': 'x'.repeat(64) })).status).toBe(401);
      expect((await home.ask(type, {}, { origin: 'https://evil.example' })).status).toBe(403);
      expect((await home.ask(type, {}, { origin: 'null' })).status).toBe(403);
      expect((await home.ask(type, {}, { host: 'evil.example' })).status).toBe(403);
    }
    const answer = await home.ask('status', {}, { host: 'localhost', origin: 'http://localhost' });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.headers).filter(name => name.startsWith('access-control'))).toEqual([]);
    expect((await home.ask('status', {}, {}, 'GET')).status).toBe(404);
  });

  it('of the live socket are closed in the same way', async () => {
    await home.start();
    const file = home.file();
    const refusal = (headers: Record<string, string>): Promise<number> =>
      new Promise(resolve => {
        const socket = new WebSocket(`ws+unix:${file?.socket}:/api/live`, {
          headers: { host: 'localhost', ...headers }
        });
        socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
        socket.on('open', () => resolve(200));
        socket.on('error', () => undefined);
      });
    const token = { 'x-nbtrail-token': String(file?.token) };
    expect(await refusal({})).toBe(401);
    expect(await refusal({ ...token, origin: 'https://evil.example' })).toBe(403);
    expect(await refusal({ ...token, host: 'evil.example' })).toBe(403);
    expect(await refusal(token)).toBe(200);
  });

  it('lie in folders that are the user’s alone', async () => {
    await home.start();
    const mode = (path: string): number => statSync(path).mode & 0o777;
    expect(mode(join(home.path, 'companion.json'))).toBe(0o600);
    expect(mode(join(home.path, 'run'))).toBe(0o700);
    expect(mode(String(home.file()?.socket))).toBe(0o600);
    expect(mode(join(home.path, 'trail.duckdb'))).toBe(0o600);
  });

  it('do not open to another user of the machine', async () => {
    await home.start();
    chmodSync(home.path, 0o755);
    const { socket = '' } = home.file() ?? {};
    const probe = `
      require('net').connect(${JSON.stringify(socket)}).on('connect', () => console.log('in')).on('error', error => console.log(error.code));
      try { console.log(require('fs').readFileSync(${JSON.stringify(join(home.path, 'companion.json'))}, 'utf8')); } catch (error) { console.log(error.code); }`;
    if (process.getuid?.() === 0) {
      const other = { cwd: '/', uid: 65_534, gid: 65_534, encoding: 'utf8' } as const;
      expect(spawnSync(process.execPath, ['-e', probe], other).stdout).toBe('EACCES\nEACCES\n');
    } else {
      // Only root can ask as somebody else; the modes are what would answer.
      expect(statSync(dirname(socket ?? '')).mode & 0o777).toBe(0o700);
      expect(statSync(join(home.path, 'companion.json')).mode & 0o777).toBe(0o600);
    }
  });

  it('refuse what is too long with words, also while it is still being sent', async () => {
    await home.start();
    const { status, body } = await home.ask('query', { sql: `SELECT 1 --${'x'.repeat(70 * 2 ** 20)}` });
    expect([status, body.error.code, body.error.message]).toEqual([413, 'NT413', 'A request has at most 64 MiB']);
  });

  it('are closed on who comes by and says nothing, or never all of it', async () => {
    await home.start();
    const ends = [
      '',
      'POST /api/prove HTTP/1.1\r\nHost: localhost\r\nX-',
      'POST /api/status HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n'
    ].map(said => {
      const socket = connect(String(home.file()?.socket));
      socket.resume().write(said);
      return once(socket, 'close');
    });
    await Promise.all(ends);
    expect((await home.ask('status')).status).toBe(200);
  }, 30_000);

  it('refuse edits that are none, and say which field is wrong', async () => {
    await home.start();
    const journal = new Journal(home);
    journal.run('r1');
    for (const fact of [
      { k: 'run_ended', run_id: 'r1', status: 'finished' },
      { k: 'run_named', run_id: 'r1', name: 7 },
      { k: '__proto__' },
      'x',
      null
    ]) {
      expect((await home.ask('edit', { facts: [fact] })).body.error.code).toBe('NT405');
    }
    expect(
      (await home.ask('edit', { facts: [{ k: 'run_noted', run_id: 'r1', note: '<b>hi</b>', extra: 1 }] })).body
    ).toEqual({ applied: 1 });
    expect(await home.sql('SELECT note FROM runs')).toEqual([{ note: '<b>hi</b>' }]);
  });

  it('close when it is asked to go, and leave nothing behind', async () => {
    const companion = await home.start();
    await home.ask('shutdown');
    await until(() => companion.exitCode !== null);
    expect(companion.exitCode).toBe(0);
    expect(existsSync(join(home.path, 'companion.json'))).toBe(false);
  });
});
