/** Where points come to lie: sorted among the others, or set aside until they are many. */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

import { PointAppender } from '../src/store/points/PointAppender';
import { POINTS } from '../src/store/merge/tables';

let instance: DuckDBInstance;
let connection: DuckDBConnection;
let points: PointAppender;

beforeEach(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  await connection.run('CREATE SCHEMA store');
  const columns = Object.entries(POINTS).map(([name, type]) => `${name} ${type}`);
  for (const table of ['settled_points', 'recent_points']) {
    await connection.run(`CREATE TABLE store.${table}(${columns.join(', ')})`);
  }
  points = await PointAppender.create(connection, 0, 0);
});

afterEach(() => {
  points.close();
  connection.closeSync();
  instance.closeSync();
});

/** Points of as many steps for each series, step by step as a loop logs them. */
function log(first: number, last: number, steps: number, begin = 0): void {
  for (let step = begin; step < begin + steps; step++) {
    for (let series = first; series <= last; series++) {
      points.append(series, step, 1e15 + step, step / 2, 0, 1);
    }
  }
}

/** Series, points and steps, and whether each series lies in one piece, in order. */
async function lying(table: string): Promise<unknown[]> {
  const found = await connection.runAndReadAll(`
    SELECT min(series), max(series), sum(points)::INTEGER, sum(steps)::INTEGER, bool_and(together) FROM (
      SELECT series, count(*) AS points, sum(step) AS steps, count(*) = max(rowid) - min(rowid) + 1 AS together
      FROM store.${table} GROUP BY series)`);
  return found.getRowsJS()[0] as unknown[];
}

it('few points wait, as they came', async () => {
  log(1, 100, 30);
  await points.flush();
  expect(await lying('settled_points')).toEqual([null, null, null, null, null]);
  expect(await lying('recent_points')).toEqual([1, 100, 3_000, 43_500, false]);
  expect(points.recent).toBe(3_000);
  await points.settle();
  expect(await lying('settled_points')).toEqual([1, 100, 3_000, 43_500, true]);
  expect(points.recent).toBe(0);
});

it('many points lie by series at once', async () => {
  log(1, 100, 3_000);
  await points.flush();
  expect(await lying('settled_points')).toEqual([1, 100, 300_000, 449_850_000, true]);
  expect(points.recent).toBe(0);
  // A training that goes on: there are no new series that the old ones would lie among.
  log(1, 100, 3_000, 3_000);
  await points.flush();
  expect(await lying('settled_points')).toEqual([1, 100, 600_000, 1_799_700_000, false]);
  expect(points.recent).toBe(0);
});

it('what is left of series begun before does not lie among many new ones', async () => {
  log(1, 100, 30);
  await points.flush();
  log(1, 100, 70, 30);
  log(101, 200, 3_000);
  await points.flush();
  expect(await lying('settled_points')).toEqual([101, 200, 300_000, 449_850_000, true]);
  expect(await lying('recent_points')).toEqual([1, 100, 10_000, 495_000, false]);
  expect(points.recent).toBe(10_000);
  // These are known by now.
  log(101, 200, 20, 3_000);
  log(201, 300, 3_000);
  await points.flush();
  expect(await lying('settled_points')).toEqual([101, 300, 600_000, 899_700_000, true]);
  expect(points.recent).toBe(12_000);
});

it('many that are mostly of series begun before wait where the new ones alone are few', async () => {
  log(1, 100, 1);
  await points.flush();
  log(1, 100, 1_000, 1);
  log(101, 200, 400);
  await points.flush();
  expect(await lying('settled_points')).toEqual([null, null, null, null, null]);
  expect(points.recent).toBe(140_100);
});
