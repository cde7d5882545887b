/**
 * The command line's side of the companion: finds it by companion.json, starts
 * it when nobody answers, and asks over its socket.
 *
 * Two commands that start one at the same time are fine: the companion itself
 * sees to it that one stays, and both find that one's address.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statfsSync, statSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';

import { DISK_HINT, diskTrouble } from '../disk/diskTrouble';
import { type ErrorCode, ERRORS, messageOf, TrailError } from '../errors';
import type { ICompanionFile, IErrorBody, IResults, RequestBody } from '../protocol';
import { checkStore, mayBeOurs, readCompanionFile } from '../http/ownership';
import { connectProven } from '../http/provenSocket';
import { PARQUET_TYPE } from '../protocol';
import { makeStoreFolders } from '../disk/storeMount';
import { ownTimeZone } from './timeZone';

const START_SECONDS = 15;
const MAX_LOG_BYTES = 1_000_000;
/** Time that a companion has to say how it is. */
const ANSWER_MS = 20_000;
/** Milliseconds before a question is asked once more of a companion that went away meanwhile. */
const AGAIN_MS = [0, 100, 200, 400, 800];
/** Nobody answers, it is going away, or the token is a dead one's. */
const GONE: ReadonlySet<string> = new Set(['NT501', 'NT505', 'NT401']);

type Body<T extends RequestBody['type']> = Omit<Extract<RequestBody, { type: T }>, 'type'>;

interface IStarted {
  /** How it failed, if it did. */
  problem: () => string | null;
  /** End one that hangs before its first line, as Node.js does where it gets no thread; others take no notice. */
  endIfStuck: () => void;
}

/** Asks the store's companion. */
export class Client {
  constructor(
    readonly home: string,
    /** The companion's program, to start it with. */
    private readonly program: string
  ) {}

  /** Ask, after everything that is in the journals now was applied. */
  ask<T extends RequestBody['type']>(type: T, body: Body<T>): Promise<IResults[T]> {
    const asked = type === 'query' ? { time_zone: ownTimeZone(), ...body } : body;
    return persistently(async () => post(await this.synced(), type, asked));
  }

  /** How the companion is, also where the journals cannot be applied now. */
  async status(): Promise<IResults['status']> {
    const file = await this.ensure();
    await post(file, 'sync', {}, AbortSignal.timeout(ANSWER_MS / 2)).catch(() => undefined);
    return answered(file);
  }

  /** Write the answer to a query as Parquet to what `open` gives, once there is one. */
  async parquet(body: Body<'query'>, open: () => NodeJS.WritableStream): Promise<{ rows: number; truncated: boolean }> {
    const asked = { time_zone: ownTimeZone(), ...body };
    const answer = await persistently(async () => call(await this.synced(), 'query', asked, PARQUET_TYPE));
    if (isRefused(answer)) {
      return told(answer);
    }
    await pipeline(answer, open());
    return {
      rows: Number(answer.headers['x-nbtrail-rows']),
      truncated: answer.headers['x-nbtrail-truncated'] === 'true'
    };
  }

  /** The companion's address, once one answers. */
  async ensure(): Promise<ICompanionFile> {
    const found = await this.running();
    if (found) {
      return found;
    }
    const started = this.start();
    const until = Date.now() + START_SECONDS * 1000;
    for (let wait = 20; Date.now() < until; wait = Math.min(wait * 1.5, 200)) {
      const file = await this.running();
      if (file) {
        return file;
      }
      const problem = started.problem();
      if (problem) {
        throw new TrailError('NT502', `The companion ended at once: ${problem}`);
      }
      await pause(wait);
    }
    started.endIfStuck();
    throw new TrailError('NT502', `The companion did not answer within ${START_SECONDS} s`, {
      hint: `Its log is ${this.log}; nbtrail doctor looks for the reason.`
    });
  }

  /**
   * The companion's address if one answers now.
   *
   * @throws TrailError NT504 where that can be another user's doing
   */
  async running(): Promise<ICompanionFile | null> {
    const file = this.written();
    if (!file) {
      return null;
    }
    if (!mayBeOurs(file)) {
      return null;
    }
    try {
      await answered(file);
      return file;
    } catch (error) {
      // NT401: the file is a dead one's, and the one that took its place has not written its own.
      if (error instanceof TrailError && error.code !== 'NT501' && error.code !== 'NT401') {
        throw error;
      }
      return null;
    }
  }

  /**
   * What companion.json says, whether or not somebody answers there.
   *
   * @throws TrailError NT504
   */
  written(): ICompanionFile | null {
    checkStore(this.home);
    return readCompanionFile(this.home);
  }

  get log(): string {
    return join(this.home, 'run', 'companion.log');
  }

  /** The companion's address, once it has applied what is in the journals now. */
  private async synced(): Promise<ICompanionFile> {
    const file = await this.ensure();
    await post(file, 'sync', {});
    return file;
  }

  /** Start one that outlives this command. */
  private start(): IStarted {
    let log: number;
    try {
      makeStoreFolders(this.home, 'run');
      if ((statSync(this.log, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES) {
        rmSync(this.log);
      }
      log = openSync(this.log, 'a', 0o600);
    } catch (error) {
      if (error instanceof TrailError) {
        throw error;
      }
      const message = messageOf(error);
      throw new TrailError('NT504', `The store folder ${this.home} cannot be written: ${message}`, {
        hint: diskTrouble(message) === null ? undefined : DISK_HINT
      });
    }
    const child = spawn(process.execPath, [this.program, 'serve', '--home', this.home], {
      cwd: this.home,
      detached: true,
      stdio: ['ignore', log, log],
      windowsHide: true,
      env: { UV_THREADPOOL_SIZE: '8', ...process.env, NBTRAIL_HOME: this.home }
    });
    closeSync(log);
    let problem: string | null = null;
    child.on('error', error => (problem = error.message));
    child.on('exit', code => {
      if (code !== 0) {
        problem =
          this.lastLine() ||
          `exit code ${code}, ${this.isFull() ? 'and its disk is full' : 'and its log tells nothing'}`;
      }
    });
    child.unref();
    return {
      problem: () => problem,
      endIfStuck: () => void (process.platform === 'win32' || child.kill('SIGUSR2'))
    };
  }

  private isFull(): boolean {
    return statfsSync(this.home).bavail === 0;
  }

  /** The last line of the log that tells of an error, or else the last. */
  private lastLine(): string | undefined {
    const lines = readFileSync(this.log, 'utf8').trim().split('\n');
    return (lines.filter(line => /Error: |NT\d{3}/.test(line)).at(-1) ?? lines.at(-1))?.slice(0, 500);
  }
}

/** Have it from the next companion, where one goes away meanwhile. @throws TrailError the last time's */
async function persistently<T>(ask: () => Promise<T>): Promise<T> {
  for (const wait of AGAIN_MS) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof TrailError && GONE.has(error.code))) {
        throw error;
      }
      await pause(wait);
    }
  }
  return ask();
}

async function post<T extends RequestBody['type']>(
  file: ICompanionFile,
  type: T,
  body: Body<T>,
  signal?: AbortSignal
): Promise<IResults[T]> {
  return told(await call(file, type, body, undefined, signal));
}

/** How the companion is. @throws TrailError NT502 when it does not say so in time */
async function answered(file: ICompanionFile): Promise<IResults['status']> {
  const inTime = AbortSignal.timeout(ANSWER_MS);
  try {
    return await post(file, 'status', {}, inTime);
  } catch (error) {
    if (!inTime.aborted) {
      throw error;
    }
    throw new TrailError('NT502', `The companion, process ${file.pid}, has not answered for ${ANSWER_MS / 1_000} s`, {
      hint: 'The disk of its store may hang; it goes on once that is back. If it is not that, end the process and ask again.'
    });
  }
}

/** Ask, and have the answer before it was read. */
async function call(
  file: ICompanionFile,
  type: string,
  body: object,
  accept?: string,
  signal?: AbortSignal
): Promise<IncomingMessage> {
  const content = JSON.stringify(body);
  const { socket, headers } = await connectProven(file, signal && ANSWER_MS);
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        createConnection: () => socket,
        method: 'POST',
        path: `/api/${type}`,
        signal,
        headers: {
          host: 'localhost',
          connection: 'close',
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(content),
          ...headers,
          ...(accept && { accept })
        }
      },
      resolve
    );
    asking.on('error', error => reject(gone(error)));
    asking.end(content);
  });
}

/** What an answer in JSON says. */
async function told<T>(answer: IncomingMessage): Promise<T> {
  let body: unknown;
  try {
    body = JSON.parse((await buffer(answer)).toString('utf8'));
  } catch (error) {
    throw gone(error);
  }
  if (isRefused(answer)) {
    throw errorOf((body as { error: IErrorBody }).error);
  }
  return body as T;
}

function isRefused({ statusCode = 500 }: IncomingMessage): boolean {
  return statusCode >= 400;
}

function gone(error: unknown): TrailError {
  return new TrailError('NT501', `The companion does not answer: ${messageOf(error)}`);
}

function errorOf({ code, ...body }: IErrorBody): TrailError {
  return code in ERRORS
    ? new TrailError(code as ErrorCode, body.message, body)
    : new TrailError('NT501', `${code}: ${body.message}`, body);
}
