/**
 * A segment's bytes, by their place in it, whether it is as it was written or
 * compressed (see {@link packSegment}).
 */
import { join } from 'node:path';

import { DAMAGE_KEPT } from './Fact';
import { PACKED_FORMS } from './packedForm';
import { LARGE, largeTurn } from './LargeTurn';
import { openSegment } from './openSegment';
import { type IBlock, type IPackedIndex, readAt, readIndex } from './packedIndex';
import { HEADER } from './readRows';
import type { ISegment } from './segments';
import { borrow } from './readBuffers';

export interface IBytes {
  bytes: Buffer;
  /** They reach to the end that the segment has now. */
  whole: boolean;
  /** In place of bytes: what was here cannot be unpacked. */
  lost?: ILost;
}

export interface ILost {
  /** Bytes of the segment, as it was written. */
  length: number;
  reason: string;
  /** The beginning of what there is instead, in hexadecimal digits. */
  content: string;
}

/** Reads one segment after the other; of a compressed one the last block stays in memory. */
export class SegmentReader {
  constructor(private readonly folder: string) {}

  /** What was read before is applied: a large piece may be another's turn. */
  done(): void {
    if (!this.kept || this.kept.content instanceof Buffer === false || this.kept.content.length < LARGE) {
      largeTurn.leave(this);
    }
  }

  /** Nothing is read any more. */
  dispose(): void {
    this.isDisposed = true;
    this.kept = undefined;
    largeTurn.leave(this);
  }

  /** At most `most` bytes from `offset` on; who has looked at them may {@link giveBack} them. */
  async read(segment: ISegment, offset: number, most: number): Promise<IBytes> {
    if (segment.packed === null) {
      this.kept = undefined;
      if (most > LARGE) {
        await this.takeLargeTurn();
      }
      return readPlain(join(this.folder, segment.file), offset, most);
    }
    const { size, blocks, content } = await this.indexOf(segment, segment.packed);
    const block = blocks.find(({ to }) => to > offset);
    if (!block) {
      if (most > LARGE) {
        await this.takeLargeTurn();
      }
      const bytes = content ? await content.read(offset, most) : Buffer.alloc(0);
      this.kept = undefined;
      return { bytes, whole: offset + bytes.length >= size };
    }
    if (block.to - block.from > LARGE) {
      await this.takeLargeTurn();
    }
    const unpacked = await this.unpacked(segment, segment.packed, block);
    if ('reason' in unpacked) {
      const { to } = block;
      return { bytes: Buffer.alloc(0), whole: to >= size, lost: { ...unpacked, length: to - offset } };
    }
    const begin = offset - (block.to - unpacked.length);
    const bytes = unpacked.subarray(begin, begin + most);
    return { bytes, whole: offset + bytes.length >= size };
  }

  /** Bytes that the segment has, as it was written; 0 when there is none. */
  async size(segment: ISegment): Promise<number> {
    try {
      if (segment.packed !== null) {
        return (await this.indexOf(segment, segment.packed)).size;
      }
      const file = await openSegment(join(this.folder, segment.file));
      try {
        return (await file.stat()).size;
      } finally {
        await file.close();
      }
    } catch {
      return 0;
    }
  }

  private async takeLargeTurn(): Promise<void> {
    await largeTurn.enter(this);
    if (this.isDisposed) {
      largeTurn.leave(this);
      throw new Error('Nobody reads this segment any more');
    }
  }

  /** Looked up once, however many ask meanwhile. */
  private indexOf({ file: name }: ISegment, form: 'gz' | 'z'): Promise<IPackedIndex> {
    let index = this.indices.get(name);
    if (!index) {
      index = readIndex(join(this.folder, name), form);
      index.catch(() => this.indices.delete(name));
      this.indices.set(name, index);
    }
    return index;
  }

  /** What a block holds, with the segment's header in front of the first rows; or why that is lost. */
  private async unpacked(
    { file: name }: ISegment,
    form: 'gz' | 'z',
    block: IBlock
  ): Promise<Buffer | Omit<ILost, 'length'>> {
    if (this.kept?.name === name && this.kept.from === block.from) {
      return this.kept.content;
    }
    const { at, length, from, whole, reason } = block;
    const file = await openSegment(join(this.folder, name));
    let packed: Buffer;
    try {
      packed = await readAt(file, at, whole ? length : Math.min(length, DAMAGE_KEPT / 2));
    } finally {
      await file.close();
    }
    let content: Buffer | Omit<ILost, 'length'> = {
      reason:
        reason !== undefined
          ? `${name} is not read. ${reason}`
          : length === 0
            ? `${name} ends too early: the rest of what was compressed is not there`
            : `Bytes ${at} to ${at + length} of ${name} cannot be unpacked: they were changed`,
      content: packed.toString('hex', 0, DAMAGE_KEPT / 2)
    };
    if (whole) {
      try {
        const found = await PACKED_FORMS[form].unpack(packed);
        content = form === 'z' && from === HEADER.length ? Buffer.concat([HEADER, found]) : found;
      } catch {
        // It is lost.
      }
    }
    this.kept = { name, from, content };
    return content;
  }

  private kept: { name: string; from: number; content: Buffer | Omit<ILost, 'length'> } | undefined;
  private isDisposed = false;
  private readonly indices = new Map<string, Promise<IPackedIndex>>();
}

async function readPlain(path: string, offset: number, most: number): Promise<IBytes> {
  const file = await openSegment(path);
  try {
    const { size } = await file.stat();
    const bytes = borrow(Math.max(0, Math.min(most, size - offset)));
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, offset + length);
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
