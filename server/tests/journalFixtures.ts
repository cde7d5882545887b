/** Small journals whose records are known, plain and compressed. */
import { gzMember, zBlock, zHeader } from '../src/journal/packedForm';
import type { IRange } from './mutate';
import { packed } from './support';

export const FACTS = 'facts-000001.ndjson';
export const NUMBERS = 'numbers-000001.bin';
export const HEADER = Buffer.from('NBTRAILN\0\0\0\0\0\0\0\0', 'latin1');

/** A file, its records, and the blocks that these lie in where it is compressed. */
export interface IFixture {
  name: string;
  bytes: Buffer;
  records: IRange[];
}

export const line = (seq: number, more: object = {}): string =>
  `${JSON.stringify({ v: 1, seq, t: 1_700_000_000.5 + seq, k: 'notice', message: 'naïve 😀 "quoted"\n', ...more })}\n`;

export function facts(first: number): IFixture {
  const lines = Array.from({ length: 8 }, (_, index) => line(first + index, { [`x_${index}`]: 'y'.repeat(index * 9) }));
  return {
    name: FACTS,
    bytes: Buffer.from(lines.join('')),
    records: ranges(
      lines.map(text => Buffer.byteLength(text)),
      0
    )
  };
}

export function numbers(first: number): IFixture {
  const rows = Array.from({ length: 12 }, (_, index) =>
    packed(1 + (index % 3), first + index, index % 4, 1_700_000_000 + index, index)
  );
  return {
    name: NUMBERS,
    bytes: Buffer.concat([HEADER, ...rows]),
    records: ranges(
      rows.map(({ length }) => length),
      HEADER.length
    )
  };
}

/** Blocks that lie behind one another, as ranges of their file. */
export function ranges(lengths: number[], start: number): IRange[] {
  let end = start;
  return lengths.map(length => {
    const start = end;
    end += length;
    return { start, end };
  });
}

/** The compressed form in blocks of a few records each: the records of the result are its blocks. */
export async function compressed(
  plain: IFixture,
  perBlock: number
): Promise<IFixture & { holds: Map<IRange, string[]> }> {
  const groups: IRange[][] = [];
  for (let at = 0; at < plain.records.length; at += perBlock) {
    groups.push(plain.records.slice(at, at + perBlock));
  }
  const isFacts = plain.name === FACTS;
  const blocks: Buffer[] = [];
  for (const group of groups) {
    const content = plain.bytes.subarray(group[0]?.start, group.at(-1)?.end);
    blocks.push(isFacts ? await gzMember(content, plain.bytes.length) : ((await zBlock(content)) as Buffer));
  }
  const lead = isFacts ? Buffer.alloc(0) : zHeader(plain.bytes.length);
  const records = ranges(
    blocks.map(({ length }) => length),
    lead.length
  );
  const text = ({ start, end }: IRange): string =>
    isFacts ? plain.bytes.toString('utf8', start, end - 1) : plain.bytes.toString('hex', start, end);
  return {
    name: `${plain.name}.${isFacts ? 'gz' : 'z'}`,
    bytes: Buffer.concat([lead, ...blocks]),
    records,
    holds: new Map(records.map((record, index) => [record, (groups[index] as IRange[]).map(text)]))
  };
}
