/**
 * Journals that were made to keep their reader waiting, busy, or out of memory:
 * the good ones beside them are served, and the reason is told.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chownSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { createGzip, deflateSync, gzipSync } from 'node:zlib';

import { Home, Journal, packedRow, until } from './support';

/** No companion is larger while it reads any of these. */
const MAX_MEMORY_BYTES = 1e9;
const SIZES = { bomb: 300, objects: 8_000_000, keys: 65_535, wideRows: 4 };
const FACTS = 'facts-000001.ndjson';
const NUMBERS = 'numbers-000001.bin';

let home: Home;

beforeEach(() => (home = new Home()));
afterEach(() => home.dispose());

/** A folder of another writer's. */
function stranger(): string {
  const folder = join(home.path, 'journal', '20260101t000000-0badc0de');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** The reasons that the companion tells of the stranger's journal, once it tells some. */
async function reasons(): Promise<string> {
  const find = async (): Promise<string> => {
    const set = await home.sql('SELECT DISTINCT reason FROM quarantine');
    const { writers } = (await home.ask('status')).body as { writers: { behind: string | null }[] };
    return [...set.map(({ reason }) => String(reason)), ...writers.flatMap(({ behind }) => behind ?? [])].join('\n');
  };
  await until(async () => (await find()) !== '');
  return find();
}

/** Megabytes of blanks. */
async function blanks(megabytes: number): Promise<Buffer> {
  const gzip = createGzip({ level: 9 });
  const pieces: Buffer[] = [];
  gzip.on('data', (piece: Buffer) => pieces.push(piece));
  const ended = new Promise(resolve => gzip.on('end', resolve));
  for (let index = 0; index < megabytes; index++) {
    if (!gzip.write(Buffer.alloc(2 ** 20, ' '))) {
      await new Promise(resolve => gzip.once('drain', resolve));
    }
  }
  gzip.end();
  await ended;
  return Buffer.concat(pieces);
}

const CASES: Record<
  string,
  { make: (folder: string) => Promise<void> | void; told: RegExp; onlyOn?: string; asRoot?: boolean }
> = {
  'a link to a pipe': {
    make: folder => {
      spawnSync('mkfifo', [join(home.path, 'pipe')]);
      symlinkSync(join(home.path, 'pipe'), join(folder, FACTS));
    },
    told: /facts-000001\.ndjson is a link, and only files are read/,
    onlyOn: 'linux'
  },
  'a link to a device without end': {
    make: folder => symlinkSync('/dev/zero', join(folder, NUMBERS)),
    told: /numbers-000001\.bin is a link/,
    onlyOn: 'linux'
  },
  'a file of another user': {
    make: folder => {
      writeFileSync(join(folder, FACTS), '{"v":1,"seq":1,"t":1,"k":"run_started","run_id":"theirs"}\n');
      chownSync(join(folder, FACTS), 4201, 4201);
    },
    told: /facts-000001\.ndjson is another user's/,
    onlyOn: 'linux',
    asRoot: true
  },
  'a gzip of almost nothing that comes to hundreds of megabytes': {
    make: async folder => writeFileSync(join(folder, `${FACTS}.gz`), await blanks(SIZES.bomb)),
    told: /It comes to more than 200 times its size/
  },
  'a line of millions of empty objects': {
    make: folder => {
      const items = Buffer.alloc(3 * SIZES.objects, '{},');
      appendFileSync(
        join(folder, FACTS),
        Buffer.concat([
          Buffer.from('{"v":1,"seq":1,"t":1,"k":"params","run_id":"r","params":{"a":['),
          items,
          Buffer.from('{}]}}\n')
        ])
      );
    },
    told: /more than 2000000 values/
  },
  'blocks that each come to 200 MB': {
    make: folder => {
      const content = deflateSync(Buffer.alloc(200e6), { level: 9 });
      const head = Buffer.alloc(16);
      [1000, 2 ** 28 - 1, content.length, 0].forEach((value, index) => head.writeUInt32LE(value, 4 * index));
      const lead = Buffer.alloc(16);
      lead.write('NBTRAILZ', 'latin1');
      lead.writeBigUInt64LE(2n ** 30n, 8);
      writeFileSync(
        join(folder, `${NUMBERS}.z`),
        Buffer.concat([lead, ...Array<Buffer[]>(60).fill([head, content]).flat()])
      );
    },
    told: /cannot be unpacked/
  },
  'bytes that all look like the beginnings of long rows': {
    make: folder => {
      const head = packedRow(1, 1, 1.7e9, []).subarray(0, 24);
      head.writeUInt16LE(65_000, 2);
      writeFileSync(
        join(folder, NUMBERS),
        Buffer.concat([Buffer.from('NBTRAILN\0\0\0\0\0\0\0\0', 'latin1'), ...Array<Buffer>(400_000).fill(head)])
      );
      writeFileSync(join(folder, FACTS), '');
    },
    told: /The checksum does not agree/
  }
};

describe('beside a strange journal the good ones are served and the reason is told:', () => {
  for (const [name, { make, told, onlyOn, asRoot }] of Object.entries(CASES)) {
    const can = (!onlyOn || process.platform === onlyOn) && (!asRoot || process.getuid?.() === 0);
    (can ? it : it.skip)(name, async () => {
      await make(stranger());
      const good = new Journal(home);
      good.run('good');
      good.series(1, 'good', ['loss']);
      good.rows(1, 0, 100);
      await home.start();
      expect(await home.sql("SELECT count(*) AS n FROM metrics WHERE run_id = 'good'")).toEqual([{ n: 100 }]);
      expect(await reasons()).toMatch(told);
      good.rows(1, 100, 100);
      expect(await home.sql("SELECT count(*) AS n FROM metrics WHERE run_id = 'good'")).toEqual([{ n: 200 }]);
      expect((await home.ask('status')).body.memory_bytes).toBeLessThan(MAX_MEMORY_BYTES);
    });
  }

  it('rows of as many values as there may be', async () => {
    const wide = new Journal(home);
    wide.run('wide');
    wide.series(
      1,
      'wide',
      Array.from({ length: SIZES.keys }, (_, key) => `k${key}`)
    );
    wide.numbers(
      ...Array.from({ length: SIZES.wideRows }, (_, step) =>
        packedRow(1, step, 1.7e9, Array<number>(SIZES.keys).fill(NaN))
      )
    );
    const good = new Journal(home);
    good.run('good');
    await home.start();
    expect(await home.sql("SELECT name FROM runs WHERE run_id = 'good'")).toEqual([{ name: 'name of good' }]);
    expect(await home.sql('SELECT count(*) AS n FROM metrics')).toEqual([{ n: SIZES.keys * SIZES.wideRows }]);
    expect((await home.ask('status')).body.memory_bytes).toBeLessThan(MAX_MEMORY_BYTES);
  });
});

describe('what is ordinary in an unusual form', () => {
  it('is read from a gzip that a person made, as long as a journal gets', async () => {
    const journal = new Journal(home);
    journal.run('r1');
    for (let note = 0; note < 2_000; note++) {
      journal.fact('params', { run_id: 'r1', params: { [`p${note}`]: `${note} `.repeat(1_000) } });
    }
    const file = join(journal.folder, FACTS);
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file)));
    rmSync(file);
    await home.start();
    expect(await home.sql('SELECT count(*) AS n FROM params')).toEqual([{ n: 2_000 }]);
    expect(await home.sql('SELECT count(*) AS n FROM quarantine')).toEqual([{ n: 0 }]);
  });

  it('is read once a link gives way to the file', async () => {
    const journal = new Journal(home);
    journal.run('r1');
    const file = join(journal.folder, FACTS);
    renameSync(file, join(home.path, 'elsewhere'));
    symlinkSync(join(home.path, 'elsewhere'), file);
    await home.start();
    expect(await reasons()).toMatch(/is a link/);
    rmSync(file);
    renameSync(join(home.path, 'elsewhere'), file);
    expect(await home.sql('SELECT run_id FROM runs')).toEqual([{ run_id: 'r1' }]);
    const { writers } = (await home.ask('status')).body as { writers: { behind: string | null }[] };
    expect(writers.map(({ behind }) => behind)).toEqual([null]);
  });
});
