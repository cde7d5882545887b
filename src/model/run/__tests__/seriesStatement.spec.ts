/** @jest-environment node */
import { smooth } from '../../../charts/smooth';
import type { Cell, IResult } from '../../../companion/wire';
import { readSeries, seriesStatement, type ISeriesRequest } from '../seriesStatement';
import { sqlText } from '../../../companion/statement';
import { DuckDBInstance, type DuckDBConnection } from '../../../../server/node_modules/@duckdb/node-api';

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(
    `CREATE TABLE metrics (run_id VARCHAR, key VARCHAR, step DOUBLE, time TIMESTAMPTZ, value DOUBLE)`
  );
  await connection.run(`CREATE TABLE runs (run_id VARCHAR, started_at TIMESTAMPTZ)`);
  await connection.run(
    `INSERT INTO runs VALUES ('long', make_timestamptz(1000000000000000)), ('short', make_timestamptz(1000000000000000))`
  );
  await connection.run(`INSERT INTO metrics SELECT 'long', 'loss', i, make_timestamptz(1000000000000000 + i * 500000),
    sin(i / 700.0) + ((i * 7919) % 1000) / 5000.0 + if(i = 12345, 40, 0) FROM range(20000) t(i)`);
  await connection.run(`INSERT INTO metrics SELECT 'short', 'loss', i, make_timestamptz(1000000000000000 + i * 2000000),
    if(i = 4, 'nan'::DOUBLE, i * i) FROM range(10) t(i)`);
});

afterAll(() => connection.closeSync());

async function lines(request: Partial<ISeriesRequest>) {
  const statement = seriesStatement({
    runs: ['long', 'short'],
    key: 'loss',
    xAxis: 'step',
    columns: 300,
    smoothing: 0,
    ...request
  });
  const reader = await connection.runAndReadAll(sqlText(statement));
  const data = reader.getColumnsJson() as Cell[][];
  const result: IResult = {
    columns: reader.columnNames().map(name => ({ name, type: '' })),
    data,
    row_count: reader.currentRowCount,
    truncated: false,
    elapsed_ms: 0,
    version: 1
  };
  return readSeries(result);
}

async function stored(run: string): Promise<number[]> {
  const reader = await connection.runAndReadAll(`SELECT value FROM metrics WHERE run_id = '${run}' ORDER BY step`);
  return reader.getColumns()[0]!.map(Number);
}

describe('a line reduced in SQL', () => {
  it('has at most four points per column, the ends and every extreme among them', async () => {
    const long = (await lines({})).get('long')!;
    expect(long.x.length).toBeLessThanOrEqual(4 * 301);
    expect(long.x[0]).toBe(0);
    expect(long.x[long.x.length - 1]).toBe(19999);
    const all = await stored('long');
    expect(Math.max(...long.y)).toBe(Math.max(...all));
    expect(Math.min(...long.y)).toBe(Math.min(...all));
    const width = 19999 / 300;
    for (let column = 0; column < 300; column++) {
      const inside = (x: number) => Math.floor((x / 19999) * 300) === column;
      const kept = long.y.filter((_, i) => inside(long.x[i]!));
      const from = Math.ceil(column * width - 1e-9);
      const original = all.filter((_, i) => i >= from - 1 && inside(i));
      expect(Math.max(...kept)).toBe(Math.max(...original));
      expect(Math.min(...kept)).toBe(Math.min(...original));
    }
  });

  it('is exact where there are few points, with breaks where values were missing', async () => {
    const short = (await lines({})).get('short')!;
    expect(short.x).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(short.y[4]).toBeNaN();
    expect(short.gaps).toEqual([4]);
    expect(short.y[9]).toBe(81);
  });

  it.each([0.3, 0.6, 0.99])('is smoothed over the full series, not over what is left (%d)', async weight => {
    const long = (await lines({ smoothing: weight })).get('long')!;
    const expected = smooth(await stored('long'), weight);
    long.x.forEach((x, i) => expect(long.y[i]).toBeCloseTo(expected[x]!, 9));
    expect(Math.max(...(long.raw?.y ?? []))).toBeGreaterThan(39);
  });

  it('keeps the neighbours of a zoomed range, so that the line leaves the picture', async () => {
    const long = (await lines({ within: [100.5, 110.5] })).get('long')!;
    expect(long.x[0]).toBe(100);
    expect(long.x[long.x.length - 1]).toBe(111);
  });

  it('can be drawn over the time since the run’s start', async () => {
    const short = (await lines({ xAxis: 'elapsed' })).get('short')!;
    expect(short.x.slice(0, 3)).toEqual([0, 2, 4]);
  });
});
