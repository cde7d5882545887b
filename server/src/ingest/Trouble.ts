/**
 * What keeps the journals from being applied: logged once, shown in
 * the companion's status, and over with the next transaction that succeeds.
 */
import { DISK_HINT, diskTrouble } from '../disk/diskTrouble';
import { messageOf, TrailError } from '../errors';
import { within } from '../journal/within';

/** Time between two checks whether waiting is of any use. */
const LOOK_MS = 250;
/** Attempts that fail while somebody waits: the first may have begun before the disk had room. */
const PATIENCE = 2;

export class Trouble {
  constructor(
    private readonly home: string,
    private readonly log: (line: string) => void
  ) {}

  /** The disk has not answered for a while, as a network folder whose server is away. */
  isSilent = false;

  /** Nothing is mounted where the disk was; it may come back as it was. */
  isAway = false;

  /** A sentence without its full stop; null while all is well. */
  get reason(): string | null {
    if (this.isAway) {
      return `The disk of the store ${this.home} is not mounted: what is in the journals waits there`;
    }
    if (this.isSilent) {
      return `The disk of the store ${this.home} does not answer: what is in the journals waits there`;
    }
    const disk = this.refused ?? this.condition;
    return disk === null
      ? null
      : `The store ${this.home} cannot be written, ${disk}: what is in the journals waits there`;
  }

  /** The condition of the disk, though nothing may have failed yet. */
  condition: string | null = null;

  /** An attempt failed. */
  met(what: string, error: unknown): void {
    const message = messageOf(error);
    const disk = diskTrouble(message);
    if (disk !== null) {
      this.failures++;
      this.refused = disk;
    }
    const line = `${what}: ${message}`;
    if (line !== this.said) {
      this.said = line;
      this.log(line);
    }
  }

  over(): void {
    if (this.refused !== null) {
      this.log('The store can be written again');
    }
    this.refused = null;
    this.said = '';
  }

  /**
   * Wait for work that goes on as soon as the disk lets it.
   *
   * @throws TrailError NT504 when the disk has refused again meanwhile
   */
  async waiting<T>(begin: () => Promise<T>): Promise<T> {
    if (this.isAway) {
      throw this.refusal();
    }
    const before = this.failures;
    const work = begin();
    const done = work.then(
      () => true,
      () => true
    );
    while (!(await within(LOOK_MS, done, false))) {
      if (this.reason !== null && (this.isSilent || this.failures >= before + PATIENCE)) {
        throw this.refusal();
      }
    }
    return work;
  }

  private refusal(): TrailError {
    return new TrailError('NT504', this.reason ?? '', { hint: DISK_HINT });
  }

  private refused: string | null = null;
  private failures = 0;
  private said = '';
}
