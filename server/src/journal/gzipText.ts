/**
 * A gzip that is not made of members of ours: any will do. It can only be
 * inflated from its beginning on, so that is done piece by piece as it is read,
 * and no more of it than a window is ever in memory.
 */
import { Readable } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';

import { openSegment } from './openSegment';

/** No segment of facts has more bytes. */
const MAX_BYTES = 2 ** 30;
/** What comes to more bytes and to so many times its size is no journal: facts come to fifty times at most. */
const BOMB_BYTES = 2 ** 26;
const BOMB_RATIO = 200;
/** Bytes that are read at once. */
const PIECE = 2 ** 16;

export class GzipText {
  private constructor(
    private readonly path: string,
    /** Bytes that it inflates to. */
    readonly size: number
  ) {}

  /**
   * Inflate it once, to see what it comes to.
   *
   * @param length - of the file
   * @returns null when it is no gzip, or not whole; or why it is not read
   */
  static async measure(path: string, length: number): Promise<GzipText | string | null> {
    const inflating = inflate(path);
    let size = 0;
    try {
      for await (const piece of inflating as AsyncIterable<Buffer>) {
        size += piece.length;
        if (size > MAX_BYTES) {
          return `It comes to more than ${MAX_BYTES} bytes`;
        }
        if (size > BOMB_BYTES && size > BOMB_RATIO * inflating.bytesWritten) {
          return `It comes to more than ${BOMB_RATIO} times its size: it is no journal`;
        }
      }
    } catch {
      return null;
    }
    return size > 0 && inflating.bytesWritten === length ? new GzipText(path, size) : null;
  }

  /** At most `most` bytes from `offset` on; quick where the last reading ended. */
  async read(offset: number, most: number): Promise<Buffer> {
    if (this.at > offset || !this.pieces) {
      this.at = 0;
      this.rest = Buffer.alloc(0);
      this.pieces = (inflate(this.path) as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    }
    const wanted = Math.min(most, this.size - offset);
    const found: Buffer[] = [];
    for (let length = 0; length < wanted; ) {
      if (this.rest.length === 0) {
        const { value, done } = await this.pieces.next();
        if (done) {
          throw new Error('The gzip has become shorter');
        }
        this.rest = value;
      }
      const skipped = Math.min(this.rest.length, Math.max(0, offset - this.at));
      const taken = this.rest.subarray(skipped, skipped + wanted - length);
      this.at += skipped + taken.length;
      this.rest = this.rest.subarray(skipped + taken.length);
      length += taken.length;
      if (taken.length > 0) {
        found.push(taken);
      }
    }
    return Buffer.concat(found);
  }

  private pieces: AsyncIterator<Buffer> | undefined;
  /** Where the rest begins, which is inflated and not given yet. */
  private at = 0;
  private rest: Buffer = Buffer.alloc(0);
}

function inflate(path: string): Gunzip {
  const inflating = createGunzip({ chunkSize: PIECE });
  Readable.from(pieces(path))
    .on('error', error => inflating.destroy(error))
    .pipe(inflating);
  return inflating;
}

/** The file is closed between two pieces: nobody tells when no more of it is wanted. */
async function* pieces(path: string): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    const file = await openSegment(path);
    let piece: Buffer;
    try {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(PIECE), 0, PIECE, at);
      piece = buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
    if (piece.length === 0) {
      return;
    }
    at += piece.length;
    yield piece;
  }
}
