/**
 * Brings what the journals hold into the tables, as it is written.
 *
 * Writers take turns: of each that has something new one piece is read, the
 * pieces are applied together, and so on; a long backlog of one never keeps
 * another waiting. Of a writer that is gone the rest is read, what it left open
 * is closed in the companion's own journal, and it is let go. One that was only
 * silent is followed on, and one that is heard of again is followed again.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { messageOf, TrailError } from '../errors';
import { BEGINNING, Follower, type IPosition, type IReading, lengthOfFacts, worthOf } from '../journal/Follower';
import { JournalWriter, type Statement } from '../journal/JournalWriter';
import { packSegments } from '../journal/packSegment';
import { Watcher } from '../journal/Watcher';
import { giveBack } from '../journal/windows';
import { within } from '../journal/within';
import { makeStoreFolders } from '../storeMount';
import { tellsOfDamage, tellsOfUnsoundness } from '../store/database/damage';
import { conclusions } from './conclusions';
import { type IRead, Lane, SILENT_MS } from './FollowedWriter';
import { Released } from './Released';
import type { ICommit } from '../store/Commit';
import type { IPiece, Store } from '../store/Store';
import { Trouble } from './Trouble';
import { Unread } from './Unread';

/** Pieces that one transaction takes at most. */
const MOST_PIECES = 64;
const MOST_BYTES = 5 * 2 ** 20;
/**
 * Time until a transaction that failed is tried again, at first and at last: what
 * took the memory from it, such as another's question, is mostly over at once.
 */
const RETRY_MS = 10;
const LAST_RETRY_MS = 2_000;
/**
 * Rest after a transaction, as a multiple of what it took, and the most that both
 * may take together: less beside questions that have the processors, or the news
 * would come late.
 */
const REST = 2;
const MOST_TURN_MS = 100;
const PRESSED_TURN_MS = 50;
/** A turn with as much as this is one of many that are behind, and they follow at once. */
const BACKLOG_BYTES = 256 * 2 ** 10;
/** Silence after which the journal of a writer that is gone without a goodbye may be compressed, too. */
const LONG_GONE_SECONDS = 86_400;
/** Time between two looks at the writers whose processes cannot be seen from here. */
const LOOK_MS = Math.min(10_000, SILENT_MS / 12);

/** Bytes of a row that is wide. */
const WIDE_ROW = 2 ** 15;
/** Time that is taken to see where a journal ends. */
const END_MS = 500;
/** Rest of who waits for readings that go on beside the rounds. */
const LATE_REST_MS = 20;

export namespace Ingest {
  export interface IOptions {
    home: string;
    store: Store;
    /** After each commit. */
    committed: (commit: ICommit) => void;
    /** DuckDB has given the database up; only a new process can open it again. */
    lost: () => void;
    /** What this process has of the database cannot be trusted; nothing of it may reach the file. */
    unsound: (error: unknown) => void;
    /** The database file is damaged; the next process makes it anew. */
    damaged: (error: unknown) => void;
    /** For the log. */
    say: (line: string) => void;
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
    this.released = new Released(this.journal);
    this.unread = new Unread(options.say);
    this.trouble = new Trouble(options.home, options.say);
  }

  /** Follow everything that is not known to its end. */
  async start(): Promise<void> {
    await this.find();
    this.watcher = new Watcher({
      folder: this.journal,
      changed: writerId => this.wake(writerId),
      sweep: () => this.sweep()
    });
    this.lanes.forEach(({ writerId }) => this.watcher?.follow(writerId));
    this.run();
  }

  /**
   * Once everything that the journals hold now is applied, but for those that are slow: see {@link Pace}.
   *
   * @throws TrailError NT504 when the disk does not let it be
   */
  sync(): Promise<void> {
    return this.trouble.waiting(() => this.synced());
  }

  private async synced(): Promise<void> {
    await this.exclusively(() => this.find());
    const behind = await Promise.all(
      [...this.lanes.values()].map(async lane => {
        lane.pending = true;
        return { lane, end: await within(END_MS, lane.follower.end(), null) };
      })
    );
    // What a reading that began after this finds nothing of has a torn tail, which is waited for.
    const isBehind = ({ lane: { writerId }, end }: (typeof behind)[number]): boolean => {
      // Another one of that name after a transaction that failed.
      const lane = this.lanes.get(writerId);
      return isWaitedFor(lane) && !(end && reached(lane.applied, end));
    };
    // Looked at between turns only: within one, what is pending is in doubt.
    while (await this.exclusively(async () => behind.some(isBehind))) {
      this.stopped.signal.throwIfAborted();
      if ((await this.round()) === 0) {
        await new Promise(resolve =>
          setTimeout(resolve, behind.some(({ lane }) => lane.pace.isLate) ? LATE_REST_MS : 0)
        );
      }
    }
    this.run();
  }

  /** Write to the companion's own journal, and apply it. */
  async say(statements: readonly Statement[]): Promise<void> {
    this.own.append(statements);
    await this.sync();
  }

  /**
   * Project everything anew.
   *
   * @param forget - also what only journals told that are not there any more
   * @throws TrailError NT508 when there are such, and they are not to be forgotten; NT504 when the disk has no room
   */
  rebuild(forget: boolean): Promise<void> {
    return this.trouble.waiting(() => this.rebuilt(forget));
  }

  private async rebuilt(forget: boolean): Promise<void> {
    await this.exclusively(async () => {
      const there = new Set(await this.folders());
      const missing = [...(await this.options.store.catalogue.writers()).keys()].filter(id => !there.has(id));
      if (missing.length > 0 && !forget) {
        throw new TrailError(
          'NT508',
          `The journals of ${missing.length} writers are not in ${this.journal}; what they told would be forgotten`
        );
      }
      await this.options.store.checkRoomToRebuild();
      await this.options.store.clear();
      this.letGoOfAll();
    });
    this.options.committed({ version: this.options.store.version, tables: ['session'], runs: null });
    await this.synced();
  }

  /** Copy the database as it is between two turns. @returns the copy's path */
  snapshot(): Promise<string> {
    return this.trouble.waiting(() => this.exclusively(() => this.options.store.snapshot()));
  }

  /** Whether a writer cannot come back, and all it wrote is applied. */
  isGone(writerId: string): boolean {
    return this.released.has(writerId);
  }

  /** Bytes of all journals, of those of writers that are gone, and of what is not applied. */
  async sizes(): Promise<{ journal: number; sealed: number; backlog: number }> {
    let [journal, sealed, backlog] = [0, 0, 0];
    for (const lane of this.lanes.values()) {
      backlog += await within(END_MS, lane.follower.backlog(), 0);
    }
    for (const writerId of await this.folders()) {
      const bytes = await new Follower(join(this.journal, writerId), BEGINNING).bytes();
      journal += bytes;
      sealed += this.released.has(writerId) ? bytes : 0;
    }
    return { journal, sealed, backlog };
  }

  /** Why journals are not read, or not waited for, by writer. */
  behind(): Map<string, string> {
    const slow = [...this.lanes.values()].flatMap(({ writerId, pace }): [string, string][] =>
      pace.slow === null ? [] : [[writerId, pace.slow]]
    );
    return new Map([...slow, ...this.unread.all]);
  }

  /** The writers that are followed and not known to be gone or silent, by id, with their roles. */
  living(): Map<string, string | null> {
    return new Map(
      [...this.lanes.values()].filter(lane => !lane.ended && !lane.silent).map(lane => [lane.writerId, lane.role])
    );
  }

  /** Stop after the transaction that runs. */
  async dispose(): Promise<void> {
    this.stopped.abort(new Error('The companion is going away'));
    this.watcher?.dispose();
    await this.packing;
    await this.working;
    try {
      this.own.dispose();
    } catch (error) {
      this.options.say(`The companion's own journal has no end: ${messageOf(error)}`);
    }
  }

  private wake(writerId: string): void {
    const lane = this.lanes.get(writerId);
    if (lane) {
      lane.pending = true;
      this.run();
    } else {
      void this.exclusively(() => this.find()).then(() => this.run(), this.report);
    }
  }

  private sweep(): void {
    this.lanes.forEach(lane => (lane.pending = true));
    void this.exclusively(() => this.listen()).then(() => this.run(), this.report);
    this.pack();
  }

  /** Find new writers, those that are heard of again, and those that fell silent where they cannot be seen. */
  private async listen(): Promise<void> {
    await this.released.heardAgain();
    await this.find();
    if (performance.now() - this.lookedAt < LOOK_MS) {
      return;
    }
    this.lookedAt = performance.now();
    const [told, lost]: [Statement[], Lane[]] = [[], []];
    for (const lane of this.lanes.values()) {
      const { writerId } = lane;
      const silence = lane.closed || lane.life !== 'unknown' ? null : await lane.look();
      if (silence === 'silent') {
        lane.silent = true;
        told.push({
          k: 'writer_silent',
          writer_id: writerId,
          since: lane.lastSign,
          run_ids: await this.openRuns(writerId)
        });
      } else if (silence === 'heard again') {
        told.push(await this.heardAgain(lane));
      } else if (silence === 'long silent' && !lane.lost) {
        lane.lost = true;
        lost.push(lane);
      }
    }
    await this.state([...told, ...(lost.length > 0 ? await this.ends(lost) : [])]);
  }

  private async heardAgain(lane: Lane): Promise<Statement> {
    lane.silent = lane.lost = false;
    const run_ids = await this.options.store.catalogue.silentRuns(lane.writerId);
    return { k: 'writer_silent', writer_id: lane.writerId, since: null, run_ids };
  }

  /** Open runs that this writer spoke for last, and nobody who is not silent holds. */
  private async openRuns(writerId: string): Promise<string[]> {
    const speaks = (id: string): boolean => {
      const lane = this.lanes.get(id);
      return lane !== undefined && !lane.ended && !lane.silent;
    };
    return (await this.options.store.catalogue.orphans())
      .filter(({ kind, writer_id, speaker }) => kind === 'run' && speaker === writerId && !speaks(writer_id))
      .map(({ id }) => id);
  }

  /** Compress the journals of writers that are gone, one after the other, while nothing else is to do. */
  private pack(): void {
    this.packing ??= (async () => {
      for (const writerId of this.toPack) {
        if (this.running) {
          return;
        }
        this.toPack.delete(writerId);
        await packSegments(join(this.journal, writerId), this.stopped.signal, work => this.exclusively(work));
      }
    })()
      .catch(this.report)
      .finally(() => (this.packing = undefined));
  }

  /** Work until nothing is pending. */
  private run(): void {
    if (this.stopped.signal.aborted || this.running) {
      return;
    }
    this.running = true;
    void (async () => {
      try {
        while (!this.stopped.signal.aborted && [...this.lanes.values()].some(isReady)) {
          const started = performance.now();
          const bytes = await this.round();
          const took = performance.now() - started;
          await (bytes > 0 && bytes < BACKLOG_BYTES ? this.rest(took) : new Promise(setImmediate));
        }
      } finally {
        this.running = false;
      }
    })().catch(this.report);
  }

  /** What comes meanwhile is applied together: who trains on this machine needs its processors. */
  private rest(took: number): Promise<void> {
    const most = this.options.store.headroom.isPressed ? PRESSED_TURN_MS : MOST_TURN_MS;
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

  /** One turn for everyone, after the turn that is under way. @returns the bytes that were applied */
  private round(): Promise<number> {
    return this.exclusively(async () => {
      try {
        return await this.turn();
      } catch (error) {
        if (!this.stopped.signal.aborted) {
          if (tellsOfDamage(error)) {
            this.options.damaged(error);
          } else if (tellsOfUnsoundness(error)) {
            this.options.unsound(error);
          } else {
            this.trouble.met('A transaction failed and is tried again', error);
            await this.recover();
          }
        }
        return 0;
      }
    });
  }

  /** Begin again from the tables. Until that works nothing is read: memory is ahead of them. */
  private async recover(): Promise<void> {
    this.letGoOfAll();
    for (; !this.stopped.signal.aborted; this.retryMs = Math.min(2 * this.retryMs, LAST_RETRY_MS)) {
      await new Promise(resolve => setTimeout(resolve, this.retryMs).unref());
      try {
        await this.options.store.recover();
        this.retryMs = Math.min(2 * this.retryMs, LAST_RETRY_MS);
        return await this.find();
      } catch (error) {
        if (tellsOfDamage(error)) {
          return this.options.damaged(error);
        }
        this.letGoOfAll();
        this.trouble.met('The tables cannot be used yet', error);
        if (/database has been invalidated/i.test(messageOf(error))) {
          return this.options.lost();
        }
      }
    }
  }

  private async turn(): Promise<number> {
    const round: IRound = { pieces: [], heard: [], took: new Map(), bytes: 0 };
    for (const lane of [...this.lanes.values()].filter(isReady)) {
      let reading = await this.take(lane, round);
      while (isWide(reading) && round.bytes < MOST_BYTES) {
        reading = await this.take(lane, round);
      }
      if (round.pieces.length >= MOST_PIECES || round.bytes >= MOST_BYTES) {
        break;
      }
    }
    if (round.pieces.length > 0) {
      await this.apply(round);
    }
    await this.state(round.heard);
    if (this.ending.size > 0 && ![...this.lanes.values()].some(mayTellOfEnds)) {
      const ended = [...this.ending];
      this.ending.clear();
      await this.conclude(ended);
    }
    return round.bytes;
  }

  /** The next piece of one writer, if there is one now. */
  private async take(lane: Lane, round: IRound): Promise<IReading | null> {
    lane.pending = false;
    const read = await this.readingOf(lane);
    if (!read) {
      return null;
    }
    const { reading, ended, took } = read;
    round.took.set(lane, took + (round.took.get(lane) ?? 0));
    if (reading) {
      lane.pending = true;
      this.ending.delete(lane);
      lane.learn(reading);
      lane.book ??= await this.options.store.book(lane.writerId);
      round.pieces.push({ book: lane.book, reading, concluded: lane.role === 'companion' });
      round.bytes += (reading.rows?.bytes.length ?? 0) + lengthOfFacts(reading);
      if (lane.silent) {
        round.heard.push(await this.heardAgain(lane));
      }
    } else if (ended) {
      this.ending.add(lane);
    }
    // The next turn begins with those that had none in this one.
    this.lanes.delete(lane.writerId);
    this.lanes.set(lane.writerId, lane);
    return reading;
  }

  private async apply({ pieces, took, bytes }: IRound): Promise<void> {
    const began = performance.now();
    this.options.committed(await this.options.store.apply(pieces));
    const applying = performance.now() - began;
    this.retryMs = RETRY_MS;
    this.trouble.over();
    for (const { book, reading } of pieces) {
      const lane = this.lanes.get(book.writerId);
      const worth = worthOf(reading);
      if (lane) {
        lane.applied = reading.position;
        lane.pace.charge((took.get(lane) ?? 0) + (applying * worth) / Math.max(bytes, 1), reading.bytes, worth);
        took.delete(lane);
      }
      if (reading.rows) {
        giveBack(reading.rows.bytes);
      }
    }
  }

  /** One that cannot be read now keeps nobody waiting: it is tried again at each sweep, and told of once. */
  private async readingOf(lane: Lane): Promise<(IRead & { took: number }) | undefined> {
    try {
      const read = await lane.read(() => {
        lane.pending = true;
        this.run();
      });
      if (read) {
        const { strangers } = lane.follower;
        this.unread.tell(
          lane.writerId,
          strangers.length > 0 ? `${strangers.join(', ')}, and only files are read` : null
        );
      }
      return read;
    } catch (error) {
      this.unread.tell(lane.writerId, messageOf(error));
      return undefined;
    }
  }

  /** Close what these left open, and let go of them. */
  private async conclude(ended: Lane[]): Promise<void> {
    const statements = await this.ends(ended);
    const released = await Promise.all(ended.map(lane => this.release(lane)));
    for (const lane of ended.filter((_, index) => released[index])) {
      const { writerId, book } = lane;
      this.lanes.delete(writerId);
      lane.follower.dispose();
      if (book) {
        this.options.store.letGo(book);
      }
      this.watcher?.leave(writerId);
      if (lane.closed || Date.now() / 1000 - lane.heardAt > LONG_GONE_SECONDS) {
        this.toPack.add(writerId);
      }
    }
    await this.state(statements);
  }

  /** @returns false when it said more since it was read */
  private async release(lane: Lane): Promise<boolean> {
    await this.released.add(lane.writerId);
    if (reached(lane.applied, await lane.follower.end())) {
      return true;
    }
    this.released.remove(lane.writerId);
    return false;
  }

  private async ends(over: Lane[]): Promise<Statement[]> {
    const lives = (writerId: string): boolean => {
      const lane = this.lanes.get(writerId);
      return lane !== undefined && !over.includes(lane) && !lane.ended && !lane.lost;
    };
    return conclusions(await this.options.store.catalogue.orphans(), over, lives);
  }

  /** Write to the own journal what the next turn is to apply. */
  private async state(statements: readonly Statement[]): Promise<void> {
    if (statements.length > 0) {
      this.own.append(statements);
      await this.find();
      const own = this.lanes.get(this.own.writerId);
      if (own) {
        own.pending = true;
      }
    }
  }

  /** Follow the writers that are not followed yet. */
  private async find(): Promise<void> {
    const unknown = (await this.folders()).filter(
      writerId => !this.lanes.has(writerId) && !this.released.has(writerId)
    );
    const known = unknown.length > 0 ? await this.options.store.catalogue.writers() : null;
    for (const writerId of unknown) {
      const writer = known?.get(writerId);
      const lane = new Lane(writerId, join(this.journal, writerId), writer?.position ?? { ...BEGINNING });
      if (writer) {
        lane.process = writer.process;
        lane.role = writer.role;
        lane.isKnown = true;
        lane.closed = writer.closed;
        lane.silent = writer.silent;
        lane.hear(writer.heardAt);
      }
      this.lanes.set(writerId, lane);
      this.watcher?.follow(writerId);
    }
  }

  private letGoOfAll(): void {
    this.lanes.forEach(({ writerId, follower }) => {
      this.watcher?.leave(writerId);
      follower.dispose();
    });
    this.lanes.clear();
    this.ending.clear();
    this.released.clear();
    this.toPack.clear();
  }

  private async folders(): Promise<string[]> {
    const entries = await readdir(this.journal, { withFileTypes: true }).catch(() => []);
    return entries
      .filter(entry => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  }

  /** Only one at a time touches lanes and tables. */
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
      this.options.say(`The ingest stumbled: ${messageOf(error)}`);
    }
  };

  private readonly journal: string;
  private readonly own: JournalWriter;
  private readonly lanes = new Map<string, Lane>();
  /** Writers that are gone and wholly applied. */
  private readonly released: Released;
  /** Gone and wholly read; closed once all is read that a companion may have said of them. */
  private readonly ending = new Set<Lane>();
  private lookedAt = performance.now();
  /** Those of them whose journals may be worth compressing. */
  private readonly toPack = new Set<string>();
  private readonly unread: Unread;
  /** What keeps the tables from being written. */
  readonly trouble: Trouble;
  private packing: Promise<void> | undefined;
  private readonly stopped = new AbortController();
  private watcher: Watcher | undefined;
  private working: Promise<void> = Promise.resolve();
  private running = false;
  private retryMs = RETRY_MS;
}

/** What one turn for everyone gathers. */
interface IRound {
  pieces: IPiece[];
  /** What is to be said of those that are heard of again. */
  heard: Statement[];
  /** Milliseconds that were waited for their readings. */
  took: Map<Lane, number>;
  bytes: number;
}

/** Rows so wide that only several pieces of them are worth a transaction, in which every series is written. */
function isWide(reading: IReading | null): boolean {
  return reading?.rows ? reading.rows.starts.length * WIDE_ROW < reading.rows.bytes.length : false;
}

/** Whether it has a turn in the next round. */
function isReady({ pending, pace }: Lane): boolean {
  return pending && !pace.rests;
}

/** Whether it may hold ends that a companion told of, and that are not read yet. */
function mayTellOfEnds(lane: Lane): boolean {
  return (lane.role === 'companion' || !lane.isKnown) && isWaitedFor(lane);
}

function isWaitedFor(lane: Lane | undefined): lane is Lane {
  return lane !== undefined && (lane.pending || lane.pace.isLate) && lane.pace.slow === null;
}

/** Whether a position is at or behind another, in both kinds of segment. */
function reached(position: IPosition, end: IPosition): boolean {
  const past = (segment: number, offset: number, last: number, size: number): boolean =>
    segment > last || (segment === last && offset >= size);
  return (
    past(position.facts_segment, position.facts_offset, end.facts_segment, end.facts_offset) &&
    past(position.numbers_segment, position.numbers_offset, end.numbers_segment, end.numbers_offset)
  );
}
