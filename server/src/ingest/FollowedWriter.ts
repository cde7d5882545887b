/**
 * One writer that is followed: its journal, its series, and whether it lives.
 */
import { Follower, type IPosition, type IReading } from '../journal/Follower';
import { type IProcess, type Life, lifeOf } from '../journal/processes';
import { type ISigns, signsOf } from '../journal/signs';
import { Pace } from './Pace';
import type { SeriesBook } from '../store/points/SeriesBook';

/** Silence, while this process is awake, after which a writer that cannot be seen from here is told of as silent. */
export const SILENT_MS = 1_000 * (Number(process.env.NBTRAIL_SILENT_SECONDS) || 180);
/** Two looks that are further apart tell nothing of the time between: the machine slept. */
const LONGEST_LOOK_MS = Math.max(SILENT_MS / 6, 2_000);
/** Silence after which such a writer's runs count as killed, until it is heard of again. */
const LONG_SILENT_SECONDS = 86_400;

/** What a look at a writer that cannot be seen from here has shown. */
export type Silence = 'silent' | 'long silent' | 'heard again' | null;

export interface IRead {
  reading: IReading | null;
  ended: boolean;
}

export class Lane {
  constructor(
    readonly writerId: string,
    private readonly folder: string,
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
  /** Something of it was read, so that its role is known. */
  isKnown = false;
  /** It said goodbye. */
  closed = false;
  /** Seconds since the epoch of its last word. */
  heardAt = 0;
  /** Seconds since the epoch at which its process was last seen alive; 0 where it was not. */
  seenAt = 0;
  /** There may be something new. */
  pending = true;
  /** It was told of as silent. */
  silent = false;
  /** For so long that what it left open counts as ended until it is heard of again. */
  lost = false;

  /** Nothing follows any more, for certain. Looked up anew at each call. */
  get ended(): boolean {
    if (this.closed) {
      return true;
    }
    const life = this.life;
    if (life === 'lives') {
      this.seenAt = Date.now() / 1000;
    }
    return life === 'gone';
  }

  get life(): Life {
    return this.process ? lifeOf(this.process) : 'unknown';
  }

  /**
   * The next piece, and whether it was read as one of a writer that is gone;
   * undefined when that takes longer than its time in a round.
   *
   * @param ready - it is there after all
   */
  async read(ready: () => void): Promise<(IRead & { took: number }) | undefined> {
    const found = await this.pace.within(async () => {
      const ended = this.ended;
      return { reading: await this.follower.read(ended), ended };
    }, ready);
    if (found?.result.reading === null) {
      this.pace.caughtUp();
    }
    return found && { ...found.result, took: found.took };
  }

  /**
   * Look for signs of life where the process cannot be seen. Only this process's
   * own time counts: others' clocks may say anything.
   */
  async look(): Promise<Silence> {
    const now = performance.now();
    const signs = await signsOf(this.folder);
    const first = this.signs === undefined;
    const same = this.signs?.text === signs.text;
    this.silentMs += Math.min(now - this.lookedAt, LONGEST_LOOK_MS);
    this.lookedAt = now;
    this.signs = signs;
    if (!same && !first) {
      this.silentMs = 0;
      return this.silent ? 'heard again' : null;
    }
    if (!this.silent) {
      return this.silentMs >= SILENT_MS ? 'silent' : null;
    }
    return Date.now() / 1000 - signs.newest > LONG_SILENT_SECONDS ? 'long silent' : null;
  }

  /** Seconds since the epoch of the last sign of life, by the file system's clock. */
  get lastSign(): number {
    return Math.min(this.signs?.newest || this.heardAt, Date.now() / 1000);
  }

  /** Take in what the reading tells of the writer itself. */
  learn({ facts, rows }: IReading): void {
    this.isKnown = true;
    for (const { fact } of facts) {
      this.hear(fact.t);
      if (fact.k === 'writer_opened') {
        const { host, pid, process_started, pid_space, role } = fact;
        this.role = typeof role === 'string' ? role : null;
        if (typeof host === 'string' && typeof pid === 'number') {
          this.process = {
            host,
            pid,
            process_started: typeof process_started === 'number' ? process_started : null,
            pid_space: typeof pid_space === 'string' ? pid_space : null
          };
        }
      } else if (fact.k === 'writer_closed') {
        this.closed = true;
      }
    }
    const last = rows?.starts.at(-1);
    if (rows && last !== undefined) {
      this.hear(rows.bytes.readDoubleLE(last + 16) || 0);
    }
  }

  /** A word that comes from the future was said by now. */
  hear(t: number): void {
    this.heardAt = Math.max(this.heardAt, Math.min(t, Date.now() / 1000));
  }

  readonly follower: Follower;
  readonly pace = new Pace<IRead>();
  private signs: ISigns | undefined;
  private silentMs = 0;
  private lookedAt = performance.now();
}
