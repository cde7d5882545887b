/** Reading journals: what a writer may rely on, whatever it was doing when it died. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BEGINNING, Follower, type IReading } from '../src/journal/Follower';
import { readRows, ROWS_WINDOW } from '../src/journal/readRows';
import { FACTS, ROWS, HEADER, fact, row, readAll, gathered, seqs, steps, ranges } from './journalReadings';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nbtrail-journal-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content);
const append = (name: string, content: string | Uint8Array): void => appendFileSync(join(folder, name), content);

describe('facts', () => {
  const whole = Buffer.from(fact(1) + fact(2));
  const firstEnd = Buffer.byteLength(fact(1));

  it('torn at any byte are waited for while the writer lives', async () => {
    for (let cut = 0; cut <= whole.length; cut++) {
      write(FACTS, whole.subarray(0, cut));
      const follower = new Follower(folder, BEGINNING);
      const before = await readAll(follower);
      append(FACTS, whole.subarray(cut));
      const after = await readAll(follower);
      expect([...before.damage, ...after.damage]).toEqual([]);
      expect([...before.facts, ...after.facts].map(line => line.text)).toEqual(
        [fact(1), fact(2)].map(line => line.slice(0, -1))
      );
    }
  });

  it('torn at any byte are reported once the writer is gone, and those before are kept', async () => {
    for (let cut = 1; cut < whole.length; cut++) {
      write(FACTS, whole.subarray(0, cut));
      const read = await readAll(new Follower(folder, BEGINNING), true);
      const start = cut < firstEnd ? 0 : firstEnd;
      expect(seqs(read)).toEqual(start === 0 ? [] : [1]);
      expect(ranges(read.damage)).toEqual(cut === firstEnd ? [] : [[start, cut]]);
    }
  });

  it('tell their place, to the byte', async () => {
    write(FACTS, whole);
    const { facts } = await readAll(new Follower(folder, BEGINNING));
    for (const { text, place } of facts) {
      expect(whole.toString('utf8', place.offset, place.offset + place.length)).toBe(`${text}\n`);
    }
  });

  it.each([
    ['no JSON', '{"v":1,"seq":2,'],
    ['a list', '[1, 2]'],
    ['a word', '"run_started"'],
    ['without a kind', '{"v":1,"seq":2,"t":1}'],
    ['with a time in words', '{"v":1,"seq":2,"t":"now","k":"notice"}'],
    ['no UTF-8', Buffer.from([0xff, 0xfe, 0x00])]
  ])('that are bad go aside with their reason and the rest goes on: %s', async (_what, bad) => {
    const line = Buffer.from(bad as string);
    write(FACTS, Buffer.concat([Buffer.from(fact(1)), line, Buffer.from(`\n${fact(3)}`)]));
    const read = await readAll(new Follower(folder, BEGINNING));
    expect(seqs(read)).toEqual([1, 3]);
    expect(ranges(read.damage)).toEqual([[firstEnd, firstEnd + line.length + 1]]);
    expect(read.damage[0]?.reason).not.toBe('');
    expect(read.damage[0]?.content).toContain(line.toString('utf8').slice(0, 8));
  });

  it('of kinds and fields that are not known are kept', async () => {
    write(FACTS, fact(1, { k: 'from_the_future', x_deep: { a: [1] } }));
    const { facts } = await readAll(new Follower(folder, BEGINNING));
    expect(facts[0]?.fact).toMatchObject({ k: 'from_the_future', x_deep: { a: [1] } });
  });

  it('may be longer than what is read at once', async () => {
    const message = 'x'.repeat(5_000_000);
    write(FACTS, fact(1) + fact(2, { message }) + fact(3));
    const read = await readAll(new Follower(folder, BEGINNING));
    expect(seqs(read)).toEqual([1, 2, 3]);
    expect(read.facts[1]?.fact.message).toBe(message);
  });
});

describe('packed rows', () => {
  it('read as the documentation writes them', () => {
    const documented = Buffer.from(
      '6e74010001000000000000000000084000001040fc54d941000000000000e03f010000004af13169',
      'hex'
    );
    const { rows } = readRows(Buffer.concat([HEADER, documented]), ROWS, 0, false);
    expect(rows.starts).toEqual([HEADER.length]);
  });

  it('torn at any byte are waited for, and reported once the writer is gone', async () => {
    const whole = Buffer.concat([HEADER, row(1), row(2, [1, 2])]);
    const ends = [HEADER.length, HEADER.length + row(1).length, whole.length];
    for (let cut = 0; cut <= whole.length; cut++) {
      write(ROWS, whole.subarray(0, cut));
      const waiting = new Follower(folder, BEGINNING);
      const before = await readAll(waiting);
      const gone = await readAll(new Follower(folder, BEGINNING), true);
      append(ROWS, whole.subarray(cut));
      const after = await readAll(waiting);
      expect([...steps(before), ...steps(after)]).toEqual([1, 2]);
      expect([...before.damage, ...after.damage]).toEqual([]);
      const kept = ends.filter(end => end <= cut);
      expect(steps(gone)).toEqual([1, 2].slice(0, Math.max(0, kept.length - 1)));
      const end = kept.at(-1) ?? 0;
      expect(ranges(gone.damage)).toEqual(end === cut ? [] : [[end, cut]]);
    }
  });

  it('around flipped bytes are kept, with one damage for each bad range', async () => {
    const { bytes, good, bad } = damaged();
    write(ROWS, bytes);
    const read = await readAll(new Follower(folder, BEGINNING), true);
    expect(steps(read)).toEqual(good);
    expect(ranges(read.damage)).toEqual(bad);
    for (const { content, place } of read.damage) {
      expect(content).toBe(bytes.toString('hex', place.offset, place.offset + Math.min(place.length, 500)));
    }
  });

  it.each([1, 7, 64, 333])('and damage are the same when the file grew %d bytes at a time', async piece => {
    const { bytes } = damaged();
    write(ROWS, bytes);
    const atOnce = await readAll(new Follower(folder, BEGINNING), true);
    write(ROWS, '');
    const follower = new Follower(folder, BEGINNING);
    const readings: IReading[] = [];
    for (let at = 0; at < bytes.length; at += piece) {
      append(ROWS, bytes.subarray(at, at + piece));
      readings.push(...(await readAll(follower)).readings);
    }
    readings.push(...(await readAll(follower, true)).readings);
    const grown = gathered(readings);
    expect(grown.points).toEqual(atOnce.points);
    expect(grown.damage).toEqual(atOnce.damage);
  });

  it('go on after rubbish that is longer than what is read at once', async () => {
    const rubbish = Buffer.alloc(3 * ROWS_WINDOW, 'not a row, ');
    const bytes = Buffer.concat([HEADER, row(1), rubbish, row(2)]);
    const start = HEADER.length + row(1).length;
    write(ROWS, bytes);
    const atOnce = await readAll(new Follower(folder, BEGINNING), true);
    expect(steps(atOnce)).toEqual([1, 2]);
    const bad = ranges(atOnce.damage);
    expect(bad[0]?.[0]).toBe(start);
    expect(bad.at(-1)?.[1]).toBe(start + rubbish.length);
    expect(bad.slice(1).every(([from], index) => from === bad[index]?.[1])).toBe(true);

    write(ROWS, bytes.subarray(0, start + 10));
    const follower = new Follower(folder, BEGINNING);
    const first = await readAll(follower);
    append(ROWS, bytes.subarray(start + 10, start + ROWS_WINDOW + 3));
    const second = await readAll(follower);
    append(ROWS, bytes.subarray(start + ROWS_WINDOW + 3));
    const third = await readAll(follower, true);
    expect(ranges([first, second, third].flatMap(read => read.damage))).toEqual(bad);
  });

  it('are found soon behind megabytes of what looks like the beginnings of rows', () => {
    const rubbish = Buffer.alloc(ROWS_WINDOW - 200, Buffer.from([0x6e, 0x74]));
    const { rows, damage } = readRows(Buffer.concat([HEADER, rubbish, row(2)]), ROWS, 0, true);
    expect(rows.starts).toEqual([HEADER.length + rubbish.length]);
    expect(damage).toHaveLength(1);
  });

  it('are found behind a header that is none', async () => {
    write(ROWS, Buffer.concat([Buffer.from('something else..'), row(1)]));
    const read = await readAll(new Follower(folder, BEGINNING), true);
    expect(steps(read)).toEqual([1]);
    expect(ranges(read.damage)).toEqual([[0, 16]]);
  });

  it('hold NaN, infinities and sixty-five thousand values', async () => {
    const wide = Array.from({ length: 65_535 }, (_, index) => index);
    write(ROWS, Buffer.concat([HEADER, row(1, [NaN, Infinity, -Infinity]), row(2, wide), row(3)]));
    const read = await readAll(new Follower(folder, BEGINNING));
    expect(steps(read)).toEqual([1, 2, 3]);
    expect(read.damage).toEqual([]);
  });
});

/** Twenty rows of several widths, of which three ranges were flipped: the first, two neighbours, the last. */
function damaged(): { bytes: Buffer; good: number[]; bad: number[][] } {
  const pieces = Array.from({ length: 20 }, (_, step) =>
    row(
      step,
      Array.from({ length: step % 4 }, (_value, index) => step + index)
    )
  );
  const starts: number[] = [];
  let at = HEADER.length;
  for (const piece of pieces) {
    starts.push(at);
    at += piece.length;
  }
  starts.push(at);
  const bytes = Buffer.concat([HEADER, ...pieces]);
  const flips: [row: number, byte: number][] = [
    [0, 9],
    [7, 0],
    [8, 2],
    [19, pieces[19]!.length - 1]
  ];
  for (const [step, byte] of flips) {
    const place = starts[step]! + byte;
    bytes[place] = bytes[place]! ^ 0xff;
  }
  return {
    bytes,
    good: pieces.map((_, step) => step).filter(step => ![0, 7, 8, 19].includes(step)),
    bad: [
      [starts[0]!, starts[1]!],
      [starts[7]!, starts[9]!],
      [starts[19]!, starts[20]!]
    ]
  };
}
