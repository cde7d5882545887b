/**
 * Watches the process's memory while questions are asked. A single value of a
 * question can be of any size, and DuckDB's own limit does not count it.
 *
 * When the memory has grown by `most` since it began to watch, the questions
 * that run are given up; when that does not help, `overflow` is called: the
 * companion leaves, which loses nothing and costs a moment, before the machine
 * has to do without memory.
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
      this.before = process.memoryUsage.rss();
      this.timer = setInterval(() => this.look(), EVERY_MS);
    }
    this.running.add(giveUp);
    return () => {
      this.running.delete(giveUp);
      if (this.running.size === 0) {
        clearInterval(this.timer);
      }
    };
  }

  private look(): void {
    const grown = process.memoryUsage.rss() - this.before;
    if (grown > this.options.last) {
      this.options.overflow();
    } else if (grown > this.options.most) {
      this.running.forEach(giveUp => giveUp());
    }
  }

  private readonly running = new Set<() => void>();
  private before = 0;
  private timer: NodeJS.Timeout | undefined;
}
