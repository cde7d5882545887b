/** Questions that hear nothing, or end the process that answers them: what the others notice of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

import type { IErrorBody, IResult } from '../src/protocol';
import { hasEnded, Home, Journal, MAIN, until } from './support';

/** Hear no interrupt, for minutes. */
const deaf = (number: number): string =>
  `SELECT string_agg(repeat('9', 99999), '')::BIGNUM::VARCHAR FROM range(${10 + number})`;
/** Overflows the stack. */
const crash = (number: number): string =>
  `SELECT (repeat('[', ${50_000 + number}) || repeat(']', ${50_000 + number}))::JSON::VARIANT`;

let home: Home;
let companion: ChildProcess;

beforeEach(async () => {
  home = new Home();
  companion = await home.start();
});

afterEach(() => home.dispose());

/** The code of the answer, or null for rows; asked again where the connection is cut, as every client does. */
async function asked(sql: string, timeout = 30): Promise<string | null> {
  for (;;) {
    const answer = await home.ask('query', { sql, timeout }).catch(() => null);
    if (answer) {
      return answer.status === 200 ? null : (answer.body as { error: IErrorBody }).error.code;
    }
  }
}

/** Until another process has the database than that one. */
async function replaced(database: number | null): Promise<void> {
  await until(() => home.database() !== null && home.database() !== database);
  expect(await asked('SELECT 1')).toBeNull();
}

describe('a question that does not hear that its time is up', () => {
  it('is told so, is gone seconds later, and is refused from then on; the companion stays', async () => {
    const database = home.database();
    expect(await asked(deaf(0), 1)).toBe('NT305');
    await replaced(database);
    expect(hasEnded(database ?? 0)).toBe(true);
    expect(companion.exitCode).toBeNull();
    expect(home.file()?.pid).toBe(companion.pid);
    expect(await asked(deaf(0), 1)).toBe('NT315');
  });

  it('is gone, too, when its asker gave it up', async () => {
    const socket = await home.socket();
    const database = home.database();
    socket.send(JSON.stringify({ id: 1, type: 'query', sql: deaf(0) }));
    const next = async (): Promise<{ type?: string; error?: IErrorBody }> =>
      JSON.parse(String((await once(socket, 'message'))[0]));
    expect(await next()).toMatchObject({ type: 'progress' });
    socket.send(JSON.stringify({ id: 1, type: 'cancel' }));
    let told = await next();
    while (told.type === 'progress') {
      told = await next();
    }
    expect(told.error?.code).toBe('NT306');
    await replaced(database);
    socket.terminate();
  });

  it('holds up nobody for long, where six of them are asked at once', async () => {
    const codes = await Promise.all(Array.from({ length: 6 }, (_, number) => asked(deaf(number), 1)));
    expect(codes.filter(code => code !== 'NT305' && code !== 'NT315')).toEqual([]);
    expect(await asked('SELECT 1')).toBeNull();
  });

  it('does not keep the companion from going away', async () => {
    const database = home.database();
    const answer = asked(deaf(0), 1);
    expect(await answer).toBe('NT305');
    await home.ask('shutdown');
    await once(companion, 'exit');
    expect([companion.exitCode, hasEnded(database ?? 0), home.file()]).toEqual([0, true, null]);
  });
});

describe('a question that ends the process', () => {
  it('is refused at once when it is asked again, and so is no other', async () => {
    const database = home.database();
    expect(await asked(crash(0))).toBe('NT315');
    expect(home.database()).not.toBe(database);
    const second = home.database();
    expect(await asked(crash(0))).toBe('NT315');
    expect(await asked('SELECT 1')).toBeNull();
    expect(home.database()).toBe(second);
    expect(companion.exitCode).toBeNull();
  });

  it('is told from those that run beside it, which are answered', async () => {
    const innocent = 'SELECT sum(a.range * b.range) FROM range(12000) a, range(12000) b';
    const [other, guilty] = await Promise.all([
      asked(innocent),
      asked(crash(0)),
      asked(innocent.replace('sum', 'max'))
    ]);
    expect([other, guilty]).toEqual([null, 'NT315']);
    expect(await asked(innocent)).toBeNull();
  });

  it('costs nothing that was recorded or edited, and commits are told to who asks anew', async () => {
    const journal = new Journal(home);
    journal.run('r1');
    expect(await home.sql('SELECT run_id FROM runs')).toEqual([{ run_id: 'r1' }]);
    await home.ask('edit', { facts: [{ k: 'run_noted', run_id: 'r1', note: 'kept' }] });
    const first = await home.socket();
    const cut = once(first, 'close');
    expect(await asked(crash(0))).toBe('NT315');
    await cut;
    journal.run('r2');
    const socket = await home.socket();
    const heard: (IResult & { id: number })[] = [];
    socket.on('message', data => heard.push(JSON.parse(String(data))));
    socket.send(
      JSON.stringify({ id: 1, type: 'watch', sql: 'SELECT run_id, note FROM runs ORDER BY run_id', every_ms: 100 })
    );
    await until(() => JSON.stringify(heard).includes('"r2"'));
    expect(JSON.stringify(heard)).toContain('kept');
    socket.terminate();
  });
});

describe('a database process that has stopped hearing', () => {
  it('is gone when the companion is ended, and the next one takes the store', async () => {
    const database = home.database() ?? 0;
    process.kill(database, 'SIGSTOP');
    companion.kill('SIGTERM');
    await once(companion, 'exit');
    expect([companion.exitCode, hasEnded(database), home.file()]).toEqual([0, true, null]);
    companion = await home.start();
    expect(await asked('SELECT 1')).toBeNull();
  });

  it('is replaced within a minute', async () => {
    const database = home.database() ?? 0;
    process.kill(database, 'SIGSTOP');
    await until(() => hasEnded(database));
    expect(await asked('SELECT 1')).toBeNull();
    expect(companion.exitCode).toBeNull();
  }, 120_000);
});

describe('a companion whose keeper is killed', () => {
  it('is gone with it, and the next one takes the store', async () => {
    const database = home.database();
    companion.kill('SIGKILL');
    await once(companion, 'exit');
    const next = spawn(process.execPath, [MAIN, 'serve', '--home', home.path], { stdio: 'ignore' });
    try {
      await home.served(next);
      expect(hasEnded(database ?? 0)).toBe(true);
      expect(await asked('SELECT 1')).toBeNull();
    } finally {
      next.kill('SIGTERM');
      await once(next, 'exit');
    }
  });
});

describe('a database process that is killed from outside', () => {
  it('is replaced, and who asks meanwhile waits for the answer', async () => {
    const database = home.database();
    process.kill(database ?? 0, 'SIGKILL');
    expect(await asked('SELECT 1')).toBeNull();
    expect(home.file()?.pid).toBe(companion.pid);
    expect(companion.exitCode).toBeNull();
  });
});
