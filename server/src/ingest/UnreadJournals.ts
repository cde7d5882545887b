/**
 * Journals that cannot be read, or not wholly, and why. Each reason is logged
 * once, and stands in the companion's status for as long as it holds.
 */
export class UnreadJournals {
  constructor(private readonly log: (line: string) => void) {}

  /** @param reason - null: it can be read */
  set(writerId: string, reason: string | null): void {
    if (reason === null) {
      this.reasons.delete(writerId);
    } else if (this.reasons.get(writerId) !== reason) {
      this.reasons.set(writerId, reason);
      this.log(`The journal ${writerId} cannot be read: ${reason}`);
    }
  }

  /** By writer. */
  get all(): ReadonlyMap<string, string> {
    return this.reasons;
  }

  private readonly reasons = new Map<string, string>();
}
