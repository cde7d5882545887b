/**
 * Which question ended the database process.
 *
 * One that was alone when the process crashed did. Of several, or where the
 * process was killed from outside, each is suspected: it is asked again, but with
 * no other beside it, until it was answered; one that is alone then when the
 * process ends did it. Such a question is refused for an hour, so that neither a
 * client that asks again nor a live view ends one process after the other.
 */
const REFUSED_MS = 60 * 60_000;
const MAX_QUESTIONS = 1_000;

export class Blame {
  /** The process ended while these ran. @returns whether that explains it */
  died(running: readonly string[], crashed: boolean): boolean {
    const [first] = running;
    if (first !== undefined && running.length === 1 && (crashed || this.suspects.has(first))) {
      this.refuse(first);
    } else {
      running.forEach(question => this.suspects.add(question));
    }
    return running.length > 0;
  }

  refuse(question: string): void {
    this.clear(question);
    this.guilty.set(question, Date.now() + REFUSED_MS);
    const [eldest] = this.guilty.keys();
    if (this.guilty.size > MAX_QUESTIONS && eldest !== undefined) {
      this.guilty.delete(eldest);
    }
  }

  /** It was answered. */
  clear(question: string): void {
    this.suspects.delete(question);
  }

  get refused(): string[] {
    const now = Date.now();
    return [...this.guilty].filter(([, until]) => until > now).map(([question]) => question);
  }

  get suspected(): string[] {
    return [...this.suspects].slice(-MAX_QUESTIONS);
  }

  /** Each with the time until which it is refused. */
  private readonly guilty = new Map<string, number>();
  private readonly suspects = new Set<string>();
}
