/**
 * What hostile questions come to, asked of a real companion while a writer
 * keeps logging: nothing outside of the store is read or written, nothing in it
 * changes, the writer is not held up, and each question has a clear answer. Another
 * one stands by, as behind JupyterLab, for where the first has to leave.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

import { DuckDBInstance } from '@duckdb/node-api';
import type { WebSocket } from 'ws';

import type { IErrorBody } from '../../src/protocol';
import { Home, Journal, until } from '../support';
import { hostileQueries, type IHostile } from './queries';

const CANARY = 'nobody-may-read-this-7c1e';
/** Seconds that a question may take; what does not hear an interrupt may take longer. */
const TIMEOUT = 1;
const AT_ONCE = 2;
/** What a pause of the ingest may be: a multiple of a question's time, or of the lateness of this process's own clock. */
const MAX_PAUSE = 5;
const MAX_MEMORY_MB = 2_500;

const GIVEN_UP: IErrorBody = { code: 'NT310', message: 'The companion has left' };

interface IAnswer {
  query: IHostile;
  error: IErrorBody | null;
  leaked: boolean;
}

const folder = mkdtempSync(join(tmpdir(), 'nbtrail-canary-'));
const home = new Home();
let live: Journal;
let socket: WebSocket;
let logging: NodeJS.Timeout;
let answers: IAnswer[];
let before: { folder: string; home: string[]; history: string };
/** Milliseconds between two words of commits, between two ticks here, and the megabytes that the companion had. */
const pauses: number[] = [];
let lateness = 0;
let memory = 0;
/** Times that a companion had to leave. */
let leavings = 0;

beforeAll(async () => {
  process.env.NBTRAIL_CANARY = CANARY;
  await plant();
  const quiet = new Journal(home);
  for (let number = 1; number <= 20; number++) {
    const run = `q${number}`;
    quiet.run(run, { project: 'quiet' });
    quiet.fact('params', { run_id: run, params: { lr: number / 10 } });
    quiet.series(number, run, ['loss', 'acc']);
    quiet.rows(number, 0, 500, 2);
  }
  live = new Journal(home);
  live.run('live');
  live.series(1, 'live', ['x']);
  await home.start();
  home.launch('--standby');
  await home.ask('sync');
  before = { folder: contentOf(folder), home: readdirSync(homedir()).sort(), history: await quietHistory() };
  await listen(performance.now());
  let step = 0;
  let ticked = performance.now();
  logging = setInterval(() => {
    const now = performance.now();
    lateness = Math.max(lateness, now - ticked);
    ticked = now;
    live.rows(1, step++, 1);
    memory = Math.max(memory, residentMegabytes());
  }, 20);
  answers = await askAll(hostileQueries({ folder, store: home.path }));
}, 400_000);

afterAll(async () => {
  clearInterval(logging);
  socket?.removeAllListeners('close');
  socket?.terminate();
  await home.dispose();
  rmSync(folder, { recursive: true, force: true });
});

it('are two hundred and more, all different', () => {
  expect(new Set(answers.map(({ query }) => query.sql)).size).toBe(answers.length);
  expect(answers.length).toBeGreaterThan(200);
});

it('each has the answer that the table says', () => {
  // Who asks beside a question that takes the memory may be given up with it.
  const odd = answers.filter(
    ({ query, error }) => error?.code !== 'NT310' && ![query.expected].flat().includes(error?.code ?? null)
  );
  expect(odd.map(({ query, error }) => [query.sql.slice(0, 200), error?.code, error?.message])).toEqual([]);
});

it('is told in one sentence, without the stack or the folders of the companion', () => {
  for (const { error } of answers) {
    const told = error ? `${error.message} ${error.hint ?? ''}` : '';
    expect(told.length).toBeLessThan(1_000);
    expect(told).not.toMatch(/\n\s+at |INTERNAL Error|node_modules/);
    expect(told).not.toContain(home.path);
  }
});

it('tells nothing that lies outside of the store', () => {
  expect(answers.filter(({ leaked }) => leaked).map(({ query }) => query.sql)).toEqual([]);
});

it('writes nothing anywhere', () => {
  expect(contentOf(folder)).toBe(before.folder);
  expect(readdirSync(homedir()).sort()).toEqual(before.home);
  expect(
    readdirSync(home.path).filter(name => !/^(companion\.json|journal|run|trail\.duckdb(\.wal)?)$/.test(name))
  ).toEqual([]);
});

it('changes nothing in the history', async () => {
  expect(await quietHistory()).toBe(before.history);
});

it('does not hold up what is logged meanwhile', async () => {
  const sorted = [...pauses].sort((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  process.stdout.write(
    `${answers.length} queries; pauses of the ingest in ms: median ${at(0.5)}, p99 ${at(0.99)}, worst ${at(1)}; memory ${Math.round(memory)} MB\n`
  );
  expect(at(1)).toBeLessThan(MAX_PAUSE * Math.max(1_000 * TIMEOUT, lateness));
  expect(memory).toBeLessThan(MAX_MEMORY_MB);
});

it('leaves a companion that answers', async () => {
  expect(leavings).toBeLessThanOrEqual(1);
  const { status, body } = await home.ask('query', { sql: "SELECT count(*) FROM runs WHERE project = 'quiet'" });
  expect([status, body.data]).toEqual([200, [[20]]]);
});

/** Hear of what is logged, from the companion that is there. */
async function listen(heardAt: number): Promise<void> {
  socket = await home.socket();
  socket.on('message', () => {
    pauses.push(performance.now() - heardAt);
    heardAt = performance.now();
  });
  socket.on('close', () => {
    leavings++;
    void answering().then(() => listen(heardAt));
  });
  socket.send(JSON.stringify({ id: 1, type: 'watch', sql: 'SELECT sum(count) FROM metric_summary', every_ms: 10 }));
}

/** Until a companion answers. */
function answering(): Promise<void> {
  return until(async () => (await home.ask('status').catch(() => null))?.status === 200);
}

/** Files that hold the canary, in every form that DuckDB reads. */
async function plant(): Promise<void> {
  writeFileSync(join(folder, 'secret.txt'), CANARY);
  writeFileSync(join(folder, 'secret.csv'), `a,b\n1,${CANARY}\n`);
  writeFileSync(join(folder, 'secret.json'), JSON.stringify({ a: CANARY }));
  const instance = await DuckDBInstance.create(join(folder, 'secret.duckdb'));
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE secret AS SELECT '${CANARY}' AS a`);
  await connection.run(`COPY secret TO '${join(folder, 'secret.parquet')}'`);
  connection.closeSync();
  instance.closeSync();
}

/** Names and contents. */
function contentOf(path: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(path).sort()) {
    hash.update(name).update(readFileSync(join(path, name)));
  }
  return hash.digest('hex');
}

async function quietHistory(): Promise<string> {
  const rows = await home.sql(`
    SELECT r.* EXCLUDE (duration, duration_seconds), p.*, m.*, s.*
    FROM runs r JOIN params p USING (run_id) JOIN metrics m USING (run_id)
      JOIN metric_summary s ON s.run_id = r.run_id AND s.key = m.key
    WHERE r.project = 'quiet' ORDER BY ALL`);
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}

/** All of them, a few at a time. */
async function askAll(queries: readonly IHostile[]): Promise<IAnswer[]> {
  const found: IAnswer[] = [];
  const waiting = [...queries];
  const work = async (): Promise<void> => {
    for (let query = waiting.shift(); query; query = waiting.shift()) {
      found.push(await ask(query));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await until(() => home.file() !== null);
  return found;
}

/** Ask; a large answer is looked through for the canary and not read otherwise. */
function ask(query: IHostile): Promise<IAnswer> {
  const { socket: path, token } = home.file() ?? {};
  return new Promise((done, fail) => {
    /** The companion has left, and the question is given up with it. */
    const left = (): void => void answering().then(() => done({ query, error: GIVEN_UP, leaked: false }), fail);
    const call = request(
      {
        socketPath: path ?? undefined,
        method: 'POST',
        path: '/api/query',
        headers: { host: 'localhost', 'x-nbtrail-token': token }
      },
      response => {
        const chunks: Buffer[] = [];
        response.on('error', left);
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const content = Buffer.concat(chunks);
          const refused = response.statusCode !== 200;
          done({
            query,
            error: refused ? (JSON.parse(content.toString()) as { error: IErrorBody }).error : null,
            leaked: content.includes(CANARY)
          });
        });
      }
    );
    call.on('error', left);
    call.end(JSON.stringify({ sql: query.sql, timeout: TIMEOUT, limit: 1_000_000 }));
  });
}

function residentMegabytes(): number {
  const path = `/proc/${home.database()}/status`;
  const status = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
