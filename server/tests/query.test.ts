import { tmpdir } from 'node:os';

import { DuckDBInstance } from '@duckdb/node-api';

import type { QueryError } from '../src/errors';
import type { Cell, IQueryRequest, IResult } from '../src/protocol';
import { QueryBox } from '../src/query/QueryBox';

let instance: DuckDBInstance;
let box: QueryBox;

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`
    CREATE SCHEMA store;
    CREATE TABLE store.run(run_id VARCHAR, name VARCHAR, lr DOUBLE);
    INSERT INTO store.run VALUES ('r1', 'amber-fox-1', 0.1), ('r2', 'blue-owl-2', 0.01);
    CREATE VIEW runs AS SELECT * FROM store.run;
    CREATE MACRO lr_of(run, otherwise) AS coalesce(length(run), otherwise);
    CREATE TABLE numbers AS SELECT i AS step, i / 7 AS value, 'train/loss' AS key FROM range(300000) t(i);
    SET enable_external_access = false;
    SET allowed_configs = ['enable_progress_bar', 'enable_progress_bar_print'];
    SET lock_configuration = true;
  `);
  connection.closeSync();
  box = new QueryBox(instance, { folder: tmpdir(), connections: 2 });
});

afterAll(() => {
  box.dispose();
  instance.closeSync();
});

function ask(sql: string, rest: Partial<IQueryRequest> = {}, signal = new AbortController().signal): Promise<IResult> {
  return box.query({ type: 'query', sql, ...rest }, { signal, version: () => 7 });
}

async function only(sql: string, params?: IQueryRequest['params']): Promise<Cell | undefined> {
  return (await ask(sql, { params })).data[0]?.[0];
}

async function refused(sql: string, rest: Partial<IQueryRequest> = {}): Promise<QueryError> {
  return ask(sql, rest).then(
    () => Promise.reject(new Error(`answered: ${sql}`)),
    (error: QueryError) => error
  );
}

describe('an answer', () => {
  it('comes column by column with types and the commit it saw', async () => {
    const result = await ask('SELECT run_id, lr FROM runs ORDER BY run_id');
    expect(result).toMatchObject({
      columns: [
        { name: 'run_id', type: 'VARCHAR' },
        { name: 'lr', type: 'DOUBLE' }
      ],
      data: [
        ['r1', 'r2'],
        [0.1, 0.01]
      ],
      row_count: 2,
      truncated: false,
      version: 7
    });
  });

  it.each<[string, Cell]>([
    ["'NaN'::DOUBLE", 'NaN'],
    ["'-inf'::DOUBLE", '-Infinity'],
    ['9007199254740993', '9007199254740993'],
    ['sum(1) FROM range(5)', 5],
    ['1.25::DECIMAL(10,2)', 1.25],
    ['12345678901234567890.12::DECIMAL(22,2)', '12345678901234567890.12'],
    ["TIMESTAMPTZ '2026-11-24 08:12:30.123456+00'", '2026-11-24T08:12:30.123456Z'],
    ["TIMESTAMPTZ '2026-11-24 08:12:30.120+00'", '2026-11-24T08:12:30.120Z'],
    ["TIMESTAMPTZ '2026-11-24 10:12:30+02'", '2026-11-24T08:12:30Z'],
    ["TIMESTAMPTZ '1969-12-31 23:59:59.999999+00'", '1969-12-31T23:59:59.999999Z'],
    ["TIMESTAMP '2026-11-24 08:12:30'", '2026-11-24T08:12:30'],
    ["'infinity'::TIMESTAMPTZ", 'infinity'],
    ["DATE '2026-11-24'", '2026-11-24'],
    ["'-infinity'::DATE", '-infinity'],
    ["'infinity'::TIMESTAMP_S", 'infinity'],
    ["'infinity'::TIMESTAMP_MS", 'infinity'],
    ["'-infinity'::TIMESTAMP_NS", '-infinity'],
    ["INTERVAL '1 day 02:00:00'", '1 day 02:00:00'],
    ["'\\xAB\\x00'::BLOB", 'ab00'],
    ['[1, NULL, 3]', [1, null, 3]],
    ["{'a': 1, 'b': ['x']}", { a: 1, b: ['x'] }],
    ["MAP {'k': 1.5}", { k: 1.5 }],
    ["(7, 'x')", [7, 'x']],
    [
      "[(1, 'a'), (2, 'b')]",
      [
        [1, 'a'],
        [2, 'b']
      ]
    ],
    ['(SELECT arg_max((x, 10 * x), x) FROM range(4) t(x))', [3, 30]],
    ["{'outer': (1, (2, 3))}", { outer: [1, [2, 3]] }],
    ["{'0': 'a'}", { '0': 'a' }],
    ["MAP {'k': (1, 2)}", { k: [1, 2] }],
    ['[0.1, 0.25]', [0.1, 0.25]],
    ['5::VARIANT', 5],
    ["{'a': [1, 2]}::VARIANT", { a: [1, 2] }],
    ["union_value(k := 'v')", 'v'],
    ["INTERVAL '1 month 2 days'", '1 month 2 days'],
    ['170141183460469231731687303715884105727', '170141183460469231731687303715884105727'],
    ["[{'n': 'NaN'::DOUBLE}]", [{ n: 'NaN' }]],
    ['true', true],
    ['NULL', null]
  ])('writes SELECT %s as protocol.ts says', async (expression, cell) => {
    expect(await only(`SELECT ${expression}`)).toEqual(cell);
  });

  it('stops at the limit and says so', async () => {
    const result = await ask('SELECT step FROM numbers ORDER BY step', { limit: 5000 });
    expect(result.row_count).toBe(5000);
    expect(result.truncated).toBe(true);
    expect(result.data[0]?.at(-1)).toBe(4999);
    expect((await ask('SELECT 1', { limit: 1 })).truncated).toBe(false);
  });

  it('brings 300,000 rows of numbers and words at the pace of 30,000', async () => {
    const quickest = async (limit: number, rows: number): Promise<number> => {
      const times: number[] = [];
      for (let time = 0; time < 3; time++) {
        const result = await ask('SELECT step, value, key FROM numbers', { limit });
        expect(result.row_count).toBe(rows);
        times.push(result.elapsed_ms);
      }
      return Math.min(...times);
    };
    const few = await quickest(30_000, 30_000);
    expect(await quickest(1_000_000, 300_000)).toBeLessThan(50 * Math.max(1, few));
  });

  it('refuses to grow beyond the byte cap', async () => {
    const small = new QueryBox(instance, { folder: tmpdir(), maxBytes: 2 ** 20 });
    await expect(
      small.query(
        { type: 'query', sql: "SELECT repeat('x', 1000) FROM range(10000)" },
        { signal: new AbortController().signal, version: () => 0 }
      )
    ).rejects.toMatchObject({ code: 'NT307' });
    small.dispose();
  });
});

describe('parameters', () => {
  it('are bound by name and by position, with their types', async () => {
    expect(await only('SELECT count(*) FROM runs WHERE lr < $lr', { lr: 0.05 })).toBe(1);
    expect(await only('SELECT count(*) FROM range($n)', { $n: 12 })).toBe(12);
    expect(await only('SELECT count(*) FROM runs WHERE list_contains($ids, run_id)', { ids: ['r1'] })).toBe(1);
    expect(await only('SELECT ? || $2', ['a', "'; DROP TABLE numbers"])).toBe("a'; DROP TABLE numbers");
    expect(await only('SELECT typeof($x)', { x: true })).toBe('BOOLEAN');
    expect(await only('SELECT $x IS NULL', { x: null })).toBe(true);
    expect(await only('SELECT now() > $t', { t: '2020-01-01T00:00:00Z' })).toBe(true);
  });

  it('may be lists and objects, empty and mixed ones among them', async () => {
    expect(await only('SELECT len($l)', { l: [] })).toBe(0);
    expect(await only('SELECT $l', { l: [1, null, 2.5] })).toEqual([1, null, 2.5]);
    expect(await only('SELECT $l', { l: ['a', 1, true] })).toEqual(['a', '1', 'true']);
    expect(await only('SELECT $o', { o: { a: 1, b: ['x'] } })).toEqual({ a: 1, b: ['x'] });
    const many = Array.from({ length: 50_000 }, (_, index) => index);
    expect(await only('SELECT list_sum($l)', { l: many })).toBe(1_249_975_000);
  });

  it('are told when they have no form', async () => {
    const params = 'lr=1' as unknown as IQueryRequest['params'];
    expect(await refused('SELECT 1', { params })).toMatchObject({ code: 'NT405' });
  });

  it('are told when one is missing or left over', async () => {
    expect(await refused('SELECT $lr', { params: { rl: 1 } })).toMatchObject({
      code: 'NT303',
      message: 'The query asks for $lr, and params does not give it'
    });
    expect(await refused('SELECT 1', { params: { lr: 1 } })).toMatchObject({ code: 'NT303' });
    expect(await refused('SELECT ?', { params: [1, 2] })).toMatchObject({ code: 'NT303' });
  });
});

describe('the box', () => {
  it.each([
    "INSERT INTO store.run VALUES ('x', 'y', 1)",
    'DELETE FROM store.run',
    'UPDATE store.run SET lr = 0',
    'DROP TABLE numbers',
    'CREATE TEMP TABLE t AS SELECT 1',
    '/* hi */ create view v as select 1',
    'COMMIT',
    'BEGIN',
    "COPY numbers TO '/tmp/stolen.csv'",
    "ATTACH ':memory:' AS other",
    'INSTALL httpfs',
    'LOAD json',
    'SET threads = 1',
    'RESET threads',
    'PRAGMA database_list',
    'CALL duckdb_settings()',
    'CHECKPOINT',
    'EXPLAIN ANALYZE INSERT INTO store.run SELECT * FROM store.run',
    'EXPLAIN DELETE FROM store.run',
    'SELECT 1; DROP TABLE numbers',
    'COMMIT; DELETE FROM store.run',
    'PREPARE p AS SELECT 1',
    "EXPORT DATABASE '/tmp/stolen'"
  ])('refuses %s as a write', async sql => {
    expect(await refused(sql)).toMatchObject({ code: 'NT304' });
    expect(await only('SELECT count(*) FROM store.run')).toBe(2);
  });

  it.each([
    'SELECT * FROM duckdb_settings()',
    'SELECT * FROM duckdb_databases()',
    'SELECT * FROM duckdb_databases',
    'SELECT * FROM pragma_database_list',
    'WITH a AS (SELECT * FROM "DUCKDB_SETTINGS"()) SELECT * FROM a',
    'SELECT * FROM duckdb_secrets()',
    'SELECT * FROM duckdb_logs',
    'SELECT * FROM duckdb_temporary_files()',
    "SELECT current_setting('temp_directory')",
    "SELECT getenv('HOME')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM sql_auto_complete('SELECT * FROM ''/et')",
    "SELECT * FROM query('SELECT * FROM duckdb_settings()')",
    "SELECT * FROM query_table('duckdb_databases')",
    'SELECT * FROM histogram(duckdb_databases, path)',
    'EXPLAIN ANALYZE SELECT * FROM duckdb_settings()',
    'SELECT (SELECT count(*) FROM pg_catalog.pg_settings)',
    "SELECT [x FOR x IN [current_setting('temp_directory')]]"
  ])('keeps closed: %s', async sql => {
    const error = await refused(sql);
    expect(error.code).toBe('NT309');
    expect(sql.slice(error.start, error.end)).not.toBe('');
  });

  it('keeps files closed by their names', async () => {
    expect((await refused("SELECT * FROM '/etc/passwd'")).code).toBe('NT302');
    expect((await refused("SELECT * FROM 'x.parquet'")).code).toBe('NT309');
  });

  it.each([
    'FROM runs',
    'TABLE runs',
    'VALUES (1)',
    'SHOW TABLES',
    'DESCRIBE runs',
    'SUMMARIZE runs',
    'EXPLAIN SELECT * FROM runs',
    'EXPLAIN ANALYZE SELECT * FROM runs',
    'explain (analyze, format json) select 1',
    'SELECT * FROM duckdb_columns()',
    'SELECT * FROM information_schema.tables',
    "PIVOT runs ON run_id IN ('r1', 'r2') USING max(lr)",
    'WITH RECURSIVE t AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM t WHERE x < 5) SELECT * FROM t',
    '  -- a remark\n SELECT 1; -- another'
  ])('answers %s', async sql => {
    await expect(ask(sql)).resolves.toMatchObject({ truncated: false });
  });
});

describe('an error', () => {
  it('says what is wrong, where, and what was meant', async () => {
    const sql = "SELECT 'ü',\n  nmae FROM runs";
    const error = await refused(sql);
    expect(error).toMatchObject({
      code: 'NT302',
      message: 'Referenced column "nmae" not found in FROM clause',
      hint: expect.stringMatching(/^Did you mean name\b/)
    });
    expect(sql.slice(error.start, error.end)).toBe('nmae');
  });

  it('names the view that was meant', async () => {
    const sql = 'SELECT * FROM rns';
    const error = await refused(sql);
    expect(error.hint).toContain('Did you mean runs?');
    expect(sql.slice(error.start, error.end)).toBe('rns');
  });

  it.each([
    ['names', `SELECT "${'a'.repeat(400_000)}" FROM (SELECT 1 AS "${'a'.repeat(400_000)}b")`, 'NT302'],
    ['lines', `SELECT '${'\n'.repeat(400_000)}'::TIMESTAMP`, 'NT308'],
    ['a function', `SELECT * FROM "${'a'.repeat(400_000)}"(1)`, 'NT309']
  ])('about hundreds of thousands of %s is told at once, and in short', async (_, sql, code) => {
    const error = await refused(sql);
    expect(error.code).toBe(code);
    expect(`${error.message}${error.hint}`.length).toBeLessThan(2_000);
  });

  it('points at a syntax error', async () => {
    const sql = 'EXPLAIN SELECT 1 FORM runs WHERE';
    const error = await refused(sql);
    expect(error.code).toBe('NT301');
    expect(error.start).toBeGreaterThan(8);
    expect((await refused('')).code).toBe('NT301');
    expect((await refused(' -- nothing')).code).toBe('NT301');
  });

  it.each([
    [
      "SELECT * FROM metric_at('r1', 'loss', 1)",
      'NT309',
      'metric_at(run, key, step) gives a value: ask for it after SELECT.'
    ],
    ["SELECT * FROM emma('r1', 'loss', 0.9)", 'NT309', 'Did you mean ema(run, key, weight)?'],
    ['SELECT lr_of(1)', 'NT302', 'It is called as lr_of(run, otherwise).']
  ])('says how a function is called: %s', async (sql, code, hint) => {
    expect(await refused(sql)).toMatchObject({ code, hint });
  });

  it('of the data is told in a sentence', async () => {
    expect(await refused('SELECT CAST(name AS DOUBLE) FROM runs')).toMatchObject({
      code: 'NT308',
      message: expect.stringContaining('amber-fox-1')
    });
  });
});

describe('time', () => {
  const ENDLESS = 'SELECT count(*) FROM range(1000000000) a, range(1000000) b WHERE a.range * b.range = -1';

  it('is bounded by the deadline', async () => {
    expect(await refused(ENDLESS, { timeout: 0.3 })).toMatchObject({ code: 'NT305' });
  });

  it('ends when the one who asked gives up, and others are not held up', async () => {
    const giveUp = new AbortController();
    const long = [ENDLESS, ENDLESS, ENDLESS].map(sql =>
      ask(sql, {}, giveUp.signal).catch((error: QueryError) => error.code)
    );
    const queued = ask('SELECT 1');
    giveUp.abort();
    expect(await Promise.all(long)).toEqual(['NT306', 'NT306', 'NT306']);
    expect((await queued).row_count).toBe(1);
  });

  it('of a long query does not hold up a short one', async () => {
    const giveUp = new AbortController();
    const long = ask(ENDLESS, {}, giveUp.signal).catch((error: QueryError) => error.code);
    expect(await only('SELECT 42')).toBe(42);
    giveUp.abort();
    expect(await long).toBe('NT306');
  });
});
