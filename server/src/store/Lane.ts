/**
 * One writer that is followed: its journal, its series, and whether it lives.
 */
import { Follower, type IPosition, type IReading } from '../journal/Follower';
import { type IProcess, isAlive, isHere, SILENT_SECONDS } from '../journal/processes';
import type { SeriesBook } from './SeriesBook';

export class Lane {
  constructor(
    readonly writerId: string,
    folder: string,
    position: IPosition
  ) {
    this.follower = new Follower(folder, position);
    this.applied = position;
  }

  /** How far it is in the tables. */
  applied: IPosition;

  /** Its series, once something of it was read. */
  book: SeriesBook | undefined;

  /** As its first fact tells; null until that is read. */
  process: IProcess | null = null;
  role: string | null = null;
  /** It said goodbye. */
  closed = false;
  /** Seconds since the epoch of its last word. */
  heardAt = 0;
  /** Seconds since the epoch at which it was last seen alive, or spoke. */
  seenAt = 0;
  /** There may be something new. */
  pending = true;

  /** Nothing follows any more. Looked up anew at each call. */
  get ended(): boolean {
    if (this.closed) {
      return true;
    }
    const now = Date.now() / 1000;
    const alive = this.process
      ? isAlive(this.process, Math.max(this.heardAt, this.metAt))
      : now - Math.max(this.heardAt, this.metAt) < SILENT_SECONDS;
    if (alive) {
      this.seenAt = now;
    }
    return !alive;
  }

  /** Ended for good: one on another machine may only have been silent. */
  get gone(): boolean {
    return this.closed || (this.process !== null && isHere(this.process));
  }

  read(ended: boolean): Promise<IReading | null> {
    return this.follower.read(ended);
  }

  /** Take in what the reading tells of the writer itself. */
  learn({ facts, rows }: IReading): void {
    for (const { fact } of facts) {
      this.hear(fact.t);
      if (fact.k === 'writer_opened') {
        const { host, pid, process_started: started, role } = fact;
        this.role = typeof role === 'string' ? role : null;
        if (typeof host === 'string' && typeof pid === 'number') {
          this.process = { host, pid, process_started: typeof started === 'number' ? started : null };
        }
      } else if (fact.k === 'writer_closed') {
        this.closed = true;
      }
    }
    const last = rows?.starts.at(-1);
    if (rows && last !== undefined) {
      this.hear(rows.bytes.readDoubleLE(last + 16) || 0);
    }
    this.seenAt = Math.max(this.seenAt, this.heardAt);
  }

  /** A word that comes from the future was said by now. */
  hear(t: number): void {
    this.heardAt = Math.max(this.heardAt, Math.min(t, Date.now() / 1000));
  }

  readonly follower: Follower;
  /** A writer that has not said when it spoke counts from when it was found. */
  private readonly metAt = Date.now() / 1000;
}
