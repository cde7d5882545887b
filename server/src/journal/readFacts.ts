import { MAX_NAMES, MAX_VALUES, tooMany } from './countValues';
import { DAMAGE_KEPT, type IDamage, type IFactLine, type IFoundFact } from './Fact';

/** A longer line is split, so that a broken file cannot fill the memory. */
export const MAX_LINE_BYTES = 2 ** 27;
/** Longer ones are counted before they are parsed. */
const LONG_LINE = 2 ** 20;
/** Bad lines of one piece that are reported one by one; after them, consecutive ones are reported together. */
const MAX_DAMAGES = 1_000;

export interface IFactsRead {
  lines: IFactLine[];
  damage: IDamage[];
  /** Bytes that are dealt with. */
  taken: number;
}

/**
 * Facts in a piece of a segment that begins at a line's beginning.
 *
 * A line without an end is left for later, unless the piece is the segment's
 * `last` one, after which nothing can follow: then it is damage.
 */
export function readFacts(bytes: Buffer, segment: string, offset: number, last: boolean): IFactsRead {
  const read: IFactsRead = { lines: [], damage: [], taken: 0 };
  const aside = (length: number, reason: string): void => {
    const content = bytes.toString('utf8', read.taken, read.taken + Math.min(length, DAMAGE_KEPT));
    const before = read.damage.at(-1);
    const at = offset + read.taken;
    if (before && read.damage.length >= MAX_DAMAGES && before.place.offset + before.place.length === at) {
      before.place.length += length;
    } else {
      read.damage.push({ place: { segment, offset: at, length }, reason, content });
    }
  };
  while (read.taken < bytes.length) {
    const end = bytes.indexOf(0x0a, read.taken);
    if (end < 0) {
      if (last) {
        const length = bytes.length - read.taken;
        aside(length, 'The line has no end: its writer died while it wrote');
        read.taken += length;
      }
      return read;
    }
    const length = end + 1 - read.taken;
    if (length > LONG_LINE && tooMany(bytes, read.taken, end)) {
      aside(length, `The fact has more than ${MAX_VALUES} values or ${MAX_NAMES} names: it is not taken in`);
      read.taken += length;
      continue;
    }
    const text = bytes.toString('utf8', read.taken, end);
    if (text.trim() !== '') {
      const found = parsed(text);
      if (typeof found === 'string') {
        aside(length, found);
      } else {
        const place = { segment, offset: offset + read.taken, length };
        read.lines.push({ fact: found, text, place });
      }
    }
    read.taken += length;
  }
  return read;
}

/** What an escaped half of a surrogate pair looks like; a whole pair has two of them. */
const HALF_PAIR = /\\u[dD][89a-fA-F]/;

/** Halves of surrogate pairs, which no table can hold, replaced by U+FFFD in texts and names. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') {
    return Buffer.from(value).toString();
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Array.isArray(value)
    ? value.map(wellFormed)
    : Object.fromEntries(Object.entries(value).map(([name, entry]) => [wellFormed(name), wellFormed(entry)]));
}

/** The fact, or why it is none. */
function parsed(text: string): IFoundFact | string {
  let found: unknown;
  try {
    found = JSON.parse(text);
    if (HALF_PAIR.test(text)) {
      found = wellFormed(found);
    }
  } catch {
    return 'The line is not JSON';
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    return 'The line is not a JSON object';
  }
  const { k, t, seq } = found as { k?: unknown; t?: unknown; seq?: unknown };
  if (typeof k !== 'string' || typeof t !== 'number' || typeof seq !== 'number') {
    return 'The fact lacks its kind (k), time (t) or number (seq)';
  }
  return found as IFoundFact;
}
