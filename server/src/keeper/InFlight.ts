/**
 * Which questions the database process runs now, in a small file that outlives
 * it: a fixed number of slots, each with the hash of a question or zeros. A write
 * that returned has reached the operating system, so the file tells what ran when
 * the process ended, however it did.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const BYTES = 32;
/** More than there are connections. */
const SLOTS = 64;
const NOTHING = Buffer.alloc(BYTES);

export class InFlight {
  /** Begin with empty slots. */
  constructor(home: string) {
    this.file = openSync(fileOf(home), 'w', 0o600);
    this.write(Buffer.alloc(BYTES * SLOTS), 0);
  }

  /** Note that the query runs. @returns a function that removes the note */
  begin(question: string): () => void {
    const slot = this.free.pop();
    if (slot === undefined) {
      return () => undefined;
    }
    this.write(Buffer.from(question, 'hex'), slot);
    return () => {
      this.write(NOTHING, slot);
      this.free.push(slot);
    };
  }

  dispose(): void {
    closeSync(this.file);
  }

  private write(content: Buffer, slot: number): void {
    try {
      writeSync(this.file, content, 0, content.length, slot * BYTES);
    } catch {
      // A full disk costs the note, not the query.
    }
  }

  private readonly file: number;
  private readonly free = Array.from({ length: SLOTS }, (_, index) => index);
}

/** The questions that ran when the process of this store ended. */
export function lastInFlight(home: string): string[] {
  let content: Buffer;
  try {
    content = readFileSync(fileOf(home));
  } catch {
    return [];
  }
  const slots = Array.from({ length: Math.floor(content.length / BYTES) }, (_, slot) =>
    content.subarray(slot * BYTES, (slot + 1) * BYTES)
  );
  return slots.filter(slot => !slot.equals(NOTHING)).map(slot => slot.toString('hex'));
}

function fileOf(home: string): string {
  return join(home, 'run', 'questions');
}
