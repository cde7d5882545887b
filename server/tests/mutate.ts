/** Random numbers that a seed repeats, and what can happen to a file's bytes. */

export type Random = (below: number) => number;

/** Whole numbers from 0, the same for the same seed. */
export function seeded(seed: number): Random {
  let state = (Math.abs(seed * 7_919) % 2_147_483_646) + 1;
  return below => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * below);
  };
}

/** A range of bytes. */
export interface IRange {
  start: number;
  end: number;
}

export interface IMutation {
  how: string;
  bytes: Buffer;
  /** Where each of the given ranges is whole now, for those that are. */
  whole: Map<IRange, number[]>;
}

const KINDS = ['flip', 'delete', 'insert', 'duplicate', 'swap', 'zero', 'splice', 'truncate'] as const;

type Piece = IRange | Buffer;

/**
 * Something random happens once to the file.
 *
 * @param other - another file, of which a piece may come in
 * @param ranges - its records
 */
export function mutate(file: Buffer, other: Buffer, ranges: readonly IRange[], random: Random): IMutation {
  const kind = KINDS[random(KINDS.length)] as (typeof KINDS)[number];
  const range = (size: number): IRange => {
    const start = random(size);
    return { start, end: Math.min(size, start + 1 + random(random(4) === 0 ? size : 16)) };
  };
  const [one, another] = [range(file.length), range(file.length)].sort((a, b) => a.start - b.start) as [IRange, IRange];
  const { start, end } = one;
  const before = { start: 0, end: start };
  const after = { start: end, end: file.length };
  const made = {
    flip: () => [
      before,
      Buffer.from([(file[start] as number) ^ (1 << random(8))]),
      { start: start + 1, end: file.length }
    ],
    delete: () => [before, after],
    insert: () => [
      before,
      Buffer.from(Array.from({ length: end - start }, () => random(256))),
      { start, end: file.length }
    ],
    duplicate: () => [{ start: 0, end }, one, after],
    swap: () => {
      const split = Math.max(end, another.start);
      const rest = { start: split, end: Math.max(split, another.end) };
      return [before, rest, { start: end, end: split }, one, { start: rest.end, end: file.length }];
    },
    zero: () => [before, Buffer.alloc(end - start), after],
    splice: () => {
      const piece = range(other.length);
      return [before, other.subarray(piece.start, piece.end), after];
    },
    truncate: () => [before]
  }[kind]() as Piece[];
  const whole = new Map<IRange, number[]>();
  let at = 0;
  for (const piece of made) {
    if ('start' in piece) {
      for (const record of ranges) {
        if (piece.start <= record.start && record.end <= piece.end) {
          whole.set(record, [...(whole.get(record) ?? []), at + record.start - piece.start]);
        }
      }
      at += piece.end - piece.start;
    } else {
      at += piece.length;
    }
  }
  return {
    how: `${kind} at ${start} to ${end}`,
    bytes: Buffer.concat(made.map(piece => ('start' in piece ? file.subarray(piece.start, piece.end) : piece))),
    whole
  };
}
