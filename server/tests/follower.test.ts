/** A follower reads a journal that grows, in order and each record once. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BEGINNING, Follower } from '../src/journal/Follower';
import { ROWS_WINDOW } from '../src/journal/readRows';
import { FACTS, ROWS, HEADER, fact, row, readAll, gathered, pointsOf, seqs, steps } from './journalReadings';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nbtrail-journal-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content);
const append = (name: string, content: string | Uint8Array): void => appendFileSync(join(folder, name), content);

describe('a follower', () => {
  const series = (seq: number, number: number): string =>
    fact(seq, { k: 'series', series: number, run_id: 'r', keys: ['loss'] });

  it('meets the fact that declares a series before any of its rows, however both grow', async () => {
    const follower = new Follower(folder, BEGINNING);
    write(FACTS, '');
    write(ROWS, HEADER);
    const declared = new Set<number>();
    let seen = 0;
    const step = async (): Promise<void> => {
      const reading = await follower.read(false);
      if (reading) {
        reading.facts
          .filter(line => line.fact.k === 'series')
          .forEach(line => declared.add(line.fact.series as number));
        for (const point of pointsOf(reading)) {
          expect(declared).toContain(point.series);
          seen += 1;
        }
      }
    };
    for (let number = 1; number <= 30; number++) {
      // Longer than what is read at once, so that readings end between a row and its series.
      append(FACTS, fact(2 * number, { message: 'x'.repeat(700_000) }) + series(2 * number + 1, number));
      append(ROWS, row(number, [1], number));
      await step();
    }
    for (let more = 0; more < 60; more++) {
      await step();
    }
    expect(seen).toBe(30);
  });

  it('reads no rows that came after it began to read facts', async () => {
    write(FACTS, fact(1, { message: 'x'.repeat(900_000) }) + fact(2, { message: 'x'.repeat(900_000) }));
    write(ROWS, Buffer.concat([HEADER, row(1)]));
    const follower = new Follower(folder, BEGINNING);
    const first = await follower.read(false);
    append(ROWS, row(2));
    const second = await follower.read(false);
    const third = await follower.read(false);
    expect([first, second, third].map(reading => reading && pointsOf(reading).length)).toEqual([0, 1, 1]);
  });

  it('reads on behind a row that was half written when it looked how far the rows go', async () => {
    const rows = Buffer.concat(
      Array.from({ length: 2 * Math.ceil(ROWS_WINDOW / row(1).length) }, (_, step) => row(step))
    );
    write(FACTS, fact(1));
    write(ROWS, Buffer.concat([HEADER, rows.subarray(0, -1)]));
    const follower = new Follower(folder, BEGINNING);
    const first = await follower.read(false);
    append(ROWS, Buffer.concat([rows.subarray(-1), row(-1)]));
    const { readings } = await readAll(follower);
    const read = [first, ...readings].reduce((sum, reading) => sum + (reading?.rows?.starts.length ?? 0), 0);
    expect(read).toBe(rows.length / row(1).length + 1);
  });

  it('goes over sealed segments in order, and reports what is torn in them though the writer lives', async () => {
    write('facts-000001.ndjson', `${fact(1)}{"v":1,`);
    write('facts-000002.ndjson', fact(2));
    write('facts-000010.ndjson', fact(3));
    write('numbers-000001.bin', Buffer.concat([HEADER, row(1), row(2).subarray(0, 11)]));
    write('numbers-000003.bin', Buffer.concat([HEADER, row(3)]));
    write('notes.txt', 'not a segment');
    const read = await readAll(new Follower(folder, BEGINNING));
    expect(seqs(read)).toEqual([1, 2, 3]);
    expect(steps(read)).toEqual([1, 3]);
    expect(read.damage.map(({ place }) => [place.segment, place.length])).toEqual([
      ['facts-000001.ndjson', 7],
      ['numbers-000001.bin', 11]
    ]);
  });

  it('finds a segment that begins while it follows', async () => {
    write(FACTS, fact(1));
    write(ROWS, Buffer.concat([HEADER, row(1)]));
    const follower = new Follower(folder, BEGINNING);
    await readAll(follower);
    append(FACTS, fact(2));
    append(ROWS, row(2));
    write('facts-000002.ndjson', fact(3));
    write('numbers-000002.bin', Buffer.concat([HEADER, row(3)]));
    const read = await readAll(follower);
    expect(seqs(read)).toEqual([2, 3]);
    expect(steps(read)).toEqual([2, 3]);
  });

  it('resumes from any position it gave, and reads nothing twice', async () => {
    for (let number = 1; number <= 3; number++) {
      write(`facts-00000${number}.ndjson`, fact(2 * number - 1) + fact(2 * number));
      write(`numbers-00000${number}.bin`, Buffer.concat([HEADER, row(2 * number - 1), row(2 * number)]));
    }
    const { readings } = await readAll(new Follower(folder, BEGINNING));
    expect(readings.length).toBeGreaterThan(2);
    for (let done = 0; done <= readings.length; done++) {
      const position = done === 0 ? BEGINNING : readings[done - 1]!.position;
      const rest = await readAll(new Follower(folder, position));
      const both = gathered([...readings.slice(0, done), ...rest.readings]);
      expect(seqs(both)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(steps(both)).toEqual([1, 2, 3, 4, 5, 6]);
    }
  });

  it('tells how many bytes wait', async () => {
    write(FACTS, fact(1));
    write(ROWS, Buffer.concat([HEADER, row(1)]));
    const follower = new Follower(folder, BEGINNING);
    const all = Buffer.byteLength(fact(1)) + HEADER.length + row(1).length;
    expect(await follower.backlog()).toBe(all);
    await readAll(follower);
    expect(await follower.backlog()).toBe(0);
    append(ROWS, row(2));
    expect(await follower.backlog()).toBe(row(2).length);
    expect(await follower.bytes()).toBe(all + row(2).length);
  });

  it('finds nothing where no folder is', async () => {
    expect(await new Follower(join(folder, 'nowhere'), BEGINNING).read(false)).toBeNull();
  });
});
