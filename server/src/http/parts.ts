/**
 * Long answers in parts: messages of about a mebibyte, between which others find their
 * way. Each row is whole in one of them.
 */
import type { Cell, IResult, IResults, IRowsPush, ISplice } from '../protocol';

const MAX_PART_BYTES = 2 ** 20;

/** A reply as messages. */
export function replyParts(id: number, result: IResults[keyof IResults]): string[] {
  const reply = JSON.stringify({ id, result });
  if (Buffer.byteLength(reply) <= MAX_PART_BYTES || !('row_count' in result)) {
    return [reply];
  }
  const { data, row_count, truncated, version } = result as IResult;
  const [first = [], ...others] = cut(data, row_count);
  let start = first[0]?.length ?? 0;
  const begin = JSON.stringify({ id, result: { ...result, data: first, row_count: start }, more: true });
  const pushes = others.map((part): IRowsPush => {
    const splice = { start, remove: 0, data: part };
    start += part[0]?.length ?? 0;
    return { type: 'rows', request: id, version, splices: [splice], row_count, truncated };
  });
  return [begin, ...inOrder(pushes)];
}

/** Rows as messages. */
export function pushParts(push: IRowsPush): string[] {
  const text = JSON.stringify(push);
  if (Buffer.byteLength(text) <= MAX_PART_BYTES) {
    return [text];
  }
  return inOrder(push.splices.flatMap(splice => cutSplice(splice).map(part => ({ ...push, splices: [part] }))));
}

function inOrder(pushes: readonly IRowsPush[]): string[] {
  return pushes.map((push, index) => JSON.stringify(index < pushes.length - 1 ? { ...push, more: true } : push));
}

function cutSplice({ start, remove, data }: ISplice): ISplice[] {
  let at = start;
  const parts = cut(data, data[0]?.length ?? 0).map((part, index): ISplice => {
    const splice = { start: at, remove: index === 0 ? remove : 0, data: part };
    at += part[0]?.length ?? 0;
    return splice;
  });
  return parts.length > 0 ? parts : [{ start, remove, data }];
}

/** The rows in stretches of bounded length. */
function cut(data: Cell[][], rows: number): Cell[][][] {
  if (rows === 0) {
    return [];
  }
  const bytes = Buffer.byteLength(JSON.stringify(data));
  if (bytes <= MAX_PART_BYTES || rows === 1) {
    return [data];
  }
  const each = Math.max(1, Math.min(Math.ceil(rows / 2), Math.floor((rows * MAX_PART_BYTES) / bytes)));
  const parts: Cell[][][] = [];
  for (let from = 0; from < rows; from += each) {
    const part = data.map(column => column.slice(from, from + each));
    parts.push(...cut(part, Math.min(each, rows - from)));
  }
  return parts;
}
