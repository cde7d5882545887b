/**
 * The memory that journals are read into, used over and over: a long backlog
 * would otherwise leave gigabytes for the garbage collector, which lets a
 * hundred megabytes gather before it looks.
 */
import { ROWS_WINDOW } from './readRows';

/** Bytes of a window: the most that is read at once, but for a very long line. */
export const WINDOW = ROWS_WINDOW;
/** Smaller ones are not worth keeping. */
const MIN_BYTES = WINDOW / 4;
/** Windows that are kept for later. */
const KEPT = 8;

const free: ArrayBuffer[] = [];
const lent = new WeakSet<ArrayBufferLike>();

/** An uninitialised buffer of this length. */
export function borrow(bytes: number): Buffer {
  if (bytes < MIN_BYTES || bytes > WINDOW) {
    return Buffer.allocUnsafeSlow(bytes);
  }
  const window = free.pop() ?? new ArrayBuffer(WINDOW);
  lent.add(window);
  return Buffer.from(window, 0, bytes);
}

/** Return a buffer for reuse; one that was not borrowed is left alone. */
export function giveBack({ buffer }: Buffer): void {
  if (lent.delete(buffer) && free.length < KEPT) {
    free.push(buffer as ArrayBuffer);
  }
}
