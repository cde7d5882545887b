/**
 * Notifies which writers may have something new: by file system events where they
 * work, and a sweep every second or two where they do not (network folders,
 * too many watches).
 */
import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';

const SWEEP_MS = 1_500;

export namespace Watcher {
  export interface IOptions {
    /** The folder of all writers' folders. */
    folder: string;
    /** A writer's folder changed, or appeared. */
    changed: (writerId: string) => void;
    /** Time to look at everything that is followed. */
    sweep: () => void;
  }
}

export class Watcher {
  constructor(private readonly options: Watcher.IOptions) {
    this.all = this.tryWatch(options.folder, name => options.changed(name));
    this.timer = setInterval(() => options.sweep(), SWEEP_MS);
  }

  /** Watch the writer's files from now on. */
  follow(writerId: string): void {
    if (!this.writers.has(writerId)) {
      const folder = join(this.options.folder, writerId);
      const watcher = this.tryWatch(folder, () => this.options.changed(writerId));
      if (watcher) {
        this.writers.set(writerId, watcher);
      }
    }
  }

  /** Stop watching the writer's files. */
  leave(writerId: string): void {
    this.writers.get(writerId)?.close();
    this.writers.delete(writerId);
  }

  dispose(): void {
    clearInterval(this.timer);
    this.all?.close();
    [...this.writers.keys()].forEach(writerId => this.leave(writerId));
  }

  private tryWatch(folder: string, heard: (name: string) => void): FSWatcher | undefined {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name !== null) {
          heard(name);
        }
      });
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch {
      return undefined;
    }
  }

  private readonly all: FSWatcher | undefined;
  private readonly timer: NodeJS.Timeout;
  private readonly writers = new Map<string, FSWatcher>();
}
