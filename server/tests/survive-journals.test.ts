import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 as zlibCrc32, gunzipSync, gzipSync } from 'node:zlib';

import { crc32 as ourCrc32 } from '../src/journal/crc32';
import type { IDamage } from '../src/journal/Fact';
import { BEGINNING, Follower } from '../src/journal/Follower';
import { mutate, seeded } from './mutate';
import { packed } from './support';
import { compressed, FACTS, facts, HEADER, NUMBERS, numbers } from './journalFixtures';

/** Mutations of each kind of file: 100,000 in all. */
const MUTATIONS = { facts: 40_000, numbers: 40_000, gz: 10_000, z: 10_000 } as const;

const crc32 = zlibCrc32 ?? ourCrc32;
const startSeed = Date.now() % 1_000_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nbtrail-survive-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

interface IFound {
  /** Lines as text, rows in hexadecimal digits; each with its place. */
  records: string[];
  places: number[];
  damage: IDamage[];
  backlog: number;
}

/** All that a follower finds once the writer is gone. */
async function found(name: string, bytes: Buffer, within = folder): Promise<IFound> {
  writeFileSync(join(within, name), bytes);
  const follower = new Follower(within, { ...BEGINNING });
  const all: IFound = { records: [], places: [], damage: [], backlog: 0 };
  let readings = 0;
  for (let next = await follower.read(true); next; next = await follower.read(true)) {
    for (const { text, place } of next.facts) {
      all.records.push(text);
      all.places.push(place.offset);
    }
    const { rows } = next;
    for (const start of rows?.starts ?? []) {
      const { bytes: of, offset } = rows as NonNullable<typeof rows>;
      all.records.push(of.toString('hex', start, start + 32 + 8 * of.readUInt16LE(start + 2)));
      all.places.push(offset + start);
    }
    all.damage.push(...next.damage);
    if (++readings > 60) {
      throw new Error('It is read again and again');
    }
  }
  all.backlog = await follower.backlog();
  return all;
}

/** Do it for so many seeds, several at a time, each of these in a folder of its own; the first that is wrong is told. */
async function forSeeds(
  count: number,
  wrongWith: (seed: number, within: string) => Promise<string | null>
): Promise<void> {
  const lanes = 4;
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      const within = join(folder, String(lane));
      mkdirSync(within);
      for (let seed = startSeed + lane; seed < startSeed + count; seed += lanes) {
        const wrong = await wrongWith(seed, within).catch((error: unknown) => String(error));
        if (wrong !== null) {
          throw new Error(`seed ${seed}: ${wrong}`);
        }
      }
    })
  );
}

/** What is to be found: places of records, and damaged ranges. */
interface IExpected {
  places: number[];
  damage: [number, number][];
}

/** Rows by trying every byte. */
function modelOfNumbers(bytes: Buffer): IExpected {
  const model: IExpected = { places: [], damage: [] };
  const short = bytes.subarray(0, 16);
  let at = short.equals(HEADER.subarray(0, short.length)) && bytes.length >= 16 ? 16 : 0;
  let bad = at;
  while (at < bytes.length) {
    let length = 0;
    if (at + 32 <= bytes.length && bytes[at] === 0x6e && bytes[at + 1] === 0x74) {
      const end = at + 32 + 8 * bytes.readUInt16LE(at + 2);
      if (end <= bytes.length && crc32(bytes.subarray(at, end - 4)) >>> 0 === bytes.readUInt32LE(end - 4)) {
        length = end - at;
      }
    }
    if (length > 0) {
      if (bad < at) {
        model.damage.push([bad, at]);
      }
      model.places.push(at);
      at += length;
      bad = at;
    } else {
      at += 1;
    }
  }
  if (bad < bytes.length) {
    model.damage.push([bad, bytes.length]);
  }
  return model;
}

/** Facts line by line. */
function modelOfFacts(bytes: Buffer): IExpected {
  const model: IExpected = { places: [], damage: [] };
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(10, at);
    const end = newline < 0 ? bytes.length : newline + 1;
    const text = bytes.toString('utf8', at, newline < 0 ? end : newline);
    let good = false;
    try {
      const value = JSON.parse(text);
      good =
        newline >= 0 &&
        !Array.isArray(value) &&
        typeof value.k === 'string' &&
        typeof value.t === 'number' &&
        typeof value.seq === 'number';
    } catch {
      // It is no fact.
    }
    if (good) {
      model.places.push(at);
    } else if (newline < 0 || text.trim() !== '') {
      model.damage.push([at, end]);
    }
    at = end;
  }
  return model;
}

const damaged = ({ damage }: IFound): [number, number][] =>
  damage.map(({ place }) => [place.offset, place.offset + place.length]);

/** What is wrong with what was found in a plain file, or null. */
function wrongWithPlain(read: IFound, bytes: Buffer, isFacts: boolean): string | null {
  const model = isFacts ? modelOfFacts(bytes) : modelOfNumbers(bytes);
  const [is, should] = [{ places: read.places, damage: damaged(read) }, model].map(value => JSON.stringify(value));
  if (is !== should) {
    return `found ${is}, should be ${should}`;
  }
  const altered = read.records.findIndex((text, index) => {
    const at = read.places[index] as number;
    return (
      text !== bytes.toString(isFacts ? 'utf8' : 'hex', at, isFacts ? bytes.indexOf(10, at) : at + text.length / 2)
    );
  });
  return altered >= 0 ? `record ${altered} is not what stands there` : read.backlog > 0 ? 'a backlog is left' : null;
}

const reasons = (read: IFound): boolean => read.damage.every(({ reason, place }) => reason !== '' && place.length > 0);

describe('a small journal that is cut off at any byte', () => {
  it.each([
    ['facts', facts(1)],
    ['numbers', numbers(1)]
  ])('gives what is whole of its %s, and tells of the rest', async (_, { name, bytes }) => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      const piece = bytes.subarray(0, cut);
      expect({ cut, wrong: wrongWithPlain(await found(name, piece), piece, name === FACTS) }).toEqual({
        cut,
        wrong: null
      });
    }
  });

  it.each([
    ['facts', facts(1)],
    ['numbers', numbers(1)]
  ])('gives the blocks that are whole of its compressed %s, and tells of the rest', async (_, plain) => {
    const { name, bytes, records, holds } = await compressed(plain, 3);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const read = await found(name, bytes.subarray(0, cut));
      const whole = records.filter(({ end }) => end <= cut).flatMap(record => holds.get(record));
      expect({ cut, records: read.records, told: read.damage.length > 0 && reasons(read) }).toEqual({
        cut,
        records: whole,
        told: cut < bytes.length
      });
      expect(read.backlog).toBe(0);
    }
  });
});

describe('a journal to which something random happened', () => {
  it.each(['facts', 'numbers'] as const)(
    'gives exactly what a simple reader finds in its %s',
    async kind => {
      const make = kind === 'facts' ? facts : numbers;
      const [one, other] = [make(1), make(1_001)];
      await forSeeds(MUTATIONS[kind], async (seed, within) => {
        const { bytes, how, whole } = mutate(one.bytes, other.bytes, one.records, seeded(seed));
        const read = await found(one.name, bytes, within);
        const places = new Set(read.places);
        const missing = [...whole.values()]
          .flat()
          .filter(at => !places.has(at) && (kind === 'numbers' || at === 0 || bytes[at - 1] === 10));
        const wrong =
          wrongWithPlain(read, bytes, kind === 'facts') ??
          (missing.length > 0 ? `not read: ${missing.join(', ')}` : null);
        return wrong === null ? null : `${how}: ${wrong}`;
      });
    },
    300_000
  );

  it.each(['gz', 'z'] as const)(
    'gives every block that is whole of a compressed one (%s), and nothing that was not in it',
    async kind => {
      const make = kind === 'gz' ? facts : numbers;
      const [one, other] = [await compressed(make(1), 4), await compressed(make(1_001), 4)];
      const held = [...one.holds.values()].flat();
      const known = new Set([...held, ...[...other.holds.values()].flat()]);
      await forSeeds(MUTATIONS[kind], async (seed, within) => {
        const { bytes, how, whole } = mutate(one.bytes, other.bytes, one.records, seeded(seed));
        const read = await found(one.name, bytes, within);
        const there = new Set(read.records);
        const unread = [...whole.keys()].filter(record => !one.holds.get(record)?.every(text => there.has(text)));
        const invented = read.records.filter(text => !known.has(text));
        // A whole block of another file in the place of one is as good as that one.
        const silent = read.damage.length === 0 && read.records.length < held.length;
        const good = unread.length === 0 && invented.length === 0 && !silent && reasons(read) && read.backlog === 0;
        return good
          ? null
          : `${how}: ${JSON.stringify({ unread, invented, silent, damage: read.damage, backlog: read.backlog })}`;
      });
    },
    300_000
  );

  it('may be in the way of a row of any time', async () => {
    const rows = [-1, 0, NaN, Infinity, 1e300].map(time => packed(1, 1, 2, time));
    const bytes = Buffer.concat([HEADER, ...rows.flatMap(row => [Buffer.from('rubbish'), row])]);
    expect((await found(NUMBERS, bytes)).records).toEqual(rows.map(row => row.toString('hex')));
  });
});

describe('a compressed segment', () => {
  it('of facts is a gzip like any other, and one that another program made is read', async () => {
    const plain = facts(1);
    const { name, bytes } = await compressed(plain, 3);
    expect(gunzipSync(bytes).equals(plain.bytes)).toBe(true);
    expect((await found(name, gzipSync(plain.bytes))).records).toEqual((await found(name, bytes)).records);
  });

  it('tells its end while it is read', async () => {
    const [words, rows] = [await compressed(facts(1), 2), await compressed(numbers(1), 2)];
    for (const { name, bytes } of [words, rows]) {
      writeFileSync(join(folder, name), bytes);
    }
    const end = {
      facts_segment: 1,
      facts_offset: facts(1).bytes.length,
      numbers_segment: 1,
      numbers_offset: numbers(1).bytes.length
    };
    for (let round = 0; round < 200; round++) {
      const follower = new Follower(folder, { ...BEGINNING });
      let [lines, points] = [0, 0];
      for (let open = true; open; ) {
        const [reading, ...ends] = await Promise.all([follower.read(true), follower.end(), follower.end()]);
        expect(ends).toEqual([end, end]);
        expect(reading?.damage ?? []).toEqual([]);
        lines += reading?.facts.length ?? 0;
        points += reading?.rows?.starts.length ?? 0;
        open = reading !== null;
      }
      expect([lines, points]).toEqual([8, 12]);
    }
  });

  it('that is damaged behind a place is not read again before it', async () => {
    const plain = numbers(1);
    const { name, bytes, records } = await compressed(plain, 2);
    for (const at of [1, 9, ...records.map(({ start }) => start + 5), bytes.length - 3]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ 0x41;
      writeFileSync(join(folder, name), changed);
      const follower = new Follower(folder, { ...BEGINNING, numbers_segment: 1, numbers_offset: plain.bytes.length });
      for (let next = await follower.read(true); next; next = await follower.read(true)) {
        expect(next.rows?.starts ?? []).toEqual([]);
      }
    }
  });
});
