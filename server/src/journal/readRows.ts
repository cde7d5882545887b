/**
 * Finds the packed rows in a piece of a numbers segment.
 *
 * A row is believed when its mark and its checksum agree. Where they do not,
 * the next place at which they do is looked for, and what lies between is
 * damage. That search gives the same ranges however a segment grew and in
 * whatever pieces it was read: a bad range ends at the first good row, or,
 * where a whole window holds none, at a place that depends on the range's
 * beginning alone.
 */
import { NUMBERS } from '../records';
import { crc32 } from './crc32';
import { DAMAGE_KEPT, type IDamage } from './Fact';

/** The beginning of every numbers segment. */
export const HEADER = Buffer.alloc(NUMBERS.headerBytes);
HEADER.write(NUMBERS.magic, 'latin1');

/** Bytes of the largest row. */
export const MAX_ROW_BYTES = NUMBERS.rowBytes(65_535);

/** Bytes that are looked at together: a good row that begins in the first half is whole in it. */
export const ROWS_WINDOW = 2 * MAX_ROW_BYTES;

/** Values of a row that is looked for among damage whatever its time. */
const SHORT_ROW = 64;

/** Seconds since the epoch beyond which no longer row is looked for there: the year 5138. */
const MAX_TIME = 1e11;

/** Longer ones that are looked at in one search: more look like rows only where somebody saw to it. */
const MAX_LONG_ROWS = 64;

/** Whole, checked rows: the bytes, and where in them each row begins. */
export interface IRows {
  bytes: Buffer;
  starts: number[];
  segment: string;
  /** Place of the bytes in the segment. */
  offset: number;
}

export interface IRowsRead {
  rows: IRows;
  damage: IDamage[];
  /** Bytes that are dealt with. */
  taken: number;
}

/**
 * @param last - nothing can follow these bytes: what is no row now never will be
 */
export function readRows(bytes: Buffer, segment: string, offset: number, last: boolean): IRowsRead {
  const starts: number[] = [];
  const damage: IDamage[] = [];
  let at = headerLength(bytes, offset);
  if (at > bytes.length) {
    at = 0;
    if (!last) {
      return { rows: { bytes, starts, segment, offset }, damage, taken: 0 };
    }
  }
  while (at < bytes.length) {
    const length = goodRow(bytes, at);
    if (length > 0) {
      starts.push(at);
      at += length;
      continue;
    }
    const next = nextGoodRow(bytes, at + 1);
    let end = next;
    if (next < 0) {
      if (bytes.length - at >= ROWS_WINDOW) {
        end = at + MAX_ROW_BYTES;
      } else if (last) {
        end = bytes.length;
      } else {
        break;
      }
    }
    damage.push({
      place: { segment, offset: offset + at, length: end - at },
      reason:
        next < 0 && last && end - at < MAX_ROW_BYTES
          ? 'The row is not whole: its writer died while it wrote, or the bytes were changed'
          : 'The checksum does not agree: the bytes were changed',
      content: bytes.toString('hex', at, Math.min(end, at + DAMAGE_KEPT / 2))
    });
    at = end;
  }
  return { rows: { bytes, starts, segment, offset }, damage, taken: at };
}

/** Bytes of the segment's header in front of the rows; more than there are while it is not whole. */
function headerLength(bytes: Buffer, offset: number): number {
  if (offset > 0) {
    return 0;
  }
  const there = bytes.subarray(0, HEADER.length);
  return there.equals(HEADER.subarray(0, there.length)) ? HEADER.length : 0;
}

/** Length of the good row that begins at `at`, or 0. */
function goodRow(bytes: Buffer, at: number): number {
  if (at + NUMBERS.rowBytes(0) > bytes.length || bytes.readUInt16LE(at) !== NUMBERS.rowMark) {
    return 0;
  }
  const length = NUMBERS.rowBytes(bytes.readUInt16LE(at + 2));
  const end = at + length;
  return end <= bytes.length && crc32(bytes.subarray(at, end - 4)) === bytes.readUInt32LE(end - 4) ? length : 0;
}

/** Whether the row is short, or its time is one; spares long checksums of rubbish that looks like a row's mark. */
function plausible(bytes: Buffer, at: number): boolean {
  if (at + NUMBERS.rowBytes(0) > bytes.length) {
    return false;
  }
  if (bytes.readUInt16LE(at + 2) <= SHORT_ROW) {
    return true;
  }
  const time = bytes.readDoubleLE(at + 16);
  return time >= 0 && time < MAX_TIME;
}

function nextGoodRow(bytes: Buffer, from: number): number {
  const low = NUMBERS.rowMark & 0xff;
  let long = 0;
  for (let at = bytes.indexOf(low, from); at >= 0; at = bytes.indexOf(low, at + 1)) {
    if (!plausible(bytes, at)) {
      continue;
    }
    long += bytes.readUInt16LE(at) === NUMBERS.rowMark && bytes.readUInt16LE(at + 2) > SHORT_ROW ? 1 : 0;
    if ((long <= MAX_LONG_ROWS || bytes.readUInt16LE(at + 2) <= SHORT_ROW) && goodRow(bytes, at) > 0) {
      return at;
    }
  }
  return -1;
}
