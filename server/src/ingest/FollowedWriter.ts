/** One writer whose journal is followed, its series, and whether its process lives. */
import { BEGINNING, Follower, type IPosition, type IReading } from '../journal/Follower';
import { type IProcess, type Life, lifeOf } from '../journal/processes';
import { type ISigns, signsOf } from '../journal/signs';
import { Pace } from './Pace';
import type { IKnownWriter } from '../store/Catalogue';
import type { Declarations } from '../store/points/Declarations';

/** Time without a sign of life, while this process is awake, after which a writer whose process cannot be seen counts as silent. */
export const SILENT_MS = 1_000 * (Number(process.env.NBTRAIL_SILENT_SECONDS) || 180);
/** Two checks that are further apart tell nothing of the time between: the machine slept. */
const MAX_CHECK_MS = Math.max(SILENT_MS / 6, 2_000);
/** Silence after which such a writer's runs count as killed, until it is back. */
const LONG_SILENT_SECONDS = 86_400;

/** What a check of a writer whose process cannot be seen has shown; null: nothing new. */
export type Silence = 'silent' | 'silent for long' | 'back' | null;

export interface IRead {
  reading: IReading | null;
  /** It was read as the journal of a writer that is gone. */
  isGone: boolean;
}

export class FollowedWriter {
  constructor(
    readonly writerId: string,
    private readonly folder: string,
    /** What the tables know of it. */
    known: IKnownWriter | undefined
  ) {
    this.applied = known?.position ?? { ...BEGINNING };
    this.follower = new Follower(folder, this.applied);
    if (known) {
      this.process = known.process;
      this.role = known.role;
      this.isKnown = true;
      this.isClosed = known.closed;
      this.isSilent = known.silent;
      this.note(known.heardAt);
    }
  }

  /** How far its journal is applied. */
  applied: IPosition;

  /** Its series, once something of its journal was read. */
  declarations: Declarations | undefined;

  /** From its first fact; null until that is read. */
  process: IProcess | null = null;
  role: string | null = null;
  /** Something of its journal was read, so that its role is known. */
  isKnown = false;
  /** Its journal ends with `writer_closed`. */
  isClosed = false;
  /** Time of its last record, seconds since the epoch. */
  lastRecordAt = 0;
  /** When its process was last seen alive, seconds since the epoch; 0 where it was not. */
  lastSeenAt = 0;
  /** Its journal may have something new. */
  isPending = true;
  /** It is recorded as silent. */
  isSilent = false;
  /** For so long that what it left open counts as ended until it is back. */
  isPresumedGone = false;

  /** Nothing follows any more, for certain. Checked anew at each call. */
  get isGone(): boolean {
    if (this.isClosed) {
      return true;
    }
    const life = this.life;
    if (life === 'lives') {
      this.lastSeenAt = Date.now() / 1000;
    }
    return life === 'gone';
  }

  get life(): Life {
    return this.process ? lifeOf(this.process) : 'unknown';
  }

  /**
   * The next piece; undefined when reading takes longer than its time in a turn.
   *
   * @param ready - called when it was read after all
   */
  async read(ready: () => void): Promise<(IRead & { took: number }) | undefined> {
    const found = await this.pace.within(async () => {
      const { isGone } = this;
      return { reading: await this.follower.read(isGone), isGone };
    }, ready);
    if (found?.result.reading === null) {
      this.pace.caughtUp();
    }
    return found && { ...found.result, took: found.took };
  }

  /**
   * Look for signs of life where the process cannot be seen. Only this process's
   * own clock counts: others' may be wrong.
   */
  async checkSilence(): Promise<Silence> {
    const now = performance.now();
    const signs = await signsOf(this.folder);
    const first = this.signs === undefined;
    const same = this.signs?.text === signs.text;
    this.silentMs += Math.min(now - this.checkedAt, MAX_CHECK_MS);
    this.checkedAt = now;
    this.signs = signs;
    if (!same && !first) {
      this.silentMs = 0;
      return this.isSilent ? 'back' : null;
    }
    if (!this.isSilent) {
      return this.silentMs >= SILENT_MS ? 'silent' : null;
    }
    return Date.now() / 1000 - signs.newest > LONG_SILENT_SECONDS ? 'silent for long' : null;
  }

  /** Seconds since the epoch of the last sign of life, by the file system's clock. */
  get lastSign(): number {
    return Math.min(this.signs?.newest || this.lastRecordAt, Date.now() / 1000);
  }

  /** Update what is known of the writer itself. */
  update({ facts, rows }: IReading): void {
    this.isKnown = true;
    for (const { fact } of facts) {
      this.note(fact.t);
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
        this.isClosed = true;
      }
    }
    const last = rows?.starts.at(-1);
    if (rows && last !== undefined) {
      this.note(rows.bytes.readDoubleLE(last + 16) || 0);
    }
  }

  /** Note the time of a record; one from the future counts as written by now. */
  note(t: number): void {
    this.lastRecordAt = Math.max(this.lastRecordAt, Math.min(t, Date.now() / 1000));
  }

  readonly follower: Follower;
  readonly pace = new Pace<IRead>();
  private signs: ISigns | undefined;
  private silentMs = 0;
  private checkedAt = performance.now();
}
