/**
 * Where the blocks of a compressed segment are, and which bytes of the segment
 * each holds.
 *
 * Of a file that is as it was made, the blocks' heads tell that. Of any other,
 * each place at which a block may begin is tried, and what unpacks is believed;
 * what lies between is lost. How much of the segment that was follows from its
 * size where there is one such piece. Where there are more, the last one takes
 * what is left over: no place is then behind the one that it had, so that
 * nothing which was applied before is read again.
 */
import type { FileHandle } from 'node:fs/promises';

import { GzipText } from './gzipText';
import { openSegment } from './openSegment';
import { type IPackedForm, PACKED_FORMS } from './packedForm';

/** A piece of the file, and of the segment. */
export interface IBlock {
  at: number;
  length: number;
  from: number;
  to: number;
  /** It can be unpacked, as far as is known. */
  whole: boolean;
  /** Why it is not unpacked, where that is known. */
  reason?: string;
}

export interface IPackedIndex {
  /** Bytes that the segment had. */
  size: number;
  blocks: IBlock[];
  /** What it holds, where that is not made of blocks of ours. */
  content?: GzipText;
}

/** Where a gzip has its flags, and the one for an extra field. */
const GZIP_FLAGS = 3;
const GZIP_EXTRA = 4;
/** No segment has more bytes. */
const MAX_SEGMENT_BYTES = 2 ** 32;
/** No larger file is looked through for what is whole in it. */
const MAX_SALVAGED_BYTES = 2 ** 29;
/** Bytes inflated for nothing, at most: enough for any damage, but not for a file made to keep its reader busy. */
const MAX_WASTED_BYTES = 2 ** 30;

export async function readIndex(path: string, kind: 'gz' | 'z'): Promise<IPackedIndex> {
  const file = await openSegment(path);
  try {
    return await indexOf(file, path, kind);
  } finally {
    await file.close();
  }
}

async function indexOf(file: FileHandle, path: string, kind: 'gz' | 'z'): Promise<IPackedIndex> {
  const form = PACKED_FORMS[kind];
  const { size: length } = await file.stat();
  const size = form.size(await readAt(file, 0, Math.min(length, Math.max(form.headBytes, form.lead))));
  const blocks = await heads(file, form, length);
  if (blocks?.at(-1)?.to === size) {
    return { size, blocks };
  }
  // One of ours has an extra field, whatever happened to the rest of it.
  if (kind === 'gz' && length > GZIP_FLAGS && (((await readAt(file, GZIP_FLAGS, 1))[0] ?? 0) & GZIP_EXTRA) === 0) {
    const content = await GzipText.measure(path, length);
    if (typeof content === 'string') {
      return notRead(length, content);
    }
    if (content) {
      return { size: content.size, blocks: [], content };
    }
  }
  return length > MAX_SALVAGED_BYTES
    ? notRead(length, 'It is damaged, and too large to be looked through')
    : salvaged(await readAt(file, 0, length), form, size);
}

/** All of the file is one loss. */
function notRead(length: number, reason: string): IPackedIndex {
  return { size: 1, blocks: [{ at: 0, length, from: 0, to: 1, whole: false, reason }] };
}

/** @throws Error when there are fewer bytes */
export async function readAt(file: FileHandle, at: number, wanted: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(wanted);
  for (let length = 0; length < wanted; ) {
    const { bytesRead } = await file.read(bytes, length, wanted - length, at + length);
    if (bytesRead === 0) {
      throw new Error('A compressed segment ends too early');
    }
    length += bytesRead;
  }
  return bytes;
}

/** The blocks by their heads; null when these do not lead from one to the next and to the end. */
async function heads(file: FileHandle, form: IPackedForm, length: number): Promise<IBlock[] | null> {
  const blocks: IBlock[] = [];
  let from = form.begin;
  for (let at = form.lead; at !== length; ) {
    const head = at + form.headBytes <= length ? form.head(await readAt(file, at, form.headBytes)) : null;
    if (!head || at + head.length > length) {
      return null;
    }
    blocks.push({ at, length: head.length, from, to: from + head.raw, whole: true });
    at += head.length;
    from += head.raw;
  }
  return blocks;
}

async function salvaged(bytes: Buffer, form: IPackedForm, size: number): Promise<IPackedIndex> {
  const found: { at: number; length: number; raw: number; whole: boolean }[] = [];
  let told = size;
  let end = size > 0 ? form.lead : 0;
  const lose = (to: number): void => {
    const at = to < end ? 0 : end;
    if (to > at) {
      found.push({ at, length: to - at, raw: 1, whole: false });
    }
  };
  let inVain = 0;
  for (let at = 0; at >= 0; ) {
    const head = at + form.headBytes <= bytes.length ? form.head(bytes.subarray(at)) : null;
    const isPossible = head !== null && at + head.length <= bytes.length;
    if (isPossible && (await unpacks(bytes.subarray(at, at + head.length), form))) {
      lose(at);
      told ||= form.size(bytes.subarray(at));
      found.push({ at, ...head, whole: true });
      at = end = at + head.length;
      continue;
    }
    inVain += isPossible ? head.raw : 0;
    at = inVain > MAX_WASTED_BYTES ? -1 : form.next(bytes, at + 1);
  }
  lose(bytes.length);
  const sum = form.begin + found.reduce((raw, piece) => raw + piece.raw, 0);
  if (told !== sum || found.length === 0) {
    let last = found.filter(({ whole }) => !whole).at(-1);
    if (!last) {
      // The file ends without it.
      last = { at: bytes.length, length: 0, raw: 0, whole: false };
      found.push(last);
    }
    last.raw = told > sum && told <= MAX_SEGMENT_BYTES ? last.raw + told - sum : 1;
  }
  let from = form.begin;
  const blocks = found.map(({ at, length, raw, whole }): IBlock => {
    const block = { at, length, from, to: from + raw, whole };
    from = block.to;
    return block;
  });
  return { size: from, blocks };
}

async function unpacks(block: Buffer, form: IPackedForm): Promise<boolean> {
  return form.unpack(block).then(
    () => true,
    () => false
  );
}
