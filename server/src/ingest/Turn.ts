/** One turn for every writer that has something new: of each a piece is read, and all are applied together. */
import { messageOf } from '../errors';
import { type IReading, lengthOfFacts } from '../journal/Follower';
import type { FactBody } from '../journal/JournalWriter';
import type { IPiece, Store } from '../store/Store';
import type { Endings } from './Endings';
import type { FollowedWriter, IRead } from './FollowedWriter';
import type { FollowedWriters } from './FollowedWriters';
import type { SilenceCheck } from './SilenceCheck';
import type { UnreadJournals } from './UnreadJournals';

/** Pieces and bytes of one turn, at most. */
const MAX_PIECES = 64;
const MAX_BYTES = 5 * 2 ** 20;
/** Bytes of a row that is wide. */
const WIDE_ROW = 2 ** 15;

export namespace Turn {
  export interface IOptions {
    store: Store;
    writers: FollowedWriters;
    endings: Endings;
    silence: SilenceCheck;
    unread: UnreadJournals;
    /** What was not waited for was read, and can have its turn. */
    ready: () => void;
  }
}

export class Turn {
  constructor(private readonly options: Turn.IOptions) {}

  readonly pieces: IPiece[] = [];
  /** What to record of those that are back. */
  readonly back: FactBody[] = [];
  /** Milliseconds that were waited for the readings of each. */
  readonly took = new Map<FollowedWriter, number>();
  bytes = 0;

  async read(): Promise<void> {
    for (const writer of [...this.options.writers].filter(isReady)) {
      let reading = await this.readOne(writer);
      while (isWide(reading) && this.bytes < MAX_BYTES) {
        reading = await this.readOne(writer);
      }
      if (this.pieces.length >= MAX_PIECES || this.bytes >= MAX_BYTES) {
        return;
      }
    }
  }

  /** The next piece of one writer, if there is one now. */
  private async readOne(writer: FollowedWriter): Promise<IReading | null> {
    const { store, writers, endings, silence } = this.options;
    writer.isPending = false;
    const read = await this.tryRead(writer);
    if (!read) {
      return null;
    }
    const { reading, isGone, took } = read;
    this.took.set(writer, took + (this.took.get(writer) ?? 0));
    if (reading) {
      writer.isPending = true;
      endings.delete(writer);
      writer.update(reading);
      writer.declarations ??= await store.declarationsOf(writer.writerId);
      this.pieces.push({ declarations: writer.declarations, reading, isPresumed: writer.role === 'companion' });
      this.bytes += (reading.rows?.bytes.length ?? 0) + lengthOfFacts(reading);
      if (writer.isSilent) {
        this.back.push(await silence.back(writer));
      }
    } else if (isGone) {
      endings.add(writer);
    }
    // The next turn begins with those that had none in this one.
    writers.moveToEnd(writer);
    return reading;
  }

  /** A journal that cannot be read now keeps nobody waiting: it is tried again at each sweep. */
  private async tryRead(writer: FollowedWriter): Promise<(IRead & { took: number }) | undefined> {
    const { unread, ready } = this.options;
    try {
      const read = await writer.read(() => {
        writer.isPending = true;
        ready();
      });
      if (read) {
        const { strangers } = writer.follower;
        unread.set(writer.writerId, strangers.length > 0 ? `${strangers.join(', ')}, and only files are read` : null);
      }
      return read;
    } catch (error) {
      unread.set(writer.writerId, messageOf(error));
      return undefined;
    }
  }
}

/** Whether it has a turn now. */
export function isReady({ isPending, pace }: FollowedWriter): boolean {
  return isPending && !pace.rests;
}

/** Rows so wide that only several pieces of them are worth a transaction, in which every series is written. */
function isWide(reading: IReading | null): boolean {
  return reading?.rows ? reading.rows.starts.length * WIDE_ROW < reading.rows.bytes.length : false;
}
