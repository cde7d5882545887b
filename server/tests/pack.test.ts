import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BEGINNING, Follower } from '../src/journal/Follower';
import { packRows, unpackRows } from '../src/journal/packRows';
import { packSegments } from '../src/journal/packSegment';
import type { IRows } from '../src/journal/readRows';
import { Home, Journal, packed, until } from './support';

const HEADER = Buffer.from('NBTRAILN\0\0\0\0\0\0\0\0', 'latin1');

/** Rows of mixed sizes, their values random. */
function mixedRows(count: number, widths: readonly number[]): Buffer {
  return Buffer.concat(
    Array.from({ length: count }, (_, step) => {
      const width = widths[Math.floor(Math.random() * widths.length)] as number;
      return packed(width, step * Math.random(), width, Date.now() / 1000 + Math.random(), step);
    })
  );
}

describe('packed rows', () => {
  it('come out as they went in, whatever their sizes', () => {
    for (const widths of [[1], [10], [0, 1, 2, 3, 700], [3, 65_535]]) {
      const rows = mixedRows(20, widths);
      const made = packRows(rows);
      expect(made?.count).toBe(20);
      expect(unpackRows(made?.content as Buffer, 20).equals(rows)).toBe(true);
    }
  });

  it('are refused when a byte of them is wrong', () => {
    const rows = mixedRows(20, [1, 4]);
    expect(packRows(rows.subarray(0, -1))).toBeNull();
    for (let at = 0; at < rows.length; at += 7) {
      const changed = Buffer.from(rows);
      changed[at] = (changed[at] as number) ^ 0x10;
      expect(packRows(changed)).toBeNull();
    }
  });
});

describe('a folder of segments', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nbtrail-pack-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (): void => {
    const fact = (seq: number): string =>
      `${JSON.stringify({ v: 1, seq, t: 1, k: 'notice', message: 'x'.repeat(90) })}\n`;
    writeFileSync(join(folder, 'facts-000001.ndjson'), Array.from({ length: 2_000 }, (_, seq) => fact(seq)).join(''));
    writeFileSync(join(folder, 'facts-000002.ndjson'), fact(2_000));
    writeFileSync(join(folder, 'numbers-000001.bin'), Buffer.concat([HEADER, mixedRows(30_000, [1, 10])]));
    writeFileSync(
      join(folder, 'numbers-000002.bin'),
      Buffer.concat([HEADER, mixedRows(3_000, [5]), Buffer.from('torn')])
    );
  };
  /** A digest of everything that a reader finds. */
  const readAll = async (): Promise<string> => {
    const follower = new Follower(folder, { ...BEGINNING });
    const facts: string[] = [];
    const rows: Buffer[] = [];
    const damage: unknown[] = [];
    const segments = new Set<string>();
    for (let reading = await follower.read(true); reading; reading = await follower.read(true)) {
      facts.push(...reading.facts.map(({ text, place }) => `${JSON.stringify(place)} ${text}`));
      for (const start of reading.rows?.starts ?? []) {
        const { bytes, segment } = reading.rows as IRows;
        rows.push(bytes.subarray(start, start + 32 + 8 * bytes.readUInt16LE(start + 2)));
        segments.add(segment);
      }
      damage.push(...reading.damage);
    }
    const all = {
      facts,
      damage,
      rows: rows.length,
      bytes: Buffer.concat(rows).toString('base64'),
      segments: [...segments]
    };
    return createHash('sha256').update(JSON.stringify(all)).digest('hex');
  };

  it('is read as before once it is compressed, what is torn stays as it is, and it takes less', async () => {
    write();
    const before = await readAll();
    const end = await new Follower(folder, { ...BEGINNING }).end();
    const bytes = await new Follower(folder, { ...BEGINNING }).bytes();
    const saved = await packSegments(folder, new AbortController().signal, work => work());
    expect(readdirSync(folder).sort()).toEqual([
      'facts-000001.ndjson.gz',
      'facts-000002.ndjson',
      'numbers-000001.bin.z',
      'numbers-000002.bin'
    ]);
    expect(await readAll()).toBe(before);
    const follower = new Follower(folder, { ...BEGINNING });
    expect(await follower.end()).toEqual(end);
    expect(await follower.bytes()).toBe(bytes - saved);
    expect(saved).toBeGreaterThan(bytes / 4);
    expect(await packSegments(folder, new AbortController().signal, work => work())).toBe(0);
  });

  it('is read from wherever a reader left off before', async () => {
    write();
    const follower = new Follower(folder, { ...BEGINNING });
    for (let turn = 0; turn < 4; turn++) {
      await follower.read(true);
    }
    const place = { ...follower.position };
    const rest = async (): Promise<number> => {
      const other = new Follower(folder, { ...place });
      let rows = 0;
      for (let reading = await other.read(true); reading; reading = await other.read(true)) {
        rows += reading.rows?.starts.length ?? 0;
      }
      return rows;
    };
    const before = await rest();
    expect(before).toBeGreaterThan(0);
    await packSegments(folder, new AbortController().signal, work => work());
    expect(await rest()).toBe(before);
  });

  it('is whole in one form or the other when the work is broken off', async () => {
    write();
    const before = await readAll();
    await expect(
      packSegments(folder, new AbortController().signal, () => Promise.reject(new Error('gone')))
    ).rejects.toThrow('gone');
    writeFileSync(join(folder, 'numbers-000001.bin.z.part'), 'half of it');
    expect(await readAll()).toBe(before);
    const originals = ['facts-000001.ndjson', 'numbers-000001.bin'].map(
      name => [name, readFileSync(join(folder, name))] as const
    );
    await packSegments(folder, new AbortController().signal, work => work());
    originals.forEach(([name, content]) => writeFileSync(join(folder, name), content));
    expect(await readAll()).toBe(before);
    await packSegments(folder, new AbortController().signal, work => work());
    expect(readdirSync(folder)).not.toContain('numbers-000001.bin');
    expect(await readAll()).toBe(before);
  });
});

describe('the journals of a writer that ended', () => {
  let home: Home;

  beforeEach(() => {
    home = new Home();
  });

  afterEach(() => home.dispose());

  it('are compressed, and the database made from them is the same', async () => {
    const journal = new Journal(home);
    journal.run('r1');
    journal.series(1, 'r1', ['a', 'b']);
    journal.rows(1, 0, 20_000, 2);
    journal.fact('run_ended', { run_id: 'r1', status: 'finished' });
    journal.fact('session_ended', { session_id: journal.sessionId });
    await home.start();
    await home.ask('sync');
    await home.ask('sync');
    expect(readdirSync(journal.folder)).toContain('numbers-000001.bin');
    journal.fact('writer_closed');
    const before = await home.everything();
    await until(
      () =>
        readdirSync(journal.folder).includes('numbers-000001.bin.z') &&
        !readdirSync(journal.folder).includes('numbers-000001.bin')
    );
    expect(statSync(join(journal.folder, 'numbers-000001.bin.z')).size).toBeLessThan(20_000 * 2 * 10);
    expect(statSync(join(journal.folder, 'numbers-000001.bin.z')).mode & 0o777).toBe(0o600);
    expect((await home.ask('rebuild')).body.points).toBe(40_000);
    expect(await home.everything()).toEqual(before);
  });

  it('can be moved away; making the database anew waits for them', async () => {
    const journal = new Journal(home);
    journal.run('r1');
    journal.fact('run_ended', { run_id: 'r1', status: 'finished' });
    journal.fact('session_ended', { session_id: journal.sessionId });
    journal.fact('writer_closed');
    await home.start();
    const before = await home.everything();
    const content = readFileSync(join(journal.folder, 'facts-000001.ndjson'));
    rmSync(journal.folder, { recursive: true });
    expect((await home.ask('rebuild')).body.error).toMatchObject({
      code: 'NT508',
      hint: expect.stringContaining('--forget')
    });
    expect(await home.everything()).toEqual(before);
    expect((await home.ask('rebuild', { forget: true })).body.facts).toBeLessThan(
      content.toString().split('\n').length
    );
    expect(await home.sql('SELECT * FROM runs')).toEqual([]);
  });
});
