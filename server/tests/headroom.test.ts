/** Room for commits beside questions that hold the memory. */
import { setTimeout as pause } from 'node:timers/promises';

import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

import { isInconsistency } from '../src/store/database/damage';
import { END_MB, Headroom, LENT_MB, MEMORY_MB, RAISED_MB } from '../src/store/database/Headroom';
import { until } from './support';

let instance: DuckDBInstance;
let asker: DuckDBConnection;
let headroom: Headroom;
let given: number;

beforeEach(async () => {
  instance = await DuckDBInstance.create(':memory:', { memory_limit: `${MEMORY_MB}MB`, temp_directory: '' });
  asker = await instance.connect();
  headroom = new Headroom(await instance.connect());
  given = 0;
});

afterEach(async () => {
  await headroom.close();
  asker.closeSync();
  instance.closeSync();
});

/** Fifty megabytes a piece, which cannot be evicted. */
async function hold(pieces: number): Promise<void> {
  await asker.run('CREATE TABLE IF NOT EXISTS held(x DOUBLE)');
  for (let piece = 0; piece < pieces; piece++) {
    await asker.run('INSERT INTO held SELECT random() FROM range(6_250_000)');
  }
}

const letGo = (): Promise<unknown> => asker.run('DROP TABLE held');

const asking = (age: number): void => {
  headroom.questions = { age, giveUpOlder: () => given++ };
};

async function limit(): Promise<number> {
  const found = await asker.runAndReadAll('SELECT memory_limit FROM pragma_database_size()');
  return Math.round(parseFloat(String(found.getRowsJS()[0]?.[0])) * 1.048576);
}

it('is left alone while nobody asks, while questions are young, and while they hold little', async () => {
  await headroom.enter();
  expect(headroom.end()).toEqual([]);
  headroom.leave();
  await hold(2);
  asking(5);
  await headroom.enter();
  expect(headroom.end()).toEqual([]);
  headroom.leave();
  await letGo();
  asking(500);
  await headroom.enter();
  expect(await limit()).toBe(MEMORY_MB);
});

it('is made for a transaction and for its end, and taken back after it', async () => {
  await hold(2);
  asking(500);
  await headroom.enter();
  expect(await limit()).toBe(RAISED_MB);
  await hold(4);
  await asker.run(headroom.end().join());
  expect(await limit()).toBe(RAISED_MB + END_MB);
  await letGo();
  headroom.leave();
  await until(async () => (await limit()) === MEMORY_MB);
});

it('is made for long facts, whoever asks, and taken back after them', async () => {
  await headroom.enter(5);
  expect(headroom.end()).toEqual([]);
  headroom.leave();
  await headroom.enter(50);
  expect(await limit()).toBe(MEMORY_MB + 400);
  await asker.run(headroom.end().join());
  expect(await limit()).toBe(MEMORY_MB + 400 + END_MB);
  headroom.leave();
  await until(async () => (await limit()) === MEMORY_MB);
});

it('is lent to questions, also beside a transaction, and taken back after the last of them', async () => {
  const [first, second] = [await headroom.lend(), await headroom.lend()];
  expect(await limit()).toBe(MEMORY_MB + LENT_MB);
  await hold(2);
  asking(500);
  await headroom.enter();
  expect(await limit()).toBe(RAISED_MB + LENT_MB);
  headroom.leave();
  await until(async () => (await limit()) === MEMORY_MB + LENT_MB);
  first();
  await letGo();
  expect(await limit()).toBe(MEMORY_MB + LENT_MB);
  second();
  await until(async () => (await limit()) === MEMORY_MB);
});

it('is made by giving the questions up once it cannot be taken back twice in a row', async () => {
  await hold(2);
  asking(500);
  for (const times of [0, 1]) {
    await headroom.enter();
    await asker.run(headroom.end().join());
    await hold(times === 0 ? 4 : 0);
    headroom.leave();
    await pause(200);
    await until(() => given === times);
    expect(await limit()).toBe(RAISED_MB + END_MB);
  }
});

it.each([
  [
    'TransactionContext Error: Failed to commit: failed to pin block of size 256.0 KiB (243.9 MiB/244.1 MiB used)',
    true
  ],
  ['TransactionContext Error: Failed to commit: Out of Memory Error: could not allocate block of size 256.0 KiB', true],
  ['TransactionContext Error: Conflict on update!', true],
  ['TransactionContext Error: Failed to commit: Could not write all bytes to file: No space left on device', false],
  ['Out of Memory Error: failed to allocate data of size 32.0 KiB (244.1 MiB/244.1 MiB used)', false]
])('is what a commit lacked that was taken back in part: %s', (message, isUnsound) => {
  expect(isInconsistency(new Error(message))).toBe(isUnsound);
});
