/**
 * The writers whose journals are followed, in the order of their turns. Those
 * that are gone, with nothing left to apply, are not among them.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { BEGINNING, Follower, type IPosition } from '../journal/Follower';
import type { Watcher } from '../journal/Watcher';
import { within } from '../journal/within';
import type { Catalogue } from '../store/Catalogue';
import { FollowedWriter } from './FollowedWriter';
import type { GoneWriters } from './GoneWriters';

/** Time that is taken to see where a journal ends. */
const END_MS = 500;

export class FollowedWriters {
  /** @param journal - the folder of all journals */
  constructor(
    private readonly journal: string,
    private readonly catalogue: Catalogue,
    private readonly gone: GoneWriters
  ) {}

  get(writerId: string): FollowedWriter | undefined {
    return this.writers.get(writerId);
  }

  [Symbol.iterator](): IterableIterator<FollowedWriter> {
    return this.writers.values();
  }

  /** Follow the writers that are not followed yet. */
  async find(): Promise<void> {
    const unknown = (await this.folders()).filter(writerId => !this.writers.has(writerId) && !this.gone.has(writerId));
    const known = unknown.length > 0 ? await this.catalogue.writers() : null;
    for (const writerId of unknown) {
      this.writers.set(writerId, new FollowedWriter(writerId, join(this.journal, writerId), known?.get(writerId)));
      this.watcher?.follow(writerId);
    }
  }

  /** Have the folders watched of those that are followed, now and later. */
  watch(watcher: Watcher): void {
    this.watcher = watcher;
    for (const { writerId } of this) {
      watcher.follow(writerId);
    }
  }

  /** Its next turn comes after those of all others. */
  moveToEnd(writer: FollowedWriter): void {
    this.writers.delete(writer.writerId);
    this.writers.set(writer.writerId, writer);
  }

  delete({ writerId, follower }: FollowedWriter): void {
    this.writers.delete(writerId);
    follower.dispose();
    this.watcher?.leave(writerId);
  }

  clear(): void {
    for (const writer of [...this]) {
      this.delete(writer);
    }
  }

  /** Those that are not known to be gone or silent, by id, with their roles. */
  living(): Map<string, string | null> {
    return new Map(
      [...this].filter(({ isGone, isSilent }) => !isGone && !isSilent).map(one => [one.writerId, one.role])
    );
  }

  /** Where each journal ends now; null where that takes too long. */
  ends(): Promise<{ writer: FollowedWriter; end: IPosition | null }[]> {
    return Promise.all(
      [...this].map(async writer => ({ writer, end: await within(END_MS, writer.follower.end(), null) }))
    );
  }

  /** Bytes of all journals, of those of writers that are gone, and of what is not applied. */
  async sizes(): Promise<{ journal: number; sealed: number; backlog: number }> {
    let [journal, sealed, backlog] = [0, 0, 0];
    for (const { follower } of this) {
      backlog += await within(END_MS, follower.backlog(), 0);
    }
    for (const writerId of await this.folders()) {
      const bytes = await new Follower(join(this.journal, writerId), BEGINNING).bytes();
      journal += bytes;
      sealed += this.gone.has(writerId) ? bytes : 0;
    }
    return { journal, sealed, backlog };
  }

  /** Names of the folders in the journal: all writers, whether they are followed or not. */
  async folders(): Promise<string[]> {
    const entries = await readdir(this.journal, { withFileTypes: true }).catch(() => []);
    return entries
      .filter(entry => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  }

  private readonly writers = new Map<string, FollowedWriter>();
  private watcher: Watcher | undefined;
}
