/**
 * Brings what the journals hold into the tables, as it is written.
 *
 * Writers take turns: of each that has something new one piece is read, the
 * pieces are applied together, and so on; a long backlog of one never keeps
 * another waiting. Of a writer that is gone the rest is read, what it left open
 * is closed in the companion's own journal, and it is followed no more. One that
 * is only silent is followed on, and one that is back is followed again.
 */
import { join } from 'node:path';

import { messageOf, TrailError } from '../errors';
import { worthOf } from '../journal/Follower';
import { JournalWriter, type FactBody } from '../journal/JournalWriter';
import { Watcher } from '../journal/Watcher';
import { giveBack } from '../journal/readBuffers';
import type { ICommit } from '../store/Commit';
import { isDamage, isInconsistency } from '../store/database/damage';
import type { Store } from '../store/Store';
import { makeStoreFolders } from '../disk/storeMount';
import { Endings, hasReached, isWaitedFor } from './Endings';
import { FollowedWriters } from './FollowedWriters';
import { GoneWriters } from './GoneWriters';
import { Packing } from './Packing';
import { SilenceCheck } from './SilenceCheck';
import { Trouble } from './Trouble';
import { isReady, Turn } from './Turn';
import { UnreadJournals } from './UnreadJournals';

/**
 * Time until a failed transaction is retried, at first and at most: what
 * took its memory, such as a query, is mostly over at once.
 */
const RETRY_MS = 10;
const MAX_RETRY_MS = 2_000;
/**
 * Rest after a transaction, as a multiple of what it took, and the most that both
 * may take together: less while queries keep the processors busy, or changes
 * would be seen late.
 */
const REST = 2;
const MAX_TURN_MS = 100;
const MAX_PRESSED_TURN_MS = 50;
/** A turn with as much as this is one of many that are behind, and they follow at once. */
const BACKLOG_BYTES = 256 * 2 ** 10;
/** Rest while a sync waits for readings that take longer than a turn. */
const LATE_REST_MS = 20;

export namespace Ingest {
  export interface IOptions {
    home: string;
    store: Store;
    /** After each commit. */
    onCommit: (commit: ICommit) => void;
    /** DuckDB has invalidated the database; only a new process can open it again. */
    onLost: () => void;
    /** The database in this process is inconsistent; nothing of it may be written to the file. */
    onInconsistency: (error: unknown) => void;
    /** The database file is damaged; the next process rebuilds it. */
    onDamage: (error: unknown) => void;
    /** For the log. */
    log: (line: string) => void;
  }
}

export class Ingest {
  constructor(private readonly options: Ingest.IOptions) {
    this.journal = join(options.home, 'journal');
    try {
      makeStoreFolders(options.home, 'journal');
    } catch (error) {
      if (error instanceof TrailError) {
        throw error;
      }
      throw new TrailError('NT504', `The journal folder ${this.journal} cannot be used: ${messageOf(error)}`);
    }
    this.own = new JournalWriter(this.journal);
    const { catalogue } = options.store;
    this.gone = new GoneWriters(this.journal);
    this.writers = new FollowedWriters(this.journal, catalogue, this.gone);
    this.silence = new SilenceCheck(this.writers, catalogue);
    this.packing = new Packing({
      journal: this.journal,
      signal: this.stopped.signal,
      exclusively: work => this.exclusively(work),
      isBusy: () => this.running,
      failed: this.report
    });
    this.endings = new Endings({ store: options.store, writers: this.writers, gone: this.gone, packing: this.packing });
    this.unread = new UnreadJournals(options.log);
    this.trouble = new Trouble(options.home, options.log);
  }

  /** Follow everything that is not known to its end. */
  async start(): Promise<void> {
    await this.writers.find();
    this.watcher = new Watcher({
      folder: this.journal,
      changed: writerId => this.wake(writerId),
      sweep: () => this.sweep()
    });
    this.writers.watch(this.watcher);
    this.run();
  }

  /**
   * Once everything that the journals hold now is applied, but for those that are slow: see {@link Pace}.
   *
   * @throws TrailError NT504 when the disk refuses
   */
  sync(): Promise<void> {
    return this.trouble.waiting(() => this.syncNow());
  }

  private async syncNow(): Promise<void> {
    await this.exclusively(() => this.writers.find());
    for (const writer of this.writers) {
      writer.isPending = true;
    }
    const behind = await this.writers.ends();
    // What a reading that began after this finds nothing of has a torn tail, which is waited for.
    const isBehind = ({ writer: { writerId }, end }: (typeof behind)[number]): boolean => {
      // Another one of that name after a transaction that failed.
      const writer = this.writers.get(writerId);
      return isWaitedFor(writer) && !(end && hasReached(writer.applied, end));
    };
    // Looked at between turns only: within one, what is pending is in doubt.
    while (await this.exclusively(async () => behind.some(isBehind))) {
      this.stopped.signal.throwIfAborted();
      if ((await this.takeTurn()) === 0) {
        await new Promise(resolve =>
          setTimeout(resolve, behind.some(({ writer }) => writer.pace.isLate) ? LATE_REST_MS : 0)
        );
      }
    }
    this.run();
  }

  /** Write to the companion's own journal, and apply it. */
  async record(facts: readonly FactBody[]): Promise<void> {
    this.own.append(facts);
    await this.sync();
  }

  /**
   * Rebuild all tables from the journals.
   *
   * @param forget - allow losing what only missing journals recorded
   * @throws TrailError NT508 when journals are missing and `forget` is false; NT504 when the disk has no room
   */
  rebuild(forget: boolean): Promise<void> {
    return this.trouble.waiting(() => this.rebuildNow(forget));
  }

  private async rebuildNow(forget: boolean): Promise<void> {
    await this.exclusively(async () => {
      const there = new Set(await this.writers.folders());
      const missing = [...(await this.options.store.catalogue.writers()).keys()].filter(id => !there.has(id));
      if (missing.length > 0 && !forget) {
        throw new TrailError(
          'NT508',
          `The journals of ${missing.length} writers are not in ${this.journal}; what they recorded would be forgotten`
        );
      }
      await this.options.store.checkRoomToRebuild();
      await this.options.store.clear();
      this.forgetAll();
    });
    this.options.onCommit({ version: this.options.store.version, tables: ['session'], runs: null });
    await this.syncNow();
  }

  /** Copy the database as it is between two turns. @returns the copy's path */
  snapshot(): Promise<string> {
    return this.trouble.waiting(() => this.exclusively(() => this.options.store.snapshot()));
  }

  /** Whether a writer cannot come back, and all it wrote is applied. */
  isGone(writerId: string): boolean {
    return this.gone.has(writerId);
  }

  /** Why journals are not read, or not waited for, by writer. */
  behind(): Map<string, string> {
    const slow = [...this.writers].flatMap(({ writerId, pace }): [string, string][] =>
      pace.slow === null ? [] : [[writerId, pace.slow]]
    );
    return new Map([...slow, ...this.unread.all]);
  }

  /** Stop after the transaction that runs. */
  async dispose(): Promise<void> {
    this.stopped.abort(new Error('The companion is shutting down'));
    this.watcher?.dispose();
    await this.packing.settled();
    await this.working;
    try {
      this.own.dispose();
    } catch (error) {
      this.options.log(`The companion's own journal could not be closed: ${messageOf(error)}`);
    }
  }

  private wake(writerId: string): void {
    const writer = this.writers.get(writerId);
    if (writer) {
      writer.isPending = true;
      this.run();
    } else {
      void this.exclusively(() => this.writers.find()).then(() => this.run(), this.report);
    }
  }

  private sweep(): void {
    for (const writer of this.writers) {
      writer.isPending = true;
    }
    void this.exclusively(() => this.checkWriters()).then(() => this.run(), this.report);
    this.packing.start();
  }

  /** Find new writers, those that are back, and those that fell silent. */
  private async checkWriters(): Promise<void> {
    await this.gone.dropReturned();
    await this.writers.find();
    const { facts, gone } = await this.silence.run();
    await this.append([...facts, ...(gone.length > 0 ? await this.endings.factsFor(gone) : [])]);
  }

  /** Work until nothing is pending. */
  private run(): void {
    if (this.stopped.signal.aborted || this.running) {
      return;
    }
    this.running = true;
    void (async () => {
      try {
        while (!this.stopped.signal.aborted && [...this.writers].some(isReady)) {
          const started = performance.now();
          const bytes = await this.takeTurn();
          const took = performance.now() - started;
          await (bytes > 0 && bytes < BACKLOG_BYTES ? this.rest(took) : new Promise(setImmediate));
        }
      } finally {
        this.running = false;
      }
    })().catch(this.report);
  }

  /** What arrives in the meantime is applied together: training on this machine needs the processors. */
  private rest(took: number): Promise<void> {
    const most = this.options.store.headroom.isPressed ? MAX_PRESSED_TURN_MS : MAX_TURN_MS;
    return new Promise(resolve => {
      const wake = (): void => {
        clearTimeout(timer);
        this.stopped.signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(0, Math.min(REST * took, most - took)));
      this.stopped.signal.addEventListener('abort', wake);
    });
  }

  /** One turn for every writer, after the turn that is under way. @returns the bytes that were applied */
  private takeTurn(): Promise<number> {
    return this.exclusively(async () => {
      try {
        return await this.turn();
      } catch (error) {
        if (!this.stopped.signal.aborted) {
          if (isDamage(error)) {
            this.options.onDamage(error);
          } else if (isInconsistency(error)) {
            this.options.onInconsistency(error);
          } else {
            this.trouble.met('A transaction failed and is retried', error);
            await this.recover();
          }
        }
        return 0;
      }
    });
  }

  /** Begin again from the tables. Until that works nothing is read, because memory is ahead of them. */
  private async recover(): Promise<void> {
    this.forgetAll();
    for (; !this.stopped.signal.aborted; this.retryMs = Math.min(2 * this.retryMs, MAX_RETRY_MS)) {
      await new Promise(resolve => setTimeout(resolve, this.retryMs).unref());
      try {
        await this.options.store.recover();
        this.retryMs = Math.min(2 * this.retryMs, MAX_RETRY_MS);
        return await this.writers.find();
      } catch (error) {
        if (isDamage(error)) {
          return this.options.onDamage(error);
        }
        this.forgetAll();
        this.trouble.met('The tables cannot be used yet', error);
        if (/database has been invalidated/i.test(messageOf(error))) {
          return this.options.onLost();
        }
      }
    }
  }

  private async turn(): Promise<number> {
    const { store } = this.options;
    const { writers, endings, silence, unread } = this;
    const turn = new Turn({ store, writers, endings, silence, unread, ready: () => this.run() });
    await turn.read();
    if (turn.pieces.length > 0) {
      await this.apply(turn);
    }
    await this.append(turn.back);
    await this.append(await endings.close());
    return turn.bytes;
  }

  private async apply({ pieces, took, bytes }: Turn): Promise<void> {
    const began = performance.now();
    this.options.onCommit(await this.options.store.apply(pieces));
    const applying = performance.now() - began;
    this.retryMs = RETRY_MS;
    this.trouble.over();
    for (const { declarations, reading } of pieces) {
      const writer = this.writers.get(declarations.writerId);
      const worth = worthOf(reading);
      if (writer) {
        writer.applied = reading.position;
        writer.pace.charge((took.get(writer) ?? 0) + (applying * worth) / Math.max(bytes, 1), reading.bytes, worth);
        took.delete(writer);
      }
      if (reading.rows) {
        giveBack(reading.rows.bytes);
      }
    }
  }

  /** Write to the companion's own journal what the next turn is to apply. */
  private async append(facts: readonly FactBody[]): Promise<void> {
    if (facts.length > 0) {
      this.own.append(facts);
      await this.writers.find();
      const own = this.writers.get(this.own.writerId);
      if (own) {
        own.isPending = true;
      }
    }
  }

  private forgetAll(): void {
    this.writers.clear();
    this.endings.clear();
    this.gone.clear();
    this.packing.clear();
  }

  /** Only one at a time touches writers and tables. */
  private exclusively<T>(work: () => Promise<T>): Promise<T> {
    const next = this.working.then(work);
    this.working = next.then(
      () => undefined,
      () => undefined
    );
    return next;
  }

  private readonly report = (error: unknown): void => {
    if (!this.stopped.signal.aborted) {
      this.options.log(`Journals could not be applied: ${messageOf(error)}`);
    }
  };

  private readonly journal: string;
  private readonly own: JournalWriter;
  readonly writers: FollowedWriters;
  private readonly gone: GoneWriters;
  private readonly endings: Endings;
  private readonly silence: SilenceCheck;
  private readonly packing: Packing;
  private readonly unread: UnreadJournals;
  /** What keeps the tables from being written. */
  readonly trouble: Trouble;
  private readonly stopped = new AbortController();
  private watcher: Watcher | undefined;
  private working: Promise<void> = Promise.resolve();
  private running = false;
  private retryMs = RETRY_MS;
}
