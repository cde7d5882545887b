/**
 * The companion's own journal: edits from views, and the ends of writers that
 * died. A writer of the same kind as any other; its folder is made when there
 * is something to say, and what `append` returned from is on the disk.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import packageJson from '../../package.json';
import { type EditFact, type ICellEnded, type IFactBase, type IRunEnded, type ISessionEnded, JOURNAL_VERSION } from '../records';
import { thisProcess } from './processes';

/** What a companion says: a fact without what every fact has; `t` where it is not now. */
export type Statement =
  | EditFact
  | Conclusion<IRunEnded>
  | Conclusion<ISessionEnded>
  | Conclusion<ICellEnded>;

type Conclusion<T extends IFactBase> = Omit<T, keyof IFactBase> & { t?: number };

export class JournalWriter {
  constructor(private readonly journal: string) {}

  /** Write all of them, and have the disk keep them. */
  append(statements: readonly Statement[]): void {
    const lines = statements.map(statement => this.line({ ...statement }));
    if (lines.length > 0) {
      const file = this.open();
      writeAll(file, (this.opened ? '' : this.greeting()) + lines.join(''));
      this.opened = true;
      fsyncSync(file);
    }
  }

  /** Say goodbye. */
  dispose(): void {
    if (this.file !== undefined) {
      writeAll(this.file, this.line({ k: 'writer_closed' }));
      closeSync(this.file);
      this.file = undefined;
    }
  }

  private open(): number {
    if (this.file === undefined) {
      const folder = join(this.journal, this.writerId);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      this.file = openSync(join(folder, 'facts-000001.ndjson'), 'a', 0o600);
    }
    return this.file;
  }

  private greeting(): string {
    const { pid, host, process_started } = thisProcess();
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
      version: packageJson.version
    })}\n`;
  }

  private line(statement: { k: string; t?: number }): string {
    this.seq += 1;
    const fact = { v: JOURNAL_VERSION, seq: this.seq, t: Date.now() / 1000, ...statement };
    return `${JSON.stringify(fact)}\n`;
  }

  readonly writerId = `${new Date().toISOString().replace(/[-:]|\..*/g, '').toLowerCase()}-${randomBytes(4).toString('hex')}`;
  private file: number | undefined;
  private opened = false;
  /** 1 is the greeting's. */
  private seq = 1;
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(file, bytes, written);
  }
}
