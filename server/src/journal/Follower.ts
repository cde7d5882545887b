/**
 * Reads what is new in one writer's journal, from where the last transaction
 * that was committed left off.
 *
 * A packed row means nothing before the fact that declares its series. The
 * writer writes the fact first; so that the reader meets it first, too, it
 * notes how far the numbers go, then reads facts to their end, and only then
 * numbers up to that mark.
 *
 * A segment is sealed once there is a next one: the folder is listed before
 * anything is read, so what is read of a sealed segment is all of it.
 */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { IDamage, IFactLine } from './Fact';
import { readFacts } from './readFacts';
import { type IRows, readRows, ROWS_WINDOW } from './readRows';
import { type ISegment, type ISegments, listSegments } from './segments';

const FACTS_WINDOW = 2 ** 20;
/** A longer line is taken apart, so that a broken file cannot fill the memory. */
const LONGEST_LINE = 2 ** 28;

/** How far a writer's journal is applied. */
export interface IPosition {
  facts_segment: number;
  facts_offset: number;
  numbers_segment: number;
  numbers_offset: number;
}

export const BEGINNING: IPosition = {
  facts_segment: 0,
  facts_offset: 0,
  numbers_segment: 0,
  numbers_offset: 0
};

/** What was read together; facts come before rows. */
export interface IReading {
  facts: IFactLine[];
  rows: IRows | null;
  damage: IDamage[];
  /** The position once it is applied. */
  position: IPosition;
}

interface IMark {
  number: number;
  size: number;
}

export class Follower {
  constructor(
    readonly folder: string,
    public position: IPosition
  ) {}

  /**
   * The next piece, or null when there is nothing new.
   *
   * @param ended - the writer is gone: what is torn stays torn
   */
  async read(ended: boolean): Promise<IReading | null> {
    const segments = await listSegments(this.folder);
    this.mark ??= await this.markNumbers(segments);
    const position = { ...this.position };
    const reading: IReading = { facts: [], rows: null, damage: [], position };
    const factsLeft = await this.readFactsInto(reading, segments.facts, ended);
    if (!factsLeft) {
      const rowsLeft = await this.readRowsInto(reading, segments.numbers, ended, this.mark);
      if (!rowsLeft) {
        this.mark = undefined;
      }
    }
    const moved = (Object.keys(position) as (keyof IPosition)[]).some(
      name => position[name] !== this.position[name]
    );
    this.position = position;
    return moved ? reading : null;
  }

  /** Where the journal ends now. */
  async end(): Promise<IPosition> {
    const { facts, numbers } = await listSegments(this.folder);
    const [lastFacts, lastNumbers] = [facts.at(-1), numbers.at(-1)];
    return {
      facts_segment: lastFacts?.number ?? 0,
      facts_offset: lastFacts ? await sizeOf(join(this.folder, lastFacts.name)) : 0,
      numbers_segment: lastNumbers?.number ?? 0,
      numbers_offset: lastNumbers ? await sizeOf(join(this.folder, lastNumbers.name)) : 0
    };
  }

  /** Bytes that are not read yet. */
  async backlog(): Promise<number> {
    const { facts, numbers } = await listSegments(this.folder);
    const { facts_segment, facts_offset, numbers_segment, numbers_offset } = this.position;
    return (
      (await this.bytesAfter(facts, facts_segment, facts_offset)) +
      (await this.bytesAfter(numbers, numbers_segment, numbers_offset))
    );
  }

  /** Bytes of all segments. */
  async bytes(): Promise<number> {
    const { facts, numbers } = await listSegments(this.folder);
    return this.bytesAfter([...facts, ...numbers], 0, 0);
  }

  private async bytesAfter(all: ISegment[], segment: number, offset: number): Promise<number> {
    let sum = 0;
    for (const { name, number } of all) {
      if (number >= segment) {
        const size = await sizeOf(join(this.folder, name));
        sum += number === segment ? Math.max(0, size - offset) : size;
      }
    }
    return sum;
  }

  private async markNumbers({ numbers }: ISegments): Promise<IMark> {
    const last = numbers.at(-1);
    return last
      ? { number: last.number, size: await sizeOf(join(this.folder, last.name)) }
      : { number: 0, size: 0 };
  }

  /** @returns whether there may be more facts at once */
  private async readFactsInto(
    reading: IReading,
    segments: ISegment[],
    ended: boolean
  ): Promise<boolean> {
    const { position } = reading;
    const current = enter(segments, position.facts_segment);
    if (!current) {
      return false;
    }
    if (current.segment.number !== position.facts_segment) {
      position.facts_segment = current.segment.number;
      position.facts_offset = 0;
    }
    const { name } = current.segment;
    for (let window = FACTS_WINDOW; ; window = Math.min(window * 8, LONGEST_LINE)) {
      const offset = position.facts_offset;
      const { bytes, whole } = await readPiece(join(this.folder, name), offset, window);
      const last = whole ? current.sealed || ended : window === LONGEST_LINE;
      const { lines, damage, taken } = readFacts(bytes, name, offset, last);
      if (taken === 0 && !whole) {
        continue;
      }
      reading.facts.push(...lines);
      reading.damage.push(...damage);
      position.facts_offset += taken;
      if (whole && current.next) {
        position.facts_segment = current.next.number;
        position.facts_offset = 0;
        return true;
      }
      return !whole;
    }
  }

  /** @returns whether there are more rows before the mark */
  private async readRowsInto(
    reading: IReading,
    segments: ISegment[],
    ended: boolean,
    mark: IMark
  ): Promise<boolean> {
    const { position } = reading;
    const current = enter(segments, position.numbers_segment);
    if (!current || current.segment.number > mark.number) {
      return false;
    }
    if (current.segment.number !== position.numbers_segment) {
      position.numbers_segment = current.segment.number;
      position.numbers_offset = 0;
    }
    const { name, number } = current.segment;
    const offset = position.numbers_offset;
    const most = number === mark.number ? Math.min(ROWS_WINDOW, mark.size - offset) : ROWS_WINDOW;
    const { bytes, whole } = await readPiece(join(this.folder, name), offset, most);
    const final = whole && (current.sealed || ended);
    const { rows, damage, taken } = readRows(bytes, name, offset, final);
    reading.rows = rows;
    reading.damage.push(...damage);
    position.numbers_offset += taken;
    if (whole && current.next) {
      position.numbers_segment = current.next.number;
      position.numbers_offset = 0;
      return current.next.number <= mark.number;
    }
    return !whole && taken > 0 && (number < mark.number || position.numbers_offset < mark.size);
  }

  private mark: IMark | undefined;
}

/** The segment to read in: the one of that number, or the first after it. */
function enter(
  segments: ISegment[],
  number: number
): { segment: ISegment; next: ISegment | undefined; sealed: boolean } | null {
  const index = segments.findIndex(segment => segment.number >= number);
  const segment = segments[index];
  if (!segment) {
    return null;
  }
  const next = segments[index + 1];
  return { segment, next, sealed: next !== undefined };
}

/** At most `most` bytes, and whether they reach to the end that the file has now. */
async function readPiece(
  path: string,
  offset: number,
  most: number
): Promise<{ bytes: Buffer; whole: boolean }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const wanted = Math.max(0, Math.min(most, size - offset));
    const bytes = Buffer.allocUnsafeSlow(wanted);
    let length = 0;
    while (length < wanted) {
      const { bytesRead } = await file.read(bytes, length, wanted - length, offset + length);
      if (bytesRead === 0) {
        break;
      }
      length += bytesRead;
    }
    return { bytes: bytes.subarray(0, length), whole: offset + length >= size };
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}
