/** Compresses the journals of writers that are gone, one after the other, while nothing else is to be done. */
import { join } from 'node:path';

import { packSegments } from '../journal/packSegment';

export namespace Packing {
  export interface IOptions {
    /** The folder of all journals. */
    journal: string;
    signal: AbortSignal;
    /** Run work while nothing is read. */
    exclusively: (work: () => Promise<void>) => Promise<void>;
    /** There is something to be applied, which comes first. */
    isBusy: () => boolean;
    failed: (error: unknown) => void;
  }
}

export class Packing {
  constructor(private readonly options: Packing.IOptions) {}

  /** Its journal may be worth compressing. */
  add(writerId: string): void {
    this.waiting.add(writerId);
  }

  clear(): void {
    this.waiting.clear();
  }

  start(): void {
    this.working ??= this.work()
      .catch(this.options.failed)
      .finally(() => {
        this.working = undefined;
      });
  }

  /** Settled once nothing is being compressed. */
  async settled(): Promise<void> {
    await this.working;
  }

  private async work(): Promise<void> {
    const { journal, signal, exclusively, isBusy } = this.options;
    for (const writerId of this.waiting) {
      if (isBusy()) {
        return;
      }
      this.waiting.delete(writerId);
      await packSegments(join(journal, writerId), signal, exclusively);
    }
  }

  private readonly waiting = new Set<string>();
  private working: Promise<void> | undefined;
}
