/**
 * How much of the companion's time one writer takes.
 *
 * A reading that is not done within its time in a round goes on beside the
 * rounds, and its turn comes when it is done. A writer whose journal costs far
 * more time than what is in it is worth, such as one that was made to keep its
 * reader busy, is slow: it rests after each of its turns, and is not waited
 * for. One that has caught up starts afresh.
 */

import { within } from '../journal/within';

/** Time that a round waits for a reading. */
const READ_MS = 100;
/** Time after which a reading is no longer waited for. */
const LATE_MS = 5_000;
/** Time that a writer has to have taken, and bytes of what counts in a second of it, to be slow. */
const SLOW_MS = 8_000;
const MIN_BYTES = 2 ** 18;
/** Pieces that are smaller are those of a writer that writes now: what they cost is the round's. */
const MIN_PIECE_BYTES = 2 ** 18;
/** Rest after a turn, as a multiple of what it took, and at most: a slow writer has about a fifth of the time. */
const REST = 4;
const MAX_REST_MS = 5_000;

export class Pace<T> {
  /**
   * What the work gives, or undefined when it goes on beside the rounds.
   *
   * @param ready - it is done, and was not waited for
   */
  async within(begin: () => Promise<T>, ready: () => void): Promise<{ result: T; took: number } | undefined> {
    const isNew = this.under === undefined;
    this.under ??= { work: begin(), since: performance.now(), isDone: false };
    const { under } = this;
    if (isNew) {
      const done = under.work.then(
        () => {
          under.isDone = true;
        },
        () => {
          under.isDone = true;
        }
      );
      await within(READ_MS, done, undefined);
      if (!under.isDone) {
        void done.then(ready);
      }
    }
    if (!under.isDone) {
      return undefined;
    }
    this.under = undefined;
    return { result: await under.work, took: performance.now() - under.since };
  }

  /** It is being read beside the rounds. */
  get isLate(): boolean {
    return this.under !== undefined;
  }

  /** Why it is not waited for, for users; null where it is. */
  get slow(): string | null {
    if (this.isSlow) {
      return 'It takes far more time than its content is worth, and is read more slowly than others';
    }
    return this.under && performance.now() - this.under.since > LATE_MS
      ? 'It is slow to read, and is not waited for'
      : null;
  }

  /** It has had its share, for now. */
  get rests(): boolean {
    return performance.now() < this.restUntil;
  }

  /**
   * Charge the time of a turn.
   *
   * @param bytes - of the journal, in it
   * @param worth - bytes of facts and rows among them
   */
  charge(took: number, bytes: number, worth: number): void {
    if (bytes < MIN_PIECE_BYTES) {
      return;
    }
    this.tookMs += took;
    this.worth += worth;
    this.isSlow = this.tookMs > SLOW_MS && this.worth / this.tookMs < MIN_BYTES / 1_000;
    this.restUntil = this.isSlow ? performance.now() + Math.min(REST * took, MAX_REST_MS) : 0;
  }

  caughtUp(): void {
    this.isSlow = false;
    this.tookMs = this.worth = this.restUntil = 0;
  }

  private under: { work: Promise<T>; since: number; isDone: boolean } | undefined;
  private isSlow = false;
  private tookMs = 0;
  private worth = 0;
  private restUntil = 0;
}
