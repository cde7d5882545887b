/**
 * A running companion: the store is open, the journals are followed, requests are answered.
 */
import { stat } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';

import { messageOf } from './errors';
import { Handler } from './http/Handler';
import { checkStore } from './http/ownership';
import { Server } from './http/Server';
import type { ToKeeper } from './keeper/messages';
import { QuestionGuard } from './keeper/QuestionGuard';
import { LiveQueries } from './live/LiveQueries';
import { QueryBox } from './query/QueryBox';
import { markDamaged, isDamage } from './store/database/damage';
import { diskCondition } from './store/database/diskCondition';
import { Ingest } from './ingest/Ingest';
import { Store } from './store/Store';
import { missingMount, noteMount } from './disk/storeMount';

/** Time between two checks that the database is still there. */
const GUARD_MS = 2_000;
/** Time after which a disk that does not answer counts as silent. */
const SILENT_DISK_MS = 10_000;
/** Time after which a companion that nobody needs shuts down. */
const IDLE_MS = 10 * 60_000;

export namespace Companion {
  export interface IOptions {
    home: string;
    /** What every request has to know. */
    token: string;
    /** Keep running when nobody needs it. */
    stays: boolean;
    /** Hashes of queries that are refused, and of those that run alone: see QuestionGuard. */
    refused: readonly string[];
    suspected: readonly string[];
    send: (message: ToKeeper) => void;
    log: (line: string) => void;
  }
}

export class Companion {
  private constructor(
    private readonly options: Companion.IOptions,
    private readonly store: Store
  ) {
    const { home, token, refused, suspected, send, log } = options;
    const box = new QueryBox(store.instance, {
      folder: join(home, 'run'),
      guard: new QuestionGuard(home, refused, suspected, send),
      lend: () => store.headroom.lend(),
      overflow: () => this.leaveAtOnce('A query took more memory than is allowed')
    });
    this.box = box;
    store.headroom.questions = box.memory;
    this.live = new LiveQueries({
      ask: (request, asking) => box.query(request, asking),
      tree: (sql, signal) => box.tree(sql, signal),
      version: () => store.version
    });
    this.ingest = new Ingest({
      home,
      store,
      onCommit: commit => this.live.notify(commit),
      onLost: () => {
        this.failed = true;
        this.end();
      },
      onInconsistency: error => this.leaveAtOnce(`A commit was only partly rolled back: ${messageOf(error)}`),
      onDamage: error => this.giveUp(error),
      log
    });
    this.server = new Server({
      token,
      asked: () => (this.askedAt = Date.now()),
      handler: new Handler({
        home,
        store,
        ingest: this.ingest,
        box: this.box,
        live: this.live,
        clients: () => this.server.clients,
        onDamage: error => this.giveUp(error),
        shutdown: () => this.end()
      })
    });
  }

  /** @throws TrailError NT503 when another companion uses the store, NT504 */
  static async start(options: Companion.IOptions): Promise<Companion> {
    try {
      return await Companion.startOnce(options);
    } catch (error) {
      if (!isDamage(error)) {
        throw error;
      }
      markDamaged(options.home, error);
      return Companion.startOnce(options);
    }
  }

  private static async startOnce(options: Companion.IOptions): Promise<Companion> {
    checkStore(options.home);
    const store = await Store.open(options.home);
    const companion = new Companion(options, store);
    try {
      await companion.open();
    } catch (error) {
      await companion.close();
      throw error;
    }
    return companion;
  }

  private resolve!: () => void;

  /** Settled once it has shut down, by a request or because nobody needs it. */
  readonly ended = new Promise<void>(resolve => {
    this.resolve = resolve;
  });

  /** The database cannot be used in this process any more. */
  failed = false;

  /** Serve this connection, if it is still open. */
  take(socket: Socket | undefined): void {
    if (socket) {
      this.server.take(socket);
    }
  }

  /** Shut down. */
  end(): void {
    this.closing ??= this.close().then(this.resolve, this.resolve);
  }

  /**
   * For when a query takes memory without end and does not react, or
   * closing the database would write what was never committed. What is journalled
   * is safe, and the next companion continues from the last commit.
   */
  private leaveAtOnce(why: string): void {
    this.options.log(`This companion exits. ${why}`);
    process.kill(process.pid, 'SIGKILL');
  }

  /** Leave the damaged database to the next companion, which rebuilds it. */
  private giveUp(error: unknown): void {
    if (!this.failed) {
      this.failed = true;
      markDamaged(this.options.home, error);
      this.options.log(`The database is damaged; the next companion rebuilds it: ${messageOf(error)}`);
      setImmediate(() => this.end());
    }
  }

  private async open(): Promise<void> {
    const { home, stays, log } = this.options;
    if (this.store.remark) {
      log(this.store.remark);
    }
    noteMount(home);
    await this.ingest.start();
    this.database = await databaseOf(home);
    this.guard = setInterval(() => {
      void this.look();
    }, GUARD_MS);
    if (!stays) {
      this.idle = setInterval(() => this.leaveWhenIdle(), IDLE_MS / 10);
    }
  }

  private leaveWhenIdle(): void {
    const needed =
      this.server.clients > 0 || [...this.ingest.writers.living().values()].some(role => role !== 'companion');
    if (needed) {
      this.askedAt = Date.now();
    } else if (Date.now() - this.askedAt > IDLE_MS) {
      this.end();
    }
  }

  /** Check the store, where its disk answers. */
  private async look(): Promise<void> {
    if (this.lookingSince !== null) {
      this.ingest.trouble.isSilent = Date.now() - this.lookingSince > SILENT_DISK_MS;
      return;
    }
    this.lookingSince = Date.now();
    const now = await databaseOf(this.options.home);
    this.ingest.trouble.condition = await diskCondition(this.options.home);
    this.lookingSince = null;
    this.ingest.trouble.isSilent = false;
    this.ingest.trouble.isAway = now === 0n && missingMount(this.options.home) !== null;
    if (!this.ingest.trouble.isAway) {
      this.leaveWhenDeleted(now);
      this.options.send({ type: 'checked' });
    }
  }

  /**
   * Exit when the store was deleted or replaced: records now go to
   * another. Nothing is closed, because the socket and the files that have these
   * names may be that one's.
   */
  private leaveWhenDeleted(now: bigint | null): void {
    if (!this.closing && now !== null && this.database !== null && now !== this.database) {
      this.options.log('The database is not there any more, or is another one: this companion exits');
      this.failed = true;
      this.closing = Promise.resolve();
      this.resolve();
    }
  }

  private async close(): Promise<void> {
    clearInterval(this.guard);
    clearInterval(this.idle);
    this.options.send({ type: 'leaving' });
    await this.server.close();
    this.live.dispose();
    if (!(await this.box.dispose())) {
      // The database could not be closed before it; what was committed is safe.
      this.leaveAtOnce('A query could not be stopped');
    }
    await this.ingest.dispose();
    await this.store.close();
  }

  private readonly box: QueryBox;
  private readonly live: LiveQueries;
  private readonly ingest: Ingest;
  private readonly server: Server;
  private askedAt = Date.now();
  private idle: NodeJS.Timeout | undefined;
  private guard: NodeJS.Timeout | undefined;
  /** Which file the database is. */
  private database: bigint | null = null;
  /** When the check began that has not ended, milliseconds since the epoch. */
  private lookingSince: number | null = null;
  private closing: Promise<void> | undefined;
}

/** The number of the database file in its file system; 0 when there is none, null when that cannot be told now. */
async function databaseOf(home: string): Promise<bigint | null> {
  try {
    return (await stat(join(home, 'trail.duckdb'), { bigint: true })).ino;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 0n : null;
  }
}
