/**
 * Journals that are torn, damaged, or of a format that is yet to come, plain
 * and compressed: reading never fails and comes to an end; every record whose
 * bytes are there and can be found is read; none is read whose checksum does
 * not agree; what could not be read is told with its place and reason.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 as zlibCrc32, gunzipSync, gzipSync } from 'node:zlib';

import { crc32 as ourCrc32 } from '../src/journal/crc32';
import type { IDamage } from '../src/journal/Fact';
import { BEGINNING, Follower } from '../src/journal/Follower';
import { gzMember, zBlock, zHeader } from '../src/journal/packedForm';
import { type IRange, mutate, seeded } from './mutate';
import { Home, Journal, packed } from './support';
import { everyRow } from './everyRow';

/** Mutations of each kind of file: 100,000 in all. */
const MUTATIONS = { facts: 40_000, numbers: 40_000, gz: 10_000, z: 10_000 } as const;
/** Writers that a companion reads, one mutation in each. */
const SERVED = 400;
/** Facts with fields of any type. */
const ODD_FACTS = 5_000;

const FACTS = 'facts-000001.ndjson';
const NUMBERS = 'numbers-000001.bin';
const HEADER = Buffer.from('NBTRAILN\0\0\0\0\0\0\0\0', 'latin1');

const crc32 = zlibCrc32 ?? ourCrc32;
const startSeed = Date.now() % 1_000_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nbtrail-survive-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A file, its records, and the blocks that these lie in where it is compressed. */
interface IFixture {
  name: string;
  bytes: Buffer;
  records: IRange[];
}

const line = (seq: number, more: object = {}): string =>
  `${JSON.stringify({ v: 1, seq, t: 1_700_000_000.5 + seq, k: 'notice', message: 'naïve 😀 "quoted"\n', ...more })}\n`;

function facts(first: number): IFixture {
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

function numbers(first: number): IFixture {
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
function ranges(lengths: number[], start: number): IRange[] {
  let end = start;
  return lengths.map(length => {
    const start = end;
    end += length;
    return { start, end };
  });
}

/** The compressed form in blocks of a few records each: the records of the result are its blocks. */
async function compressed(plain: IFixture, perBlock: number): Promise<IFixture & { holds: Map<IRange, string[]> }> {
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

describe('a companion', () => {
  let home: Home;

  beforeEach(() => {
    home = new Home();
  });

  afterEach(() => home.dispose());

  const gone = spawnSync(process.execPath, ['--version']).pid;

  it(`reads ${SERVED} journals to each of which something happened, and makes the same of them anew`, async () => {
    const random = seeded(startSeed);
    const rows: string[] = [];
    let whole = 0;
    for (let writer = 0; writer < SERVED; writer++) {
      const journal = new Journal(home, { pid: gone });
      const run = `w${writer}`;
      journal.run(run);
      journal.series(1, run, ['a', 'b']);
      journal.fact('params', { run_id: run, params: { text: 'a "quoted" one' } });
      journal.rows(1, 0, 20, 2);
      for (const [name, lead, of] of [
        [FACTS, 0, 2],
        [NUMBERS, 16, 4]
      ] as const) {
        const path = join(journal.folder, name);
        const bytes = readFileSync(path);
        const lengths =
          name === FACTS
            ? bytes
                .toString()
                .split(/(?<=\n)/)
                .map(text => Buffer.byteLength(text))
            : Array(20).fill(48);
        let fixture: IFixture = { name, bytes, records: ranges(lengths, lead) };
        if (writer % 4 >= 2) {
          fixture = await compressed(fixture, of);
        }
        const hit = (name === FACTS) === (writer % 2 === 0);
        const now = hit ? mutate(fixture.bytes, bytes, fixture.records, random) : null;
        rmSync(path);
        writeFileSync(join(journal.folder, fixture.name), now?.bytes ?? fixture.bytes);
        if (name === NUMBERS && writer % 4 === 1) {
          // Its facts are as they were, and its rows plain.
          fixture.records.forEach((record, step) => {
            if (now?.whole.has(record)) {
              rows.push(`${run} ${step}`);
            }
          });
        } else if (!hit) {
          whole += 1;
        }
      }
    }
    const healthy = new Journal(home);
    healthy.run('healthy');
    healthy.series(1, 'healthy', ['a']);
    healthy.rows(1, 0, 1_000);
    await home.start();
    const read = new Set(
      (await home.sql('SELECT DISTINCT run_id, step FROM metrics')).map(({ run_id, step }) => `${run_id} ${step}`)
    );
    expect({ startSeed, missing: rows.filter(row => !read.has(row)) }).toEqual({ startSeed, missing: [] });
    expect(await home.sql("SELECT count FROM metric_summary WHERE run_id = 'healthy'")).toEqual([{ count: 1_000 }]);
    expect(whole).toBeGreaterThan(SERVED / 2);
    const [aside] = await home.sql(
      'SELECT count(DISTINCT writer_id) AS writers, count(*) FILTER (byte_length IS NULL OR reason IS NULL) AS mute FROM quarantine'
    );
    expect(Number(aside?.writers)).toBeGreaterThan(SERVED / 2);
    expect(aside?.mute).toBe(0);
    // The ends that the companion concludes are said once more in a journal of its own.
    await home.sql('SELECT 1');
    const before = await home.everything();
    expect((await home.ask('rebuild')).status).toBe(200);
    await home.sql('SELECT 1');
    expect({ startSeed, views: await home.everything() }).toEqual({ startSeed, views: before });
  }, 120_000);

  it(`is not stopped by ${ODD_FACTS} facts whose fields are of any type and size`, async () => {
    await home.start();
    const healthy = new Journal(home);
    const random = seeded(startSeed);
    const any = (depth = 0): string => {
      const texts = [
        'null',
        'true',
        '""',
        '"x"',
        '"finished"',
        '0',
        '-1',
        '1.5',
        '1e300',
        '-1e300',
        '1e999',
        '9007199254740993',
        '2147483648',
        '4294967297',
        '9223372036854775808',
        '{"$int":"99999999999999999999999999"}',
        '{"$float":"NaN"}',
        '{"$int":"1.5"}',
        '"\\u0000"',
        '"\\ud800"',
        '{"__proto__":1}',
        '"1970-01-01"',
        '[]',
        '{}'
      ];
      const pick = random(depth < 2 ? texts.length + 4 : texts.length);
      return (
        texts[pick] ??
        (pick % 2 === 0 ? `[${any(depth + 1)},${any(depth + 1)}]` : `{"a":${any(depth + 1)},"b":${any(depth + 1)}}`)
      );
    };
    const fields = [
      'run_id',
      'session_id',
      'execution_id',
      'writer_id',
      'name',
      'project',
      'experiment',
      'status',
      'params',
      'summary',
      'values',
      'step',
      'n',
      'series',
      'keys',
      'key',
      'goal',
      'add',
      'remove',
      'note',
      'archived',
      'hidden',
      'attempt',
      'total_steps',
      'position',
      'execution_count',
      'source_hash',
      'source',
      'tags',
      'cpu_seconds',
      'memory_peak_bytes',
      'packages',
      'environment_hash',
      'gpus',
      'cpu_count',
      'pid',
      'host',
      'process_started',
      'role',
      'code',
      'message',
      'dirty',
      'primary',
      'redacted',
      'attempt_of'
    ];
    const good: Record<string, string> = {
      run_id: '"odd"',
      session_id: '"odd"',
      execution_id: '"odd-1"',
      key: '"k"',
      keys: '["k"]',
      values: '{"k":1}',
      params: '{"p":1}',
      environment_hash: '"e"',
      packages: '{"a":"1"}'
    };
    const kinds = [
      'writer_opened',
      'session_started',
      'session_notebook',
      'session_ended',
      'environment',
      'git_state',
      'cell_started',
      'cell_ended',
      'run_started',
      'run_resumed',
      'run_ended',
      'run_cell',
      'params',
      'summary',
      'metric_defined',
      'series',
      'metrics',
      'run_named',
      'run_noted',
      'run_tagged',
      'run_archived',
      'run_shown',
      'baseline_set',
      'notice',
      'toString',
      '__proto__'
    ];
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    for (let group = 0; group < ODD_FACTS / 100; group++) {
      const journal = new Journal(home);
      const lines = Array.from({ length: 100 }, () => {
        const kind = kinds[random(kinds.length)];
        const said = fields.map(name => `"${name}":${random(3) === 0 ? any() : (good[name] ?? any())}`);
        return `{"v":1,"seq":${random(5) === 0 ? ['1.5', '-1', '1e300', '1e999', '0'][random(5)] : 7},"t":${random(5) === 0 ? ['-1', '1e300', '1e999'][random(3)] : 7},"k":"${kind}",${said.join(',')}}`;
      });
      journal.line(lines.join('\n'));
      journal.line(`{"v":1,"seq":1,"t":1,"k":"params","run_id":"odd","params":{"deep":${deep}}}`);
      journal.line(`{"v":1,"seq":1,"t":1,"k":"from_the_future","deep":${deep}}`);
      journal.fact('run_started', { run_id: `after-${group}`, session_id: 'odd', name: 'x' });
      journal.rows(1, 0, 3);
    }
    healthy.run('healthy');
    healthy.series(1, 'healthy', ['a']);
    healthy.rows(1, 0, 100);
    expect({ startSeed, healthy: await home.sql("SELECT count FROM metric_summary WHERE run_id = 'healthy'") }).toEqual(
      { startSeed, healthy: [{ count: 100 }] }
    );
    expect(await home.sql("SELECT count(*) AS runs FROM runs WHERE starts_with(run_id, 'after-')")).toEqual([
      { runs: ODD_FACTS / 100 }
    ]);
    const before = await everyRow(home);
    expect((await home.ask('rebuild')).status).toBe(200);
    expect({ startSeed, told: await everyRow(home) }).toEqual({ startSeed, told: before });
  }, 60_000);

  it('keeps what a newer writer says, and reads what it knows of it', async () => {
    await home.start();
    const journal = new Journal(home);
    journal.line(
      JSON.stringify({
        v: 2,
        seq: 3,
        t: 1,
        k: 'run_started',
        run_id: 'r1',
        session_id: journal.sessionId,
        name: 'new',
        x_more: { deep: [1] }
      })
    );
    journal.line(JSON.stringify({ v: 2, seq: 4, t: 2, k: 'from_the_future', run_id: 'r1', wonder: true }));
    journal.line(
      JSON.stringify({
        v: 'three',
        seq: 5,
        t: 3,
        k: 'params',
        run_id: 'r1',
        params: { a: { $complex: [1, 2] }, b: 1 },
        unit: 'm'
      })
    );
    journal.series(1, 'r1', ['a']);
    const marked = packed(1, 2);
    marked.writeUInt16LE(0x7a7a, 0);
    journal.numbers(packed(1, 1), marked, packed(1, 3));
    writeFileSync(
      join(journal.folder, 'numbers-000002.bin'),
      Buffer.concat([Buffer.from('NBTRAIL2\x02\0\0\0\0\0\0\0', 'latin1'), packed(1, 4), Buffer.alloc(999, 'columns ')])
    );
    writeFileSync(join(journal.folder, 'numbers-000003.arrow'), 'another form');
    writeFileSync(join(journal.folder, 'facts-000001.ndjson.zst'), 'another form');
    mkdirSync(join(journal.folder, 'blobs'));
    const other = new Journal(home);
    other.run('r2');
    expect(await home.sql('SELECT run_id, name, status FROM runs ORDER BY run_id')).toMatchObject([
      { run_id: 'r1', name: 'new', status: 'running' },
      { run_id: 'r2' }
    ]);
    expect(await home.sql('SELECT key, value, type FROM params ORDER BY key')).toEqual([
      { key: 'a', value: '{"$complex":[1,2]}', type: 'json' },
      { key: 'b', value: '1', type: 'integer' }
    ]);
    expect(await home.sql("SELECT record FROM events WHERE kind = 'from_the_future'")).toEqual([
      { record: expect.stringContaining('"wonder":true') }
    ]);
    expect(await home.sql("SELECT count(*) AS n FROM events WHERE record LIKE '%x_more%'")).toEqual([{ n: 1 }]);
    expect((await home.sql('SELECT step FROM metrics ORDER BY step')).map(({ step }) => step)).toEqual([1, 3, 4]);
    const aside = await home.sql(
      'SELECT segment, byte_offset, byte_length FROM quarantine ORDER BY segment, byte_offset'
    );
    expect(aside.slice(0, 2)).toEqual([
      { segment: NUMBERS, byte_offset: 56, byte_length: 40 },
      { segment: 'numbers-000002.bin', byte_offset: 0, byte_length: 16 }
    ]);
  });
});
