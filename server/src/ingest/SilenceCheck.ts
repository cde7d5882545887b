/**
 * Writers whose processes cannot be seen from here, such as those of another
 * machine: which of them fall silent, and which are back.
 */
import type { FactBody } from '../journal/JournalWriter';
import type { Catalogue } from '../store/Catalogue';
import { type FollowedWriter, SILENT_MS } from './FollowedWriter';
import type { FollowedWriters } from './FollowedWriters';

/** Time between two checks. */
const CHECK_MS = Math.min(10_000, SILENT_MS / 12);

export class SilenceCheck {
  constructor(
    private readonly writers: FollowedWriters,
    private readonly catalogue: Catalogue
  ) {}

  /** @returns what to record, and those that count as gone from now on */
  async run(): Promise<{ facts: FactBody[]; gone: FollowedWriter[] }> {
    const [facts, gone]: [FactBody[], FollowedWriter[]] = [[], []];
    if (performance.now() - this.checkedAt < CHECK_MS) {
      return { facts, gone };
    }
    this.checkedAt = performance.now();
    for (const writer of this.writers) {
      const silence = writer.isClosed || writer.life !== 'unknown' ? null : await writer.checkSilence();
      if (silence === 'silent') {
        writer.isSilent = true;
        facts.push({
          k: 'writer_silent',
          writer_id: writer.writerId,
          since: writer.lastSign,
          run_ids: await this.openRuns(writer.writerId)
        });
      } else if (silence === 'back') {
        facts.push(await this.back(writer));
      } else if (silence === 'silent for long' && !writer.isPresumedGone) {
        writer.isPresumedGone = true;
        gone.push(writer);
      }
    }
    return { facts, gone };
  }

  /** It is silent no more. @returns what to record */
  async back(writer: FollowedWriter): Promise<FactBody> {
    writer.isSilent = false;
    writer.isPresumedGone = false;
    const run_ids = await this.catalogue.silentRuns(writer.writerId);
    return { k: 'writer_silent', writer_id: writer.writerId, since: null, run_ids };
  }

  /** Open runs of which this writer was the last to write, and which no writer holds that is not silent. */
  private async openRuns(writerId: string): Promise<string[]> {
    const writes = (id: string): boolean => {
      const writer = this.writers.get(id);
      return writer !== undefined && !writer.isGone && !writer.isSilent;
    };
    return (await this.catalogue.orphans())
      .filter(({ kind, writer_id, speaker }) => kind === 'run' && speaker === writerId && !writes(writer_id))
      .map(({ id }) => id);
  }

  private checkedAt = performance.now();
}
