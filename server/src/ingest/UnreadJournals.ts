/** Journals that are not read, or not wholly, with the reasons: each is told of once in the log, and stands in the companion's status until it is over. */
export class Unread {
  constructor(private readonly say: (line: string) => void) {}

  /** @param reason - null: it is read */
  tell(writerId: string, reason: string | null): void {
    if (reason === null) {
      this.reasons.delete(writerId);
    } else if (this.reasons.get(writerId) !== reason) {
      this.reasons.set(writerId, reason);
      this.say(`The journal ${writerId} cannot be read: ${reason}`);
    }
  }

  /** By writer. */
  get all(): ReadonlyMap<string, string> {
    return this.reasons;
  }

  private readonly reasons = new Map<string, string>();
}
