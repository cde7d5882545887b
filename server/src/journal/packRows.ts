/**
 * Packed rows with what follows from the rest left out, and like bytes together.
 *
 * The u16 `n` of each row comes first. Then, for each `n` from the smallest, all
 * rows of that size: of each row the bytes from `series` to the execution
 * number, byte 0 of all of them, then byte 1 of all of them, and so on. Signs,
 * exponents, steps and times hardly change from row to row, so a deflate of this
 * takes a third less than one of the rows as they are. The mark and the checksum
 * are computed again.
 */
import { NUMBERS } from '../records';
import { crc32 } from './crc32';

/** Bytes in front of a row's `series`, and behind its execution number. */
const HEAD = 4;
const TAIL = 4;

/**
 * @param rows - whole rows, back to back
 * @returns null when they are not: then the bytes are to be kept as they are
 */
export function packRows(rows: Buffer): { content: Buffer; count: number } | null {
  const starts = new Map<number, number[]>();
  const counts: number[] = [];
  for (let at = 0; at < rows.length; ) {
    const n = at + NUMBERS.rowBytes(0) <= rows.length ? rows.readUInt16LE(at + 2) : -1;
    const end = at + NUMBERS.rowBytes(Math.max(n, 0));
    if (
      n < 0 ||
      end > rows.length ||
      rows.readUInt16LE(at) !== NUMBERS.rowMark ||
      crc32(rows.subarray(at, end - TAIL)) !== rows.readUInt32LE(end - TAIL)
    ) {
      return null;
    }
    const same = starts.get(n) ?? [];
    starts.set(n, same);
    same.push(at);
    counts.push(n);
    at = end;
  }
  const content = Buffer.alloc(rows.length - counts.length * (HEAD + TAIL - 2));
  counts.forEach((n, row) => content.writeUInt16LE(n, 2 * row));
  let to = 2 * counts.length;
  for (const [n, same] of bySize(starts)) {
    for (let byte = HEAD; byte < NUMBERS.rowBytes(n) - TAIL; byte++) {
      for (const start of same) {
        content[to++] = rows[start + byte] as number;
      }
    }
  }
  return { content, count: counts.length };
}

/**
 * The rows that {@link packRows} was given.
 *
 * @throws Error when it gave back something else
 */
export function unpackRows(content: Buffer, count: number): Buffer {
  const starts = new Map<number, number[]>();
  let size = 0;
  for (let row = 0; row < count; row++) {
    const n = content.readUInt16LE(2 * row);
    const same = starts.get(n) ?? [];
    starts.set(n, same);
    same.push(size);
    size += NUMBERS.rowBytes(n);
  }
  if (size - count * (HEAD + TAIL - 2) !== content.length) {
    throw new Error('The sizes of the rows do not add up');
  }
  const rows = Buffer.allocUnsafeSlow(size);
  let from = 2 * count;
  for (const [n, same] of bySize(starts)) {
    for (let byte = HEAD; byte < NUMBERS.rowBytes(n) - TAIL; byte++) {
      for (const start of same) {
        rows[start + byte] = content[from++] as number;
      }
    }
    for (const start of same) {
      const end = start + NUMBERS.rowBytes(n) - TAIL;
      rows.writeUInt16LE(NUMBERS.rowMark, start);
      rows.writeUInt16LE(n, start + 2);
      rows.writeUInt32LE(crc32(rows.subarray(start, end)), end);
    }
  }
  return rows;
}

function bySize(starts: ReadonlyMap<number, number[]>): [number, number[]][] {
  return [...starts].sort(([a], [b]) => a - b);
}
