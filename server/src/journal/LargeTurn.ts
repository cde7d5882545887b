/**
 * Who may have a large piece of a journal in memory: one reader at a time, from
 * the moment that it needs it until what was read is applied. Many journals with
 * lines of a hundred megabytes then take no more memory than one.
 */

/** Bytes from which on a piece is large. */
export const LARGE = 2 ** 23;

class LargeTurn {
  /** Settled once it is this reader's turn. */
  async enter(reader: object): Promise<void> {
    while (this.holder !== undefined && this.holder !== reader) {
      await new Promise<void>(resolve => this.waiting.push(resolve));
    }
    this.holder = reader;
  }

  leave(reader: object): void {
    if (this.holder === reader) {
      this.holder = undefined;
      this.waiting.splice(0).forEach(resolve => resolve());
    }
  }

  private holder: object | undefined;
  private readonly waiting: (() => void)[] = [];
}

export const largeTurn = new LargeTurn();
