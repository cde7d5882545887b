/**
 * Compresses what nobody writes to any more: `facts-1.ndjson` becomes
 * `facts-1.ndjson.gz`, a gzip of several members, and `numbers-1.bin` becomes
 * `numbers-1.bin.z`, blocks of packed rows (docs/journal.md). What was
 * compressed is read back from the disk and compared before the original goes, so
 * a segment is whole at every moment in one form or the other. An original that
 * changes meanwhile, against all that is known of its writer, stays.
 */
import { open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { NUMBERS } from '../records';
import { gzMember, zBlock, zHeader } from './packedForm';
import { openSegment } from './openSegment';
import { HEADER } from './readRows';
import { SegmentReader } from './segmentFile';
import { type ISegment, listSegments } from './segments';

/** A segment that is smaller is not worth a change. */
const WORTH_BYTES = 64 * 2 ** 10;
/** Nor are facts so large, which no nbtrail has written: they would have to be in memory as a whole. */
const MAX_FACTS_BYTES = 2 ** 28;
/** Bytes of rows in a block, and of facts. */
const BLOCK_BYTES = 2 ** 20;
const MEMBER_BYTES = 2 ** 18;
/** Ending of a file that is being made. */
const PART = '.part';

/**
 * Compress the segments of a writer that is gone.
 *
 * @param exclusively - has nobody read while the original gives way
 * @returns bytes saved
 */
export async function packSegments(
  folder: string,
  signal: AbortSignal,
  exclusively: (work: () => Promise<void>) => Promise<void>
): Promise<number> {
  const { facts, numbers } = await listSegments(folder);
  let saved = 0;
  for (const segment of [...facts, ...numbers]) {
    signal.throwIfAborted();
    const path = join(folder, segment.file);
    const size = segment.packed === null ? await new SegmentReader(folder).size(segment) : 0;
    const form = facts.includes(segment) ? 'gz' : 'z';
    if (size < WORTH_BYTES || (form === 'gz' && size > MAX_FACTS_BYTES)) {
      continue;
    }
    const packed = `${path}.${form}`;
    const part = `${packed}${PART}`;
    const before = await stateOf(path);
    try {
      const made = form === 'gz' ? await packFacts(path, part) : await packNumbers(folder, segment, part, signal);
      if (made > 0 && made < size && (await agrees(folder, segment, part, form))) {
        await exclusively(async () => {
          await rename(part, packed);
          await syncFolder(folder);
          if ((await stateOf(path)) === before) {
            await rm(path);
            saved += size - made;
          } else {
            await rm(packed);
          }
        });
      }
    } finally {
      await rm(part, { force: true });
    }
  }
  return saved;
}

/** @returns bytes of the compressed file */
async function packFacts(path: string, part: string): Promise<number> {
  const original = await openSegment(path);
  const text = await original.readFile().finally(() => original.close());
  const members: Buffer[] = [];
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf(0x0a, at + MEMBER_BYTES) + 1 || text.length;
    members.push(await gzMember(text.subarray(at, end), text.length));
    at = end;
  }
  const packed = Buffer.concat(members);
  const file = await open(part, 'w', 0o600);
  try {
    await file.writeFile(packed);
    await file.sync();
  } finally {
    await file.close();
  }
  return packed.length;
}

/** @returns bytes of the compressed file; 0 when the segment has something in it that is no row */
async function packNumbers(folder: string, segment: ISegment, part: string, signal: AbortSignal): Promise<number> {
  const reader = new SegmentReader(folder);
  const size = await reader.size(segment);
  const first = await reader.read(segment, 0, HEADER.length);
  if (!first.bytes.equals(HEADER)) {
    return 0;
  }
  const file = await open(part, 'w', 0o600);
  try {
    const header = zHeader(size);
    await file.write(header);
    let written = header.length;
    for (let offset = HEADER.length; offset < size; ) {
      signal.throwIfAborted();
      const { bytes } = await reader.read(segment, offset, BLOCK_BYTES);
      const rows = bytes.subarray(0, wholeRows(bytes));
      const block = await zBlock(rows);
      if (!block) {
        return 0;
      }
      await file.write(block);
      written += block.length;
      offset += rows.length;
    }
    await file.sync();
    return written;
  } finally {
    await file.close();
  }
}

/** Which file it is, how long, and when it was last written to. */
async function stateOf(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true });
  return [dev, ino, size, mtimeNs].join();
}

/** Whether the compressed segment reads as the original does. */
async function agrees(folder: string, segment: ISegment, part: string, form: 'gz' | 'z'): Promise<boolean> {
  const plain = new SegmentReader(folder);
  const packed = new SegmentReader('');
  const other: ISegment = { ...segment, file: part, packed: form };
  for (let offset = 0; ; ) {
    const { bytes, whole } = await packed.read(other, offset, BLOCK_BYTES);
    const original = await plain.read(segment, offset, bytes.length);
    if (!original.bytes.equals(bytes) || original.whole !== whole) {
      return false;
    }
    if (whole) {
      return true;
    }
    offset += bytes.length;
  }
}

/** Bytes up to the end of the last row that is all there, by the sizes alone. */
function wholeRows(bytes: Buffer): number {
  let at = 0;
  while (at + 4 <= bytes.length) {
    const end = at + NUMBERS.rowBytes(bytes.readUInt16LE(at + 2));
    if (end > bytes.length) {
      break;
    }
    at = end;
  }
  return at;
}

async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Where folders cannot be synced, the rename is kept by the file system's own order.
  }
}
