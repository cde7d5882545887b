/**
 * Writers whose processes are gone and whose journals are wholly applied, with
 * the sizes their files had then. Nothing should follow; should a file have grown
 * all the same, its writer is followed again.
 */
import { join } from 'node:path';

import { signsOf } from '../journal/signs';

/** Folders that one round looks at. */
const MAX_FOLDERS = 40;

export class GoneWriters {
  constructor(private readonly journal: string) {}

  has(writerId: string): boolean {
    return this.sizes.has(writerId);
  }

  async add(writerId: string): Promise<void> {
    this.sizes.set(writerId, (await this.signs(writerId)).sizes);
  }

  delete(writerId: string): void {
    this.sizes.delete(writerId);
  }

  clear(): void {
    this.sizes.clear();
  }

  /** Look at the next few, in turn, and drop those whose files have grown. */
  async dropReturned(): Promise<void> {
    for (const [writerId, before] of [...this.sizes].slice(0, MAX_FOLDERS)) {
      const { sizes } = await this.signs(writerId);
      this.sizes.delete(writerId);
      if (sizes === before || sizes === '') {
        this.sizes.set(writerId, sizes);
      }
    }
  }

  private signs(writerId: string): ReturnType<typeof signsOf> {
    return signsOf(join(this.journal, writerId));
  }

  private readonly sizes = new Map<string, string>();
}
