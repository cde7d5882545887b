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
 * anything is read, so what is read of a sealed segment is all of it. One that
 * is compressed is sealed, too.
 */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';

import type { IDamage, IFactLine } from './Fact';
import { MAX_LINE_BYTES, readFacts } from './readFacts';
import { type IRows, readRows, ROWS_WINDOW } from './readRows';
import { type ILost, SegmentReader } from './segmentFile';
import { type ISegment, type ISegments, listSegments } from './segments';
import { giveBack } from './readBuffers';

const FACTS_WINDOW = 2 ** 20;

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
  /** Bytes of the journal that were dealt with. */
  bytes: number;
  /** The position once it is applied. */
  position: IPosition;
}

/** Bytes of what is in it, as far as it is good: rows with all that lies between them. */
export function worthOf(reading: IReading): number {
  return lengthOfFacts(reading) + (reading.rows?.starts.length ? reading.rows.bytes.length : 0);
}

/** Length of its facts' text. */
export function lengthOfFacts({ facts }: IReading): number {
  return facts.reduce((sum, { text }) => sum + text.length, 0);
}

interface IMark {
  number: number;
  size: number;
}

export class Follower {
  constructor(
    readonly folder: string,
    public position: IPosition
  ) {
    this.reader = new SegmentReader(folder);
  }

  /**
   * The next piece, or null when there is nothing new.
   *
   * @param ended - the writer is gone: what is torn stays torn
   */
  async read(ended: boolean): Promise<IReading | null> {
    this.reader.done();
    const segments = await listSegments(this.folder);
    this.strangers = segments.strangers;
    const marked = this.mark !== undefined;
    this.mark ??= await this.markNumbers(segments);
    const position = { ...this.position };
    const reading: IReading = { facts: [], rows: null, damage: [], bytes: 0, position };
    const factsLeft = await this.readFactsInto(reading, segments.facts, ended);
    if (!factsLeft) {
      const rowsLeft = await this.readRowsInto(reading, segments.numbers, ended, this.mark);
      if (!rowsLeft) {
        this.mark = undefined;
      }
    }
    const moved = (Object.keys(position) as (keyof IPosition)[]).some(name => position[name] !== this.position[name]);
    this.position = position;
    if (moved) {
      return reading;
    }
    // The mark of a reading before may lie within a row that is whole by now.
    return marked ? this.read(ended) : null;
  }

  /** Nothing is read any more. */
  dispose(): void {
    this.reader.dispose();
  }

  /** Where the journal ends now. */
  async end(): Promise<IPosition> {
    const { facts, numbers } = await listSegments(this.folder);
    const [lastFacts, lastNumbers] = [facts.at(-1), numbers.at(-1)];
    return {
      facts_segment: lastFacts?.number ?? 0,
      facts_offset: lastFacts ? await this.reader.size(lastFacts) : 0,
      numbers_segment: lastNumbers?.number ?? 0,
      numbers_offset: lastNumbers ? await this.reader.size(lastNumbers) : 0
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

  /** Bytes that all segments take on the disk. */
  async bytes(): Promise<number> {
    const { facts, numbers } = await listSegments(this.folder);
    const sizes = [...facts, ...numbers].map(({ file }) =>
      lstat(join(this.folder, file)).then(
        ({ size }) => size,
        () => 0
      )
    );
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  private async bytesAfter(all: ISegment[], segment: number, offset: number): Promise<number> {
    let sum = 0;
    for (const one of all) {
      if (one.number >= segment) {
        const size = await this.reader.size(one);
        sum += one.number === segment ? Math.max(0, size - offset) : size;
      }
    }
    return sum;
  }

  private async markNumbers({ numbers }: ISegments): Promise<IMark> {
    const last = numbers.at(-1);
    return last ? { number: last.number, size: await this.reader.size(last) } : { number: 0, size: 0 };
  }

  /** @returns whether there may be more facts at once */
  private async readFactsInto(reading: IReading, segments: ISegment[], ended: boolean): Promise<boolean> {
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
    for (let window = FACTS_WINDOW; ; window = Math.min(window * 8, MAX_LINE_BYTES)) {
      const offset = position.facts_offset;
      const { bytes, whole, lost } = await this.reader.read(current.segment, offset, window);
      const last = whole ? current.sealed || ended : window === MAX_LINE_BYTES;
      const { lines, damage, taken } = lost
        ? { lines: [], damage: [damageOf(lost, name, offset)], taken: lost.length }
        : readFacts(bytes, name, offset, last);
      if (taken === 0 && !whole) {
        continue;
      }
      giveBack(bytes);
      reading.facts.push(...lines);
      reading.damage.push(...damage);
      position.facts_offset += taken;
      reading.bytes += taken;
      if (whole && current.next) {
        position.facts_segment = current.next.number;
        position.facts_offset = 0;
        return true;
      }
      return !whole;
    }
  }

  /** @returns whether there are more rows before the mark */
  private async readRowsInto(reading: IReading, segments: ISegment[], ended: boolean, mark: IMark): Promise<boolean> {
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
    const { bytes, whole, lost } = await this.reader.read(current.segment, offset, most);
    const final = whole && (current.sealed || ended);
    const { rows, damage, taken } = lost
      ? { rows: null, damage: [damageOf(lost, name, offset)], taken: lost.length }
      : readRows(bytes, name, offset, final);
    reading.rows = rows;
    reading.damage.push(...damage);
    position.numbers_offset += taken;
    reading.bytes += taken;
    if (whole && current.next) {
      position.numbers_segment = current.next.number;
      position.numbers_offset = 0;
      return current.next.number <= mark.number;
    }
    return !whole && taken > 0 && (number < mark.number || position.numbers_offset < mark.size);
  }

  /** What in the folder is called like a segment and is none, as was seen last. */
  strangers: string[] = [];

  private mark: IMark | undefined;
  private readonly reader: SegmentReader;
}

function damageOf({ length, reason, content }: ILost, segment: string, offset: number): IDamage {
  return { place: { segment, offset, length }, reason, content };
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
  return { segment, next, sealed: next !== undefined || segment.packed !== null };
}
