/** Questions that name the points they are about. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { IPointsOf, IResult } from '../src/protocol';
import { QueryBox } from '../src/query/QueryBox';
import { type IDatabase, openDatabase } from '../src/store/database/openDatabase';

const EACH = 'SELECT run_id, key, count(*)::INTEGER AS points FROM metrics GROUP BY ALL ORDER BY ALL';
/** The columns of four series of a hundred settled points, and of one that is recent. */
const ALL = [
  ['r1', 'r1', 'r2', 'r2', 'r3'],
  ['acc', 'loss', 'acc', 'loss', 'loss'],
  [100, 100, 100, 100, 100]
];

let home: string;
let database: IDatabase;
let box: QueryBox;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'nbtrail-points-'));
  database = await openDatabase(home);
  const connection = await database.instance.connect();
  await connection.run(`
    INSERT INTO store.series(series, run_id, key)
    VALUES (1, 'r1', 'loss'), (2, 'r1', 'acc'), (3, 'r2', 'loss'), (4, 'r2', 'acc'), (5, 'r3', 'loss');
    INSERT INTO store.settled_points SELECT s, i, make_timestamptz(i), i, 0 FROM range(1, 5) a(s), range(100) b(i);
    INSERT INTO store.recent_points SELECT 5, i, make_timestamptz(i), i, 0 FROM range(100) b(i)`);
  connection.closeSync();
  box = new QueryBox(database.instance, { folder: home, connections: 1 });
});

afterEach(() => {
  box.dispose();
  database.instance.closeSync();
  rmSync(home, { recursive: true });
});

function ask(sql: string, points?: IPointsOf): Promise<IResult> {
  return box.query(
    { type: 'query', sql, ...(points && { points }) },
    { signal: new AbortController().signal, version: () => 1 }
  );
}

it('are answered as without, and spared what has settled between', async () => {
  const points = { runs: ['r2', 'r3', 'unknown'], key: 'loss' };
  const sql =
    "SELECT run_id, sum(value) FROM metrics WHERE key = 'loss' AND run_id IN ('r2', 'r3') GROUP BY 1 ORDER BY 1";
  expect((await ask(sql, points)).data).toEqual((await ask(sql)).data);
  expect((await ask(EACH, points)).data).toEqual([
    ['r2', 'r3'],
    ['loss', 'loss'],
    [100, 100]
  ]);
  expect((await ask(EACH, { runs: [], key: 'loss' })).data).toEqual([['r3'], ['loss'], [100]]);
});

it('leave the connection as it was, however they end', async () => {
  const points = { runs: ['r2'], key: 'loss' };
  expect((await ask(EACH, points)).data[2]).toEqual([100, 100]);
  expect((await ask(EACH)).data).toEqual(ALL);
  await expect(ask("SELECT error('no ' || value) FROM metrics", points)).rejects.toMatchObject({
    code: expect.stringMatching(/^NT/)
  });
  await expect(ask('SELECT nothing FROM metrics', points)).rejects.toMatchObject({ code: 'NT302' });
  expect((await ask(EACH)).data).toEqual(ALL);
});

it('of many runs read all there is', async () => {
  const runs = Array.from({ length: 65 }, (_, run) => `r${run}`);
  expect((await ask(EACH, { runs, key: 'acc' })).data).toEqual(ALL);
});

it.each([null, [], { key: 'loss' }, { key: 1, runs: [] }, { key: 'loss', runs: 'r1' }, { key: 'loss', runs: [1] }])(
  'that are none are refused: %j',
  async points => {
    await expect(
      box.query({ type: 'query', sql: EACH, points } as never, {
        signal: new AbortController().signal,
        version: () => 1
      })
    ).rejects.toMatchObject({ code: 'NT405' });
  }
);
