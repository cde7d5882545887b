/**
 * The two forms that a compressed segment has (docs/journal.md). Both are files
 * of blocks, each with its sizes and the checksum of what was put in: one that
 * is damaged costs what it holds, and nothing else.
 */
import { promisify } from 'node:util';
import { deflate, deflateRaw, inflate, inflateRaw } from 'node:zlib';

import { NUMBERS } from '../records';
import { crc32 } from './crc32';
import { MAX_LINE_BYTES } from './readFacts';
import { packRows, unpackRows } from './packRows';

/** No block of rows is larger, here or as it was: a companion's have about 1 MiB. */
const MAX_ROWS_BYTES = 2 ** 24;
/** Nor one of facts, which may hold the longest line that there is. */
const MAX_FACTS_BYTES = MAX_LINE_BYTES + 2 ** 20;

/** What a block's first bytes tell. */
export interface IBlockHead {
  /** Bytes of the block in the file. */
  length: number;
  /** Bytes of the segment that it holds. */
  raw: number;
}

export interface IPackedForm {
  /** Bytes in front of the first block: in the file, and of the segment. */
  lead: number;
  begin: number;
  /** Bytes that `head` looks at. */
  headBytes: number;
  /** The block that begins with these bytes; null when none can. */
  head: (bytes: Buffer) => IBlockHead | null;
  /** The first place from `from` on at which a block may begin, or -1. */
  next: (bytes: Buffer, from: number) => number;
  /** The segment's size, as the beginning of the file or of a block tells it; 0 where it does not. */
  size: (bytes: Buffer) => number;
  /** What was put in. @throws Error when the block is not as it was made */
  unpack: (block: Buffer) => Promise<Buffer>;
}

/** Of a numbers segment: a header, then blocks of packed rows. */
const Z = { magic: 'NBTRAILZ', lead: 16, head: 16 } as const;

export function zHeader(size: number): Buffer {
  const header = Buffer.alloc(Z.lead);
  header.write(Z.magic, 'latin1');
  header.writeBigUInt64LE(BigInt(size), 8);
  return header;
}

/** @returns null when the bytes are not rows and nothing else */
export async function zBlock(rows: Buffer): Promise<Buffer | null> {
  const packed = packRows(rows);
  if (!packed || packed.count === 0) {
    return null;
  }
  const content = await promisify(deflate)(packed.content, { level: 3 });
  const head = Buffer.alloc(Z.head);
  [packed.count, rows.length, content.length, crc32(rows)].forEach((value, index) =>
    head.writeUInt32LE(value, 4 * index)
  );
  return Buffer.concat([head, content]);
}

const z: IPackedForm = {
  lead: Z.lead,
  begin: NUMBERS.headerBytes,
  headBytes: Z.head,
  head(bytes) {
    const [rows, raw, length] = [0, 4, 8].map(place => bytes.readUInt32LE(place)) as [number, number, number];
    const possible = rows > 0 && raw >= NUMBERS.rowBytes(0) * rows && raw <= MAX_ROWS_BYTES && length <= MAX_ROWS_BYTES;
    return possible ? { length: Z.head + length, raw } : null;
  },
  next(bytes, from) {
    // A zlib stream begins with 0x78 here, and its first two bytes are divisible by 31.
    for (
      let at = bytes.indexOf(0x78, from + Z.head);
      at >= 0 && at + 1 < bytes.length;
      at = bytes.indexOf(0x78, at + 1)
    ) {
      if (bytes.readUInt16BE(at) % 31 === 0) {
        return at - Z.head;
      }
    }
    return -1;
  },
  size: bytes =>
    bytes.length >= Z.lead && bytes.toString('latin1', 0, 8) === Z.magic ? Number(bytes.readBigUInt64LE(8)) : 0,
  async unpack(block) {
    const raw = block.readUInt32LE(4);
    const content = await inflated(inflate, block.subarray(Z.head), raw);
    return checked(unpackRows(content, block.readUInt32LE(0)), raw, block.readUInt32LE(12));
  }
};

/**
 * Of a facts segment: a gzip of several members, as gzip itself reads them. The
 * extra field of each has its length, the bytes that it holds, and the
 * segment's size, so that none has to be inflated to find the next.
 */
const GZ = { head: 32, foot: 8 } as const;
const GZ_MARK = Buffer.from([0x1f, 0x8b, 8, 4]);
/** Length of the extra field, and of its one part, which is called NT. */
const GZ_EXTRA = Buffer.from([20, 0, 0x4e, 0x54, 16, 0]);

export async function gzMember(text: Buffer, size: number): Promise<Buffer> {
  const content = await promisify(deflateRaw)(text);
  const head = Buffer.alloc(GZ.head);
  GZ_MARK.copy(head);
  head[9] = 255;
  GZ_EXTRA.copy(head, 10);
  head.writeUInt32LE(GZ.head + content.length + GZ.foot, 16);
  head.writeUInt32LE(text.length, 20);
  head.writeBigUInt64LE(BigInt(size), 24);
  const foot = Buffer.alloc(GZ.foot);
  foot.writeUInt32LE(crc32(text), 0);
  foot.writeUInt32LE(text.length, 4);
  return Buffer.concat([head, content, foot]);
}

const gz: IPackedForm = {
  lead: 0,
  begin: 0,
  headBytes: GZ.head,
  head(bytes) {
    const ours = bytes.subarray(0, 4).equals(GZ_MARK) && bytes.subarray(10, 16).equals(GZ_EXTRA);
    const [length, raw] = [bytes.readUInt32LE(16), bytes.readUInt32LE(20)];
    const possible = length > GZ.head + GZ.foot && raw > 0 && length <= MAX_FACTS_BYTES && raw <= MAX_FACTS_BYTES;
    return ours && possible ? { length, raw } : null;
  },
  next: (bytes, from) => bytes.indexOf(GZ_MARK, from),
  size: bytes => (bytes.length >= GZ.head && gz.head(bytes) ? Number(bytes.readBigUInt64LE(24)) : 0),
  async unpack(block) {
    const end = block.length - GZ.foot;
    const raw = block.readUInt32LE(20);
    const text = await inflated(inflateRaw, block.subarray(GZ.head, end), raw);
    return checked(text, block.readUInt32LE(end + 4) === raw ? raw : -1, block.readUInt32LE(end));
  }
};

export const PACKED_FORMS = { z, gz } as const;

/** @throws Error unless it comes to at most so many bytes, and nothing follows */
async function inflated(how: typeof inflate, bytes: Buffer, most: number): Promise<Buffer> {
  // With `info` zlib gives back more than its types tell.
  const { buffer, engine } = (await promisify(how)(bytes, { maxOutputLength: most, info: true })) as unknown as {
    buffer: Buffer;
    engine: { bytesWritten: number };
  };
  if (engine.bytesWritten !== bytes.length) {
    throw new Error('Something follows what was compressed');
  }
  return buffer;
}

function checked(bytes: Buffer, length: number, checksum: number): Buffer {
  if (bytes.length !== length || crc32(bytes) !== checksum) {
    throw new Error('It does not hold what was put in');
  }
  return bytes;
}
