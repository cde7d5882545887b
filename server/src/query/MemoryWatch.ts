/**
 * Watches the process's memory while questions are asked. A single value of a
 * question can be of any size, and DuckDB's own limit does not count it.
 *
 * When the memory has grown by `most` since a question began, that question is
 * given up; when that does not help, `overflow` is called: the companion leaves,
 * which loses nothing and costs a moment, before the machine has to do without
 * memory. What grew before a question began is not its doing: memory that was
 * freed long stays with the process.
 */
export namespace MemoryWatch {
  export interface IOptions {
    /** Bytes. */
    most: number;
    /** The same for `overflow`. */
    last: number;
    overflow: () => void;
  }
}

const EVERY_MS = 25;

export class MemoryWatch {
  constructor(private readonly options: MemoryWatch.IOptions) {}

  /** Watch for a question; `giveUp` is called when it has to be given up. @returns what ends it */
  begin(giveUp: () => void): () => void {
    if (this.running.size === 0) {
      this.timer = setInterval(() => this.look(), EVERY_MS);
    }
    this.running.set(giveUp, { before: process.memoryUsage.rss(), since: performance.now() });
    return () => {
      this.running.delete(giveUp);
      if (this.running.size === 0) {
        clearInterval(this.timer);
      }
    };
  }

  /** Milliseconds since the eldest question began; 0 when there is none. */
  get age(): number {
    const [eldest] = this.running.values();
    return eldest ? performance.now() - eldest.since : 0;
  }

  /** Give up the questions that run for longer than so many milliseconds. */
  giveUpOlder(age: number): void {
    const now = performance.now();
    this.running.forEach(({ since }, giveUp) => now - since > age && giveUp());
  }

  private look(): void {
    const now = process.memoryUsage.rss();
    for (const [giveUp, { before }] of this.running) {
      if (now - before > this.options.last) {
        this.options.overflow();
      } else if (now - before > this.options.most) {
        giveUp();
      }
    }
  }

  /** What gives each question up, and the bytes that the process had, and the time, when it began. */
  private readonly running = new Map<() => void, { before: number; since: number }>();
  private timer: NodeJS.Timeout | undefined;
}
