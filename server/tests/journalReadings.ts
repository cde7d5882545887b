/** Facts and packed rows to write, and all that a follower reads of them. */
import type { IDamage, IFactLine } from '../src/journal/Fact';
import { crc32 } from '../src/journal/crc32';
import type { Follower, IReading } from '../src/journal/Follower';
import { NUMBERS } from '../src/records';

export const FACTS = 'facts-000001.ndjson';
export const ROWS = 'numbers-000001.bin';
export const HEADER = Buffer.concat([Buffer.from(NUMBERS.magic, 'latin1'), Buffer.alloc(8)]);

export interface IPoint {
  series: number;
  step: number;
}

export interface IEverything {
  readings: IReading[];
  facts: IFactLine[];
  points: IPoint[];
  damage: IDamage[];
}

export const fact = (seq: number, more: object = {}): string =>
  `${JSON.stringify({ v: 1, seq, t: 1_700_000_000 + seq, k: 'notice', code: 'NT1', message: 'naïve 😀\u2028', ...more })}\n`;

export function row(step: number, values: number[] = [0.5], series = 1): Buffer {
  const bytes = Buffer.alloc(NUMBERS.rowBytes(values.length));
  bytes.writeUInt16LE(NUMBERS.rowMark, 0);
  bytes.writeUInt16LE(values.length, 2);
  bytes.writeUInt32LE(series, 4);
  bytes.writeDoubleLE(step, 8);
  bytes.writeDoubleLE(1_700_000_000.25, 16);
  values.forEach((value, index) => bytes.writeDoubleLE(value, 24 + 8 * index));
  bytes.writeUInt32LE(1, bytes.length - 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
  return bytes;
}

/** Read until there is nothing new. */
export async function readAll(follower: Follower, ended = false): Promise<IEverything> {
  const readings: IReading[] = [];
  for (let next = await follower.read(ended); next; next = await follower.read(ended)) {
    readings.push(next);
  }
  return gathered(readings);
}

export function gathered(readings: IReading[]): IEverything {
  return {
    readings,
    facts: readings.flatMap(reading => reading.facts),
    points: readings.flatMap(pointsOf),
    damage: readings.flatMap(reading => reading.damage)
  };
}

export function pointsOf({ rows }: IReading): IPoint[] {
  return (rows?.starts ?? []).map(start => ({
    series: rows!.bytes.readUInt32LE(start + 4),
    step: rows!.bytes.readDoubleLE(start + 8)
  }));
}

export const seqs = ({ facts }: IEverything): number[] => facts.map(line => line.fact.seq);
export const steps = ({ points }: IEverything): number[] => points.map(point => point.step);
export const ranges = (damage: IDamage[]): number[][] =>
  damage.map(({ place }) => [place.offset, place.offset + place.length]);
