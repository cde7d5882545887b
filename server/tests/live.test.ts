/** Live queries: who watches a question has its answer, and hears no more than it has to. */
import { DuckDBInstance } from '@duckdb/node-api';
import type { WebSocket } from 'ws';

import { dependenciesOf, tablesBehind } from '../src/live/dependencies';
import { splices } from '../src/live/splices';
import type { Cell, IResult, IRowsPush, IWatchRequest } from '../src/protocol';
import { openDatabase } from '../src/store/database/openDatabase';
import { VIEWS } from '../src/store/views';
import { Home, Journal, until } from './support';

let home: Home;
let journal: Journal;
let socket: WebSocket;
let client: Client;

/** One connection, and the answers that it watches, put together from what it hears. */
class Client {
  constructor(private readonly socket: WebSocket) {
    socket.on('message', data => this.hear(JSON.parse(String(data))));
  }

  readonly answers = new Map<number, IResult>();
  readonly errors = new Map<number, { code: string }>();
  readonly pushes: IRowsPush[] = [];

  say(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  async watch(sql: string, more: Partial<IWatchRequest> = {}): Promise<number> {
    const id = ++this.last;
    this.say({ id, type: 'watch', sql, every_ms: 100, ...more });
    await until(() => this.answers.has(id) || this.errors.has(id));
    return id;
  }

  rows(id: number): Cell[][] {
    const { data = [] } = this.answers.get(id) ?? {};
    return Array.from({ length: data[0]?.length ?? 0 }, (_, row) => data.map(column => column[row] ?? null));
  }

  pushesTo(id: number): IRowsPush[] {
    return this.pushes.filter(({ request }) => request === id);
  }

  private hear(message: any): void {
    if (message.type === 'rows') {
      const push = message as IRowsPush;
      this.pushes.push(push);
      const { data } = this.answers.get(push.request) as IResult;
      for (const splice of push.splices) {
        data.forEach((column, index) => column.splice(splice.start, splice.remove, ...(splice.data[index] ?? [])));
      }
      const { row_count, truncated } = push;
      Object.assign(this.answers.get(push.request) as IResult, { row_count, truncated });
    } else if (message.error) {
      this.errors.set(message.id, message.error);
    } else if (message.result?.columns) {
      this.answers.set(message.id, message.result);
    }
  }

  private last = 0;
}

beforeEach(async () => {
  home = new Home();
  await home.start();
  journal = new Journal(home);
  for (const run of ['r1', 'r2']) {
    journal.run(run);
  }
  journal.series(1, 'r1', ['loss']);
  journal.series(2, 'r2', ['loss']);
  journal.rows(1, 0, 3);
  await home.ask('sync');
  socket = await home.socket();
  client = new Client(socket);
});

afterEach(() => home.dispose());

describe('a long answer', () => {
  const sql = `SELECT repeat('x', 100_000) AS x, range AS n, count(*) AS points
    FROM range(100), metrics GROUP BY range ORDER BY range`;

  it('comes in parts, between which others are answered', async () => {
    const lengths: number[] = [];
    socket.on('message', data => lengths.push(String(data).length));
    const [id, short] = await Promise.all([client.watch(sql), client.watch('SELECT count(*) FROM metrics')]);
    expect(client.rows(id).length).toBeLessThan(100);
    expect(client.rows(short)).toEqual([[3]]);
    await until(() => client.rows(id).length === 100);
    expect(client.rows(id).map(([, n]) => n)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect(Math.max(...lengths)).toBeLessThan(1.5 * 2 ** 20);
  });

  it('goes on with what is new in it', async () => {
    const id = await client.watch(sql);
    journal.rows(1, 3, 2);
    await until(() => client.rows(id).length === 100 && client.rows(id).every(([, , points]) => points === 5));
  });

  it('may be of one long row, which is watched as any', async () => {
    const id = await client.watch(
      "SELECT list(repeat('x', 100_000)) AS x, (SELECT count(*) FROM metrics) AS points FROM range(100)"
    );
    expect(client.rows(id)[0]?.[1]).toBe(3);
    journal.rows(1, 3, 2);
    await until(() => client.rows(id)[0]?.[1] === 5);
  });

  it('is answered over the socket whether it is watched or asked once', async () => {
    client.say({ id: 77, type: 'query', sql });
    await until(() => client.answers.has(77) && client.rows(77).length === 100);
  });
});

describe('a watched question', () => {
  it('is answered, and then tells the rows that are new and no others', async () => {
    const id = await client.watch("SELECT step, value FROM metrics WHERE run_id = 'r1' ORDER BY step");
    expect(client.rows(id)).toEqual([
      [0, 0],
      [1, 1],
      [2, 2]
    ]);
    journal.rows(1, 3, 2);
    await until(() => client.rows(id).length === 5);
    expect(client.pushesTo(id).flatMap(({ splices }) => splices)).toEqual([
      {
        start: 3,
        remove: 0,
        data: [
          [3, 4],
          [3, 4]
        ]
      }
    ]);
  });

  it('is silent about other runs and other views', async () => {
    const points = await client.watch('SELECT step FROM metrics WHERE run_id = $run', { params: { run: 'r1' } });
    const params = await client.watch('SELECT key, value FROM params');
    const all = await client.watch('SELECT run_id, count FROM metric_summary ORDER BY 1');
    journal.rows(2, 0, 10);
    await until(() => client.rows(all).length === 2);
    expect(client.pushesTo(points)).toEqual([]);
    expect(client.pushesTo(params)).toEqual([]);
    journal.fact('params', { run_id: 'r2', params: { lr: 0.1 } });
    await until(() => client.rows(params).length === 1);
    expect(client.pushesTo(points)).toEqual([]);
  });

  it('with runs of its own hears of these only', async () => {
    const id = await client.watch(
      'SELECT name, last_step FROM runs JOIN (SELECT run_id, last_step AS step FROM metric_summary) USING (run_id)',
      { runs: ['r1'] }
    );
    const all = await client.watch('SELECT count(*) FROM metrics');
    journal.rows(2, 0, 10);
    await until(() => client.rows(all)[0]?.[0] === 13);
    expect(client.pushesTo(id)).toEqual([]);
  });

  it('tells one changed row of a list', async () => {
    const id = await client.watch('SELECT run_id, note FROM runs ORDER BY run_id');
    await home.ask('edit', { facts: [{ k: 'run_noted', run_id: 'r2', note: 'good' }] });
    await until(() => client.rows(id)[1]?.[1] === 'good');
    expect(client.pushesTo(id).at(-1)?.splices).toEqual([{ start: 1, remove: 1, data: [['r2'], ['good']] }]);
  });

  it('is asked no more often than its asker wants', async () => {
    const id = await client.watch('SELECT count(*) FROM metrics', { every_ms: 1_000 });
    const began = performance.now();
    for (let step = 0; client.pushesTo(id).length < 3; step++) {
      journal.rows(1, 3 + step, 1);
      await home.ask('sync');
    }
    expect(performance.now() - began).toBeGreaterThanOrEqual(2_000 - 50);
  });

  it('has one answer for all who ask it, whenever they came', async () => {
    const sql = 'SELECT count(*) FROM metrics';
    const ids = [await client.watch(sql), await client.watch(sql)];
    journal.rows(1, 3, 7);
    await until(() => ids.every(id => client.rows(id)[0]?.[0] === 10));
    const late = await client.watch(sql);
    expect(client.rows(late)).toEqual([[10]]);
    journal.rows(1, 10, 1);
    await until(() => [...ids, late].every(id => client.rows(id)[0]?.[0] === 11));
  });

  it('ends when it is given up', async () => {
    const [given, kept] = [
      await client.watch('SELECT count(*) FROM metrics'),
      await client.watch('SELECT count(*) AS n FROM metrics')
    ];
    client.say({ id: given, type: 'cancel' });
    journal.rows(1, 3, 1);
    await until(() => client.rows(kept)[0]?.[0] === 4);
    expect(client.pushesTo(given)).toEqual([]);
  });

  it('is refused as any question', async () => {
    const bad = await client.watch('SELECT nonsense FROM runs');
    expect(client.errors.get(bad)).toMatchObject({ code: 'NT302' });
    const write = await client.watch('DELETE FROM runs');
    expect(client.errors.get(write)).toMatchObject({ code: 'NT304' });
    expect((await home.ask('watch', { sql: 'SELECT 1' })).status).toBe(400);
  });
});

it('a query that takes long tells how far it is', async () => {
  const told: { request: number; fraction: number | null }[] = [];
  socket.on('message', data => {
    const message = JSON.parse(String(data));
    if (message.type === 'progress') {
      told.push(message);
    }
  });
  client.say({
    id: 7,
    type: 'query',
    sql: 'SELECT sum(sin(a.range) * b.range) FROM range(30000) a, range(30000) b',
    timeout: 2
  });
  await until(() => client.errors.has(7) || client.answers.has(7));
  expect(told.length).toBeGreaterThan(0);
  expect(told.every(({ request }) => request === 7)).toBe(true);
});

describe('dependencies', () => {
  it('are the tables that DuckDB finds behind each view', async () => {
    const empty = new Home();
    const { instance } = await openDatabase(empty.path);
    const connection = await instance.connect();
    for (const { name } of VIEWS) {
      const tables = connection
        .getTableNames(`SELECT * FROM ${name}`, true)
        .map(table => /^"?store"?\."?(\w+)"?/.exec(table)?.[1] ?? table)
        .map(table => table.replace(/^(settled|recent)_points$/, 'series'))
        .filter(table => table !== 'position');
      expect({ name, tables: [...(tablesBehind(name) ?? [])].sort() }).toEqual({
        name,
        tables: [...new Set(tables)].sort()
      });
    }
    connection.closeSync();
    instance.closeSync();
    await empty.dispose();
  });

  it.each<{ sql: string; tables: string[] | null; runs: string[] | null; params?: IWatchRequest['params'] }>([
    { sql: "SELECT * FROM params WHERE run_id = 'a'", tables: ['param'], runs: ['a'] },
    { sql: "SELECT * FROM params p WHERE 'a' = p.run_id AND key = 'lr'", tables: ['param'], runs: ['a'] },
    { sql: "SELECT * FROM tags WHERE run_id IN ('a', $b)", tables: ['tag'], runs: ['a', 'x'], params: { b: 'x' } },
    { sql: 'SELECT * FROM tags WHERE run_id = ?', tables: ['tag'], runs: ['x'], params: ['x'] },
    { sql: "SELECT * FROM tags WHERE run_id = 'a' OR tag = 'b'", tables: ['tag'], runs: null },
    { sql: 'SELECT * FROM params WHERE run_id = (SELECT max(run_id) FROM tags)', tables: ['param', 'tag'], runs: null },
    { sql: 'WITH p AS (SELECT * FROM params) SELECT * FROM p', tables: ['param'], runs: null },
    { sql: "SELECT metric_at('a', 'loss', 3)", tables: ['series'], runs: null },
    { sql: 'SELECT 1', tables: [], runs: null },
    { sql: 'SELECT * FROM duckdb_tables', tables: null, runs: null }
  ])('of $sql', async ({ sql, tables, runs, params }) => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql]);
    const tree = JSON.parse(String(reader.getRows()[0]?.[0])).statements[0];
    const found = dependenciesOf(tree, params);
    expect(found.tables && [...found.tables].sort()).toEqual(tables);
    expect(found.runs && [...found.runs].sort()).toEqual(runs);
    connection.closeSync();
    instance.closeSync();
  });
});

describe('splices', () => {
  const rows = (...values: Cell[]): Pick<IResult, 'data' | 'row_count'> => ({
    data: [values],
    row_count: values.length
  });
  const size = (before: Cell[], after: Cell[]): number =>
    splices(rows(...before), rows(...after)).reduce((sum, { data }) => sum + (data[0]?.length ?? 0), 0);

  it('make the one answer of the other, whatever these are', () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 16807) % 2147483647;
      return seed % below;
    };
    for (let round = 0; round < 5_000; round++) {
      const before = Array.from({ length: random(12) }, () => random(4));
      const after = random(2)
        ? [...before.slice(random(3)), random(4)]
        : Array.from({ length: random(12) }, () => random(4));
      const now = [...before];
      for (const { start, remove, data } of splices(rows(...before), rows(...after))) {
        now.splice(start, remove, ...((data[0] ?? []) as number[]));
      }
      expect(now).toEqual(after);
    }
  });

  it('are short for what is usual', () => {
    const many = Array.from({ length: 100 }, (_, i) => i);
    expect(size(many, [...many, 100, 101])).toBe(2);
    expect(size(many, [-1, ...many.slice(0, -1)])).toBe(1);
    expect(size(many, [...many.slice(2), 100, 101])).toBe(2);
    expect(
      size(
        many,
        many.map(i => (i === 5 || i === 50 ? -i : i))
      )
    ).toBe(2);
    expect(size(many, many)).toBe(0);
  });
});
