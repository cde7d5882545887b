/**
 * When and by whom something was said, as text that sorts: the newest time
 * wins, at the same time the larger writer id, then the later fact.
 */
export function stamp(t: number, writerId: string, seq: number): string {
  return `${String(micros(t)).padStart(17, '0')} ${writerId} ${String(seq).padStart(12, '0')}`;
}

/** Seconds since the epoch as whole microseconds, kept within what a timestamp holds. */
export function micros(seconds: number): number {
  return Math.max(0, Math.min(9_000_000_000_000_000, Math.round(seconds * 1e6) || 0));
}
