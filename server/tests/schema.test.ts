import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { DuckDBInstance } from '@duckdb/node-api';

import { documents } from '../src/documents/documents';
import { JOINS } from '../src/documents/joins';
import { tablesBehind } from '../src/live/dependencies';
import { MACROS } from '../src/store/macros';
import { GUARDED } from '../src/store/macros/guards';
import { MATCHING } from '../src/store/macros/matching';
import { LOGS, REGISTERS } from '../src/store/merge/tables';
import { VIEWS } from '../src/store/views';
import { FieldJournal } from './fieldJournal';
import { writeFieldStore } from './fieldStore';
import { Home, type Row } from './support';

const ROOT = resolve(__dirname, '../..');

let home: Home;
let companion: ChildProcess;

beforeAll(async () => {
  home = new Home();
  writeFieldStore(home.path);
  writeHandmade(home.path);
  companion = await home.start();
});

afterAll(() => home.dispose());

/** Runs whose numbers are easy to reckon by hand. */
function writeHandmade(path: string): void {
  const place = { user: 'eve', host: 'desk', python: '3.11.7', notebook: '/nb/hand.ipynb', project: 'hand' };
  const journal = new FieldJournal(path, 's9', place, 1000);
  journal.run(1001, 'h1', 'hand-1', { lr: 0.1, layers: [64, 32], grid: [{ lr: [1, 2] }], note: '[1]' });
  journal.points(
    1001,
    'h1',
    ['acc', 'loss'],
    [
      [0, 1002, [0, 8]],
      [2, 1003, [0.5, 4]],
      [4, 1004, [NaN, 2]],
      [6, 1005, [0.9, 1]],
      [8, 1006, [0.7, 3]]
    ]
  );
  journal.run(1010, 'h2', 'hand-2', { lr: 0.2 });
  journal.points(1010, 'h2', ['acc'], [[5, 1011, [0.25]]]);
  journal.end(1020, 'h1');
  journal.end(1021, 'h2');
  journal.close(1030);
}

const list = (names: readonly string[]): string => `['${names.join("', '")}']`;

const one = async (expression: string): Promise<unknown> => (await home.sql(`select ${expression} as it`))[0]?.it;

describe('the schema', () => {
  it('is the same in docs/schema.md, in the SQL panel and in the database (npm --prefix server run schema)', async () => {
    for (const [name, text] of Object.entries(await documents(ROOT))) {
      expect({ name, text: readFileSync(join(ROOT, name), 'utf8') }).toEqual({ name, text });
    }
  });

  it('says of every view and every column what it holds, in their order', async () => {
    const rows = await home.sql(`
      select table_name as view, list(column_name order by column_index) as columns,
        list(column_name) filter (where coalesce(comment, '') = '') as silent
      from duckdb_columns() where schema_name = 'main' and not internal group by all`);
    const found = Object.fromEntries(rows.map(({ view, columns }) => [String(view), columns]));
    const written = Object.fromEntries(VIEWS.map(view => [view.name, Object.keys(view.columns)]));
    expect(found).toEqual(written);
    expect(rows.filter(({ silent }) => silent !== null)).toEqual([]);
    const views = await home.sql(
      "select view_name, comment from duckdb_views() where schema_name = 'main' and not internal"
    );
    expect(views.every(({ comment }) => /^A row is \w/.test(String(comment)))).toBe(true);
  });

  it('says of every function what it gives, with an example that runs', async () => {
    const rows = await home.sql(`
      select function_name as name, parameters, comment from duckdb_functions()
      where schema_name = 'main' and not internal and not list_contains(${list([...GUARDED, ...MATCHING])}, function_name)`);
    expect(new Map(rows.map(({ name, ...rest }) => [name, rest]))).toEqual(
      new Map(MACROS.map(({ name, parameters, comment }) => [name, { parameters, comment }]))
    );
    for (const { example } of MACROS) {
      await home.sql(example);
    }
  });

  it.each(JOINS.flatMap(([home, key, views]) => views.split(' ').map(view => ({ home, key, view }))))(
    'is drawn as it joins: $home with $view by $key',
    async ({ home: one, key, view }) => {
      const many = view.replace('!', '');
      const [found] = await home.sql(`
        SELECT (SELECT count(*) FROM ${one}) - (SELECT count(DISTINCT ${key}) FROM ${one}) AS repeated,
          (SELECT count(*) FROM ${many} WHERE ${key} IS NOT NULL AND ${key} NOT IN (SELECT ${key} FROM ${one})) AS alone,
          (SELECT count(${key}) - count(DISTINCT ${key}) FROM ${many}) AS several`);
      expect({ ...found, several: 0 }).toEqual({ repeated: 0, alone: 0, several: 0 });
      if (view.endsWith('!')) {
        expect(found?.several).toBe(0);
      }
    }
  );

  it('is read from tables of which commits tell, so that who watches a view hears of it', () => {
    const tables = new Set([...Object.keys(REGISTERS), ...Object.keys(LOGS)]);
    const behind = VIEWS.map(({ name }) => ({ name, tables: [...(tablesBehind(name) ?? [])] }));
    expect(behind.filter(view => !view.tables.some(table => tables.has(table)))).toEqual([]);
  });

  it('reads points in one view alone', () => {
    const reading = VIEWS.filter(({ sql }) => /store\.(points|readings|\w+_points)|main\.metrics\b/.test(sql));
    expect(reading.map(({ name }) => name)).toEqual(['metrics']);
  });
});

describe('views', () => {
  it('give lists and mappings as JSON, and nothing else', async () => {
    const rows = await home.sql("select key, type, json from params where run_id = 'h1' order by key");
    expect(rows).toEqual([
      { key: 'grid', type: 'json', json: '[{"lr":[1,2]}]' },
      { key: 'layers', type: 'json', json: '[64,32]' },
      { key: 'lr', type: 'number', json: null },
      { key: 'note', type: 'text', json: null }
    ]);
    expect(await one("(select json->0->'lr'->>1 from params where run_id = 'h1' and key = 'grid')")).toBe('2');
  });

  it('give a run with all that it was given and reached', async () => {
    const [row] = await home.sql("select params, metrics, last_metrics, results from run_table where run_id = 'h1'");
    expect(row).toEqual({
      params: { grid: '[{"lr":[1,2]}]', layers: '[64,32]', lr: '0.1', note: '[1]' },
      metrics: { acc: 0.9, loss: 1 },
      last_metrics: { acc: 0.7, loss: 3 },
      results: {}
    });
    expect(await one("(select metrics from run_table where run_id = 'r12')")).toEqual({});
  });

  it('rank runs by their primary metric, archived ones left out', async () => {
    const rows = await home.sql("select run_id, rank from best_runs where experiment = 'deep' order by rank");
    expect(rows).toEqual([
      { run_id: 'r15', rank: 1 },
      { run_id: 'r14', rank: 2 },
      { run_id: 'r16', rank: 3 }
    ]);
  });

  it('tell how packages changed from session to session', async () => {
    const rows = await home.sql(
      "select name, before, after from package_changes where session_id = 's2' order by name"
    );
    expect(rows).toEqual([
      { name: 'numpy', before: '1.26.4', after: '2.0.1' },
      { name: 'pandas', before: '2.2.0', after: null },
      { name: 'polars', before: null, after: '1.5.0' },
      { name: 'torch', before: '2.3.0', after: '2.4.0' }
    ]);
  });

  it('follow a cell over sessions', async () => {
    const rows = await home.sql(`
      select number, executions, session_id, source_changed from cell_history
      where notebook_path = '/nb/sweep.ipynb' and cell_id = 'train' and number in (1, 2, 6, 7)`);
    expect(rows).toEqual([
      { number: 1, executions: 12, session_id: 's1', source_changed: null },
      { number: 2, executions: 12, session_id: 's1', source_changed: false },
      { number: 6, executions: 12, session_id: 's1', source_changed: false },
      { number: 7, executions: 12, session_id: 's2', source_changed: true }
    ]);
    const [slow] = await home.sql(
      "select * exclude (last_started_at) from slow_cells where notebook_path = '/nb/deep.ipynb' order by total_seconds desc"
    );
    expect(slow).toMatchObject({
      cell_id: 'train',
      executions: 3,
      median_seconds: 82,
      longest_seconds: 82,
      failed_share: 0
    });
    expect(
      await one("(select failed_share from slow_cells where notebook_path = '/nb/sweep.ipynb' and cell_id = 'train')")
    ).toBeCloseTo(2 / 12);
    expect(await one("(select executions from cell_sources where source = 'plot(history)')")).toBe(1);
    expect(await one("(select runs from git_states where session_id = 's3')")).toBe(3);
  });
});

describe('functions', () => {
  it.each<[string, unknown]>([
    ["metric_at('h1', 'acc', 3)", 0.5],
    ["metric_at('h1', 'acc', 2)", 0.5],
    ["metric_at('h1', 'acc', 4)", 'NaN'],
    ["metric_at('h2', 'acc', 4)", null],
    ["first_step_above('h1', 'acc', 0.5)", 6],
    ["first_step_above('h1', 'acc', 0.95)", null],
    ["first_step_below('h1', 'loss', 4)", 4],
    ["steps_to_reach('h1', 'acc', 0.5)", 2],
    ["steps_to_reach('h1', 'acc', 0.6)", 6],
    ["steps_to_reach('h1', 'loss', 4)", 2],
    ["steps_to_reach('h1', 'loss', 0.5)", null],
    // (8 + 4) / 2 · 2 + (4 + 2) / 2 · 2 + (2 + 1) / 2 · 2 + (1 + 3) / 2 · 2
    ["auc('h1', 'loss')", 25],
    ["auc('h2', 'acc')", null],
    ['pct_change_vs(3, 2)', 50],
    ['pct_change_vs(-3, -2)', -50],
    ['pct_change_vs(1, 0)', null]
  ])('%s is %s', async (expression, value) => {
    expect(await one(expression)).toEqual(value);
  });

  it('skip what is not a number in an area', async () => {
    // (0 + 0.5) / 2 · 2 + (0.5 + 0.9) / 2 · 4 + (0.9 + 0.7) / 2 · 2
    expect(await one("auc('h1', 'acc')")).toBeCloseTo(0.5 + 2.8 + 1.6, 12);
  });

  it('smooth without a pull to zero', async () => {
    const rows = await home.sql("select step, value, smoothed from ema('h1', 'acc', 0.5)");
    expect(rows.map(({ step, value }) => [step, value])).toEqual([
      [0, 0],
      [2, 0.5],
      [6, 0.9],
      [8, 0.7]
    ]);
    const smoothed = rows.map(row => Number(row.smoothed));
    [0, (0.5 * 1) / 1.5, (0.9 + 0.25) / 1.75, (0.7 + 0.45 + 0.125) / 1.875].forEach((value, i) =>
      expect(smoothed[i]).toBeCloseTo(value, 12)
    );
    const plain = await home.sql("select smoothed from ema('h1', 'loss', 0)");
    expect(plain.map(row => row.smoothed)).toEqual([8, 4, 2, 1, 3]);
  });

  it("give a mean with Student's interval", async () => {
    // Mean 3, standard deviation √2.5, t(4) = 2.776.
    const half = (2.776 * Math.sqrt(2.5)) / Math.sqrt(5);
    const ci = (await one("mean_ci([1, 2, 3, 4, 5, null, 'nan'::double])")) as Row;
    expect(ci).toMatchObject({ mean: 3, n: 5 });
    expect(ci.low).toBeCloseTo(3 - half, 12);
    expect(ci.high).toBeCloseTo(3 + half, 12);
    expect(await one('mean_ci([7])')).toEqual({ mean: 7, low: null, high: null, n: 1 });
    expect(await one('mean_ci([]::double[])')).toEqual({ mean: null, low: null, high: null, n: 0 });
    // 0 … 99: standard deviation √(99 · 100 · 101 / 12 / 99).
    const many = (await one('mean_ci(range(100))')) as Row;
    expect(many.high).toBeCloseTo(49.5 + (1.96 * Math.sqrt((100 * 101) / 12)) / 10, 12);
  });

  it('take columns, whatever these are called', async () => {
    const rows = await home.sql(`
      select run_id, key, metric_at(run_id, key, last_step) as last, auc(run_id, key) as area
      from metric_summary _p where run_id in ('h1', 'h2') order by all`);
    expect(rows.map(({ run_id, key, last }) => [run_id, key, last])).toEqual([
      ['h1', 'acc', 0.7],
      ['h1', 'loss', 3],
      ['h2', 'acc', 0.25]
    ]);
    const courses = await home.sql(`
      select r.run_id, e.step from runs r, ema(r.run_id, 'acc', 0.9) e where r.run_id in ('h1', 'h2') order by all`);
    expect(courses.map(({ run_id, step }) => [run_id, step])).toEqual([
      ['h1', 0],
      ['h1', 2],
      ['h1', 6],
      ['h1', 8],
      ['h2', 5]
    ]);
  });

  it('cannot be replaced or shadowed by a question', async () => {
    const names = ['readings', 'goals', 'points', 'metrics', 'metric_at', 'ema', '_p'];
    const shadows = names.map(
      name => `${name} as (select 'h1' as _run, 'acc' as _key, 0 as _step, 0 as _time, 99 as _value)`
    );
    const [row] = await home.sql(
      `with ${shadows.join(', ')} select metric_at('h1', 'acc', 3) as at, (select count(*) from ema('h1', 'acc', 0.5)) as rows`
    );
    expect(row).toEqual({ at: 0.5, rows: 4 });
    for (const sql of [
      'create macro metric_at(run, key, step) as 1',
      'create temp macro metric_at(run, key, step) as 1',
      'create or replace macro main.ema(run, key, weight) as table select 1',
      'drop macro auc'
    ]) {
      expect(await home.ask('query', { sql })).toMatchObject({ status: 403, body: { error: { code: 'NT304' } } });
    }
  });
});

describe('a store of another companion', () => {
  /** Do what the SQL says to the database while no companion has it. */
  async function meddle(...statements: string[]): Promise<void> {
    companion.kill();
    await once(companion, 'exit');
    const instance = await DuckDBInstance.create(join(home.path, 'trail.duckdb'));
    const connection = await instance.connect();
    for (const sql of statements) {
      await connection.run(sql);
    }
    connection.closeSync();
    instance.closeSync();
    companion = await home.start();
  }

  it.each([
    [
      'other definitions',
      [
        "UPDATE store.definitions SET hash = 'older'",
        'CREATE OR REPLACE VIEW runs AS SELECT 1 AS run_id',
        'CREATE VIEW left_over AS SELECT 1 AS x'
      ]
    ],
    ['a view too few', ['DROP VIEW best_runs']],
    ['no definitions at all', ['DROP TABLE store.definitions', 'DROP MACRO metric_at', 'DROP VIEW store.points']]
  ])('with %s gets its views and functions anew, and keeps its tables', async (_, statements) => {
    const asked = "select run_id, primary_value, metric_at(run_id, 'val/acc', 3) as at from best_runs order by all";
    const before = await home.sql(asked);
    await meddle('CREATE TABLE store.kept AS SELECT 1 AS x', ...statements);
    expect(await home.sql(asked)).toEqual(before);
    expect(
      await home.sql("select comment from duckdb_columns() where table_name = 'runs' and column_name = 'name'")
    ).toEqual([{ comment: 'Its name; several runs may have the same' }]);
    expect(await home.sql("select view_name from duckdb_views() where view_name = 'left_over'")).toEqual([]);
    expect(await home.sql('select x from store.kept')).toEqual([{ x: 1 }]);
    await meddle('DROP TABLE store.kept');
  });
});
