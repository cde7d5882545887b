/**
 * Writers whose end is certain, and what their folders held then. That nothing
 * follows is believed, and looked after all the same: one in whose files there
 * are more bytes is to be followed again.
 */
import { join } from 'node:path';

import { signsOf } from '../journal/signs';

/** Folders that one round looks at. */
const MOST = 40;

export class Released {
  constructor(private readonly journal: string) {}

  has(writerId: string): boolean {
    return this.sizes.has(writerId);
  }

  async add(writerId: string): Promise<void> {
    this.sizes.set(writerId, (await this.signs(writerId)).sizes);
  }

  remove(writerId: string): void {
    this.sizes.delete(writerId);
  }

  clear(): void {
    this.sizes.clear();
  }

  /** Look at the next few, in turn. @returns those that are let out: they have said more */
  async heardAgain(): Promise<string[]> {
    const found: string[] = [];
    for (const [writerId, before] of [...this.sizes].slice(0, MOST)) {
      const { sizes } = await this.signs(writerId);
      this.sizes.delete(writerId);
      if (sizes !== before && sizes !== '') {
        found.push(writerId);
      } else {
        this.sizes.set(writerId, sizes);
      }
    }
    return found;
  }

  private signs(writerId: string): ReturnType<typeof signsOf> {
    return signsOf(join(this.journal, writerId));
  }

  private readonly sizes = new Map<string, string>();
}
