/** A real companion in a process of its own, over a store in a temporary folder, and journals to feed it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isListening } from '../src/http/SocketName';
import { crc32 } from '../src/journal/crc32';
import { startOf, thisProcess } from '../src/journal/processes';
import { WebSocket } from 'ws';

import type { Cell, ICompanionFile, IResult } from '../src/protocol';
import { NUMBERS } from '../src/records';

export const MAIN = resolve(__dirname, '../../nbtrail/companion_dist/main.js');

export type Row = Record<string, Cell>;

export class Home {
  readonly path = mkdtempSync(join(tmpdir(), 'nbtrail-store-'));

  /** Start one. */
  launch(...more: string[]): ChildProcess {
    const child = spawn(process.execPath, [MAIN, 'serve', '--home', this.path, ...more], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { UV_THREADPOOL_SIZE: '8', ...process.env }
    });
    this.children.push(child);
    return child;
  }

  /** Start one and wait until it says where it listens. */
  async start(...more: string[]): Promise<ChildProcess> {
    const child = this.launch(...more);
    await this.served(child);
    return child;
  }

  /** Wait until this one can be asked, or has left. */
  async served(child: ChildProcess): Promise<void> {
    await until(async () => {
      const file = this.file();
      return child.exitCode !== null || (file?.pid === child.pid && (await isListening(file?.socket ?? '')));
    });
  }

  /** The process that has the database open, behind the one that is found. */
  database(): number | null {
    return databaseOf(this.file()?.pid);
  }

  file(): ICompanionFile | null {
    try {
      return JSON.parse(readFileSync(join(this.path, 'companion.json'), 'utf8')) as ICompanionFile;
    } catch {
      return null;
    }
  }

  /** Ask over HTTP; `headers` replace those that a client sends. */
  async ask(
    type: string,
    body: object = {},
    headers: Record<string, string> = {},
    method = 'POST'
  ): Promise<{ status: number; headers: Record<string, unknown>; body: any }> {
    const file = this.file();
    if (!file?.socket) {
      throw new Error('no companion');
    }
    const { socket, token } = file;
    return new Promise((done, fail) => {
      const call = request(
        {
          socketPath: socket,
          method,
          path: type.startsWith('/') ? type : `/api/${type}`,
          headers: { host: 'localhost', 'x-nbtrail-token': token, ...headers }
        },
        answer => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () =>
            done({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              body: JSON.parse(Buffer.concat(chunks).toString() || 'null')
            })
          );
        }
      );
      call.on('error', fail);
      call.end(method === 'POST' ? JSON.stringify(body) : undefined);
    });
  }

  /** A WebSocket to it, open. */
  async socket(): Promise<WebSocket> {
    const file = this.file();
    const socket = new WebSocket(`ws+unix:${file?.socket}:/api/live`, {
      headers: { host: 'localhost', 'x-nbtrail-token': file?.token }
    });
    await once(socket, 'open');
    return socket;
  }

  /** Rows of a statement, after everything journalled until now was applied. */
  async sql(sql: string): Promise<Row[]> {
    const synced = await this.ask('sync');
    const { status, body } = synced.status === 200 ? await this.ask('query', { sql, limit: 1_000_000 }) : synced;
    if (status !== 200) {
      throw new Error(JSON.stringify(body));
    }
    const { columns, data, row_count } = body as IResult;
    return Array.from({ length: row_count }, (_, row) =>
      Object.fromEntries(columns.map(({ name }, index) => [name, data[index]?.[row] ?? null]))
    );
  }

  /** Every documented view's rows, sorted: what two databases are compared by. */
  async everything(): Promise<Record<string, string[]>> {
    const views = await this.sql(
      "SELECT view_name AS name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main'"
    );
    const all: Record<string, string[]> = {};
    for (const { name } of views) {
      const rows = await this.sql(`SELECT * FROM ${String(name)}`);
      all[String(name)] = rows
        .map(row => {
          const shown = { ...row };
          if (row.status === 'running') {
            delete shown.duration;
            delete shown.duration_seconds;
          }
          return JSON.stringify(shown);
        })
        .sort();
    }
    return all;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.children.map(killed));
    rmSync(this.path, { recursive: true, force: true });
  }

  private readonly children: ChildProcess[] = [];
}

/** How many points there are, and how many that differ. */
export async function counted(home: Home): Promise<Row | undefined> {
  const [counts] = await home.sql(
    'SELECT count(*) AS points, count(DISTINCT (run_id, key, step)) AS kinds FROM metrics'
  );
  return counts;
}

/** Kill a companion, and wait until both of its processes are gone. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const database = databaseOf(child.pid);
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
    await until(() => database === null || hasEnded(database));
  }
}

function databaseOf(keeper: number | undefined): number | null {
  const path = `/proc/${keeper}/task/${keeper}/children`;
  const [first] = existsSync(path) ? readFileSync(path, 'utf8').trim().split(' ') : [];
  return Number(first) || null;
}

/** One that nobody has buried is a process still, in the state Z; its files are closed when its last thread is gone. */
export function hasEnded(pid: number): boolean {
  try {
    return /\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8')) && readdirSync(`/proc/${pid}/task`).length <= 1;
  } catch {
    return true;
  }
}

let writers = 0;

/** A writer's journal, written as docs/journal.md says. */
export class Journal {
  constructor(
    readonly home: Home,
    process_: { pid: number; started?: number | null; space?: string | null; rank?: number } = { pid: process.pid }
  ) {
    this.writerId = `20261124t080000-${String(++writers).padStart(8, '0')}`;
    this.folder = join(home.path, 'journal', this.writerId);
    this.sessionId = `s${writers}`;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    this.fact('writer_opened', {
      writer_id: this.writerId,
      role: 'kernel',
      pid: process_.pid,
      host: hostname(),
      process_started: process_.started ?? startOf(process_.pid),
      pid_space: process_.space === undefined ? thisProcess().pid_space : process_.space,
      version: '0.1.0',
      ...(process_.rank === undefined ? {} : { rank: process_.rank })
    });
    this.fact('session_started', {
      session_id: this.sessionId,
      project: 'digits',
      notebook_path: '/nb/a.ipynb',
      notebook_source: 'env',
      kernel_id: null,
      user: 'ann',
      host: 'here',
      cwd: '/nb',
      executable: 'python',
      python_version: '3.11.7',
      platform: 'Linux',
      frontend: 'jupyterlab'
    });
  }

  fact(k: string, fields: object = {}, t = Date.now() / 1000): void {
    this.line(JSON.stringify({ v: 1, seq: ++this.seq, t, k, ...fields }));
  }

  line(text: string): void {
    appendFileSync(join(this.folder, 'facts-000001.ndjson'), `${text}\n`);
  }

  run(run_id: string, more: object = {}): void {
    this.fact('run_started', {
      run_id,
      session_id: this.sessionId,
      execution_id: null,
      name: `name of ${run_id}`,
      project: 'digits',
      experiment: null,
      group: null,
      job_type: null,
      attempt: 1,
      attempt_of: null,
      ...more
    });
  }

  series(series: number, run_id: string, keys: string[]): void {
    this.fact('series', { series, run_id, keys });
  }

  /** Rows of one series in one write: step and value counting up from `first`, in execution `n`. */
  rows(series: number, first: number, count: number, width = 1, n = 0): void {
    const now = Date.now() / 1000;
    const bytes = Buffer.alloc(count * NUMBERS.rowBytes(width));
    for (let index = 0; index < count; index++) {
      const step = first + index;
      writeRow(bytes, index * NUMBERS.rowBytes(width), series, step, now, Array<number>(width).fill(step), n);
    }
    this.numbers(bytes);
  }

  numbers(...rows: Buffer[]): void {
    const header = this.headed ? [] : [Buffer.from('NBTRAILN\0\0\0\0\0\0\0\0', 'latin1')];
    this.headed = true;
    appendFileSync(join(this.folder, 'numbers-000001.bin'), Buffer.concat([...header, ...rows]));
  }

  readonly writerId: string;
  readonly sessionId: string;
  readonly folder: string;
  private seq = 0;
  private headed = false;
}

/** A packed row: `step`, and `width` values that equal it. */
export function packed(series: number, step: number, width = 1, time = Date.now() / 1000, n = 0): Buffer {
  return packedRow(series, step, time, Array<number>(width).fill(step), n);
}

/** A packed row of these values. */
export function packedRow(series: number, step: number, time: number, values: readonly number[], n = 0): Buffer {
  const bytes = Buffer.alloc(NUMBERS.rowBytes(values.length));
  writeRow(bytes, 0, series, step, time, values, n);
  return bytes;
}

function writeRow(
  into: Buffer,
  at: number,
  series: number,
  step: number,
  time: number,
  values: readonly number[],
  n: number
): void {
  const end = at + 24 + 8 * values.length;
  into.writeUInt16LE(NUMBERS.rowMark, at);
  into.writeUInt16LE(values.length, at + 2);
  into.writeUInt32LE(series, at + 4);
  into.writeDoubleLE(step, at + 8);
  into.writeDoubleLE(time, at + 16);
  values.forEach((value, index) => into.writeDoubleLE(value, at + 24 + 8 * index));
  into.writeUInt32LE(n, end);
  into.writeUInt32LE(crc32(into.subarray(at, end + 4)), end + 4);
}

export async function until(met: () => boolean | Promise<boolean>, seconds = 100): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await met())) {
    if (Date.now() > end) {
      throw new Error('waited too long');
    }
    await pause(10);
  }
}
