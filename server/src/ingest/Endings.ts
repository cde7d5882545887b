/**
 * Writers that are gone and wholly read. What they left open is closed once
 * everything is read that another companion may have recorded of their ends; then
 * they are followed no more.
 */
import type { IPosition } from '../journal/Follower';
import type { FactBody } from '../journal/JournalWriter';
import type { Store } from '../store/Store';
import { closingFacts } from './closingFacts';
import type { FollowedWriter } from './FollowedWriter';
import type { FollowedWriters } from './FollowedWriters';
import type { GoneWriters } from './GoneWriters';
import type { Packing } from './Packing';

/** Silence after which the journal of a writer that is gone and has no end may be compressed, too. */
const LONG_GONE_SECONDS = 86_400;

export namespace Endings {
  export interface IOptions {
    store: Store;
    writers: FollowedWriters;
    gone: GoneWriters;
    packing: Packing;
  }
}

export class Endings {
  constructor(private readonly options: Endings.IOptions) {}

  add(writer: FollowedWriter): void {
    this.ending.add(writer);
  }

  /** It has written more. */
  delete(writer: FollowedWriter): void {
    this.ending.delete(writer);
  }

  clear(): void {
    this.ending.clear();
  }

  /** Follow these writers no more, if all is read that matters to them. @returns what to record */
  async close(): Promise<FactBody[]> {
    const { store, writers, packing } = this.options;
    if (this.ending.size === 0 || [...writers].some(mayHoldEnds)) {
      return [];
    }
    const ended = [...this.ending];
    this.ending.clear();
    const facts = await this.factsFor(ended);
    const gone = await Promise.all(ended.map(writer => this.isWhollyApplied(writer)));
    for (const writer of ended.filter((_, index) => gone[index])) {
      writers.delete(writer);
      if (writer.declarations) {
        store.forget(writer.declarations);
      }
      if (writer.isClosed || Date.now() / 1000 - writer.lastRecordAt > LONG_GONE_SECONDS) {
        packing.add(writer.writerId);
      }
    }
    return facts;
  }

  /** What closes what these left open. */
  async factsFor(gone: readonly FollowedWriter[]): Promise<FactBody[]> {
    const { store, writers } = this.options;
    const lives = (writerId: string): boolean => {
      const writer = writers.get(writerId);
      return writer !== undefined && !gone.includes(writer) && !writer.isGone && !writer.isPresumedGone;
    };
    return closingFacts(await store.catalogue.orphans(), gone, lives);
  }

  /** @returns false when it has written more since it was read */
  private async isWhollyApplied({ writerId, applied, follower }: FollowedWriter): Promise<boolean> {
    const { gone } = this.options;
    await gone.add(writerId);
    if (hasReached(applied, await follower.end())) {
      return true;
    }
    gone.delete(writerId);
    return false;
  }

  private readonly ending = new Set<FollowedWriter>();
}

/** Whether a sync waits for it. */
export function isWaitedFor(writer: FollowedWriter | undefined): writer is FollowedWriter {
  return writer !== undefined && (writer.isPending || writer.pace.isLate) && writer.pace.slow === null;
}

/** Whether a position is at or behind another, in both kinds of segment. */
export function hasReached(position: IPosition, end: IPosition): boolean {
  const past = (segment: number, offset: number, last: number, size: number): boolean =>
    segment > last || (segment === last && offset >= size);
  return (
    past(position.facts_segment, position.facts_offset, end.facts_segment, end.facts_offset) &&
    past(position.numbers_segment, position.numbers_offset, end.numbers_segment, end.numbers_offset)
  );
}

/** Whether its journal may hold ends that a companion recorded, and that are not read yet. */
function mayHoldEnds(writer: FollowedWriter): boolean {
  return (writer.role === 'companion' || !writer.isKnown) && isWaitedFor(writer);
}
