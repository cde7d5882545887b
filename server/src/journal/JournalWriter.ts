/**
 * The companion's own journal: edits from views, and the ends of writers that
 * died. A writer of the same kind as any other; its folder is made when there
 * is something to say, and what `append` returned from is on the disk.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

import {
  type EditFact,
  type ICellEnded,
  type IFactBase,
  type IRunEnded,
  type IRunStopRequested,
  type ISessionEnded,
  type IWriterSilent,
  JOURNAL_VERSION
} from '../records';
import { makeStoreFolders } from '../disk/storeMount';
import { version } from '../version';
import { thisProcess } from './processes';

/** A fact that a companion records, without the fields of every fact; `t` where it is not now. */
export type FactBody =
  | EditFact
  | Body<IRunStopRequested>
  | Body<IWriterSilent>
  | Body<IRunEnded>
  | Body<ISessionEnded>
  | Body<ICellEnded>;

type Body<T extends IFactBase> = Omit<T, keyof IFactBase> & { t?: number };

export class JournalWriter {
  constructor(private readonly journal: string) {}

  /** Write all of them, and have the disk keep them. */
  append(statements: readonly FactBody[]): void {
    if (statements.length > 0) {
      const file = this.open();
      const lines = statements.map(statement => this.line({ ...statement }));
      const { size } = fstatSync(file);
      try {
        writeAll(file, (this.opened ? '' : this.greeting()) + lines.join(''));
        fsyncSync(file);
      } catch (error) {
        this.takeBack(file, size);
        throw error;
      }
      this.opened = true;
    }
  }

  /** Close the journal with `writer_closed`. */
  dispose(): void {
    if (this.file !== undefined) {
      try {
        writeAll(this.file, this.line({ k: 'writer_closed' }));
      } finally {
        closeSync(this.file);
        this.file = undefined;
      }
    }
  }

  /** What a full disk left half written must not run into what is written next; where it stays, another writer begins. */
  private takeBack(file: number, size: number): void {
    try {
      ftruncateSync(file, size);
    } catch {
      this.leave(file);
    }
  }

  private leave(file: number): void {
    closeSync(file);
    this.file = undefined;
    this.opened = false;
    this.seq = 1;
    this.id = newId();
  }

  /** Of the current writer. */
  get writerId(): string {
    return this.id;
  }

  private get path(): string {
    return join(this.journal, this.id, 'facts-000001.ndjson');
  }

  private open(): number {
    if (this.file !== undefined && !existsSync(this.path)) {
      // It was deleted, and what followed would be lost. Another writer begins.
      this.leave(this.file);
    }
    if (this.file === undefined) {
      makeStoreFolders(dirname(this.journal), 'journal', this.id);
      this.file = openSync(this.path, 'a', 0o600);
    }
    return this.file;
  }

  private greeting(): string {
    const { pid, host, process_started, pid_space } = thisProcess();
    return `${JSON.stringify({
      v: JOURNAL_VERSION,
      seq: 1,
      t: Date.now() / 1000,
      k: 'writer_opened',
      writer_id: this.writerId,
      role: 'companion',
      pid,
      host,
      process_started,
      pid_space,
      version
    })}\n`;
  }

  private line(statement: { k: string; t?: number }): string {
    this.seq += 1;
    // The later of two facts on the same thing counts, even if the clock was set back.
    this.saidAt = Math.max(Date.now() / 1000, this.saidAt + 1e-6);
    const fact = { v: JOURNAL_VERSION, seq: this.seq, t: this.saidAt, ...statement };
    return `${JSON.stringify(fact)}\n`;
  }

  private id = newId();
  private file: number | undefined;
  private opened = false;
  private saidAt = 0;
  /** 1 is the greeting's. */
  private seq = 1;
}

function newId(): string {
  const second = new Date()
    .toISOString()
    .replace(/[-:]|\..*/g, '')
    .toLowerCase();
  return `${second}-${randomBytes(4).toString('hex')}`;
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(file, bytes, written);
  }
}
