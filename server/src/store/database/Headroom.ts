/**
 * Memory for the ingest beside questions that want all of it.
 *
 * DuckDB has one memory limit for everyone. Under a question that spills to the
 * disk all of it is always taken, so who needs a block, the ingest too, has to
 * compress and write one of the question's first. What a question only tries to
 * take counts as taken: meanwhile others are refused the smallest block. A commit
 * that is refused one fails, and where its rollback is refused one as well DuckDB
 * gives the database up.
 *
 * So where questions hold much the limit is raised for a transaction, and once
 * more for its last step; also for one with facts so long that several copies of
 * them, of which DuckDB makes each in one piece, would not find room. It is lowered
 * afterwards by a connection of its own, which evicts meanwhile; when that comes to
 * nothing twice in a row the questions are given up. Only where needed: with each
 * change DuckDB returns all free memory to the system.
 */
import { setTimeout as pause } from 'node:timers/promises';

import type { DuckDBConnection } from '@duckdb/node-api';

/** Megabytes that DuckDB may take. */
export const MEMORY_MB = 160;
/** The limit for a transaction beside questions, and what is added for its end. */
export const RAISED_MB = 448;
export const END_MB = 224;
/** What is added while a question is asked once more that found too little. */
export const LENT_MB = 224;
/** Megabytes of facts that are long, and how many times as much a transaction with them takes. */
const LONG_FACTS_MB = 8;
const COPIES = 8;
/** Times that it is tried: to change the limit takes memory, too. */
const TRIES = 5;
const RETRY_MS = 5;
/** Questions that are younger, in milliseconds, or hold less than so many megabytes, are no danger yet. */
const LONG_MS = 30;
const MUCH_MB = 64;

/** The questions that run, see MemoryWatch. */
export interface IQuestions {
  /** Milliseconds since the eldest began; 0 when there is none. */
  readonly age: number;
  /** Give up those that are older than so many milliseconds, for the memory they hold. */
  giveUpOlder: (age: number) => void;
}

export class Headroom {
  constructor(private readonly connection: DuckDBConnection) {}

  questions: IQuestions | undefined;

  /** Questions run that are not answered at once. */
  get isPressed(): boolean {
    return (this.questions?.age ?? 0) > LONG_MS;
  }

  /**
   * Before a transaction: there is room when this is settled.
   *
   * @param facts - megabytes of the facts in it
   */
  async enter(facts = 0): Promise<void> {
    this.isWithin = true;
    const long = facts > LONG_FACTS_MB ? this.least + Math.ceil(COPIES * facts) : 0;
    // While it is being lowered there is room: the limit falls at last.
    const isTight = !this.working && this.isPressed && (await this.held()) >= MUCH_MB;
    this.needed = Math.max(long, isTight ? this.raised : 0);
    for (let tries = 0; this.limit < this.needed && !(await this.set(this.needed)) && tries < TRIES; tries++) {
      await pause(RETRY_MS);
    }
  }

  /** What makes room for the end of the transaction, to be run right before it. */
  end(): string[] {
    // To raise it while it is being lowered is to wait for that.
    if (this.working || !(this.isPressed || this.limit > this.least)) {
      return [];
    }
    this.limit = Math.max(this.needed, this.raised) + END_MB;
    return [to(this.limit)];
  }

  /** After it. */
  leave(): void {
    this.isWithin = false;
    this.settle();
  }

  /** More for questions. @returns what ends that */
  async lend(): Promise<() => void> {
    this.lent++;
    if (this.limit < this.least) {
      await this.set(this.least);
    }
    return () => {
      this.lent--;
      this.settle();
    };
  }

  /** The limit while nothing else is needed. */
  private get least(): number {
    return MEMORY_MB + (this.lent > 0 ? LENT_MB : 0);
  }

  private get raised(): number {
    return this.least + RAISED_MB - MEMORY_MB;
  }

  private settle(): void {
    if (!this.isWithin && !this.working && this.limit > this.least) {
      this.working = this.lower().finally(() => (this.working = undefined));
    }
  }

  /** Settled when nothing is being changed. */
  async close(): Promise<void> {
    await this.working;
    this.connection.closeSync();
  }

  private async lower(): Promise<void> {
    while (!this.isWithin && this.limit > this.least) {
      if (!(await this.set(this.least))) {
        if (++this.failures > 1) {
          this.questions?.giveUpOlder(LONG_MS);
        }
        return;
      }
      this.failures = 0;
      if (this.isWithin) {
        await this.set(Math.max(this.needed, this.raised));
      }
    }
  }

  /** Megabytes that are taken, but for pages of tables: those are let go of at once. */
  private async held(): Promise<number> {
    try {
      const found = await this.connection.runAndReadAll(
        "SELECT sum(memory_usage_bytes)::DOUBLE / 1e6 FROM duckdb_memory() WHERE tag <> 'BASE_TABLE'"
      );
      return Number(found.getRowsJS()[0]?.[0]);
    } catch {
      // There is not even memory to tell.
      return Infinity;
    }
  }

  /** @returns whether it could be done: what is taken and cannot be evicted is not undercut */
  private async set(limit: number): Promise<boolean> {
    try {
      await this.connection.run(to(limit));
      this.limit = limit;
      return true;
    } catch {
      return false;
    }
  }

  private limit = MEMORY_MB;
  /** Questions that were lent more. */
  private lent = 0;
  /** Of the transaction that is under way; 0 for no more than there is. */
  private needed = 0;
  private isWithin = false;
  private working: Promise<void> | undefined;
  /** Times in a row that it could not be lowered. */
  private failures = 0;
}

function to(megabytes: number): string {
  return `SET memory_limit = '${megabytes}MB'`;
}
