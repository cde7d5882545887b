import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { Home, Journal, packed, packedRow, type Row, until } from './support';

let home: Home;

beforeEach(() => {
  home = new Home();
});

afterEach(() => home.dispose());

describe('what the journals hold', () => {
  it('is in the views as it was written', async () => {
    await home.start();
    const journal = new Journal(home);
    journal.run('r1', { execution_id: `${journal.sessionId}-1` });
    journal.fact('params', { run_id: 'r1', params: { lr: 0.1, deep: true, big: { $int: '9007199254740993' } } });
    journal.fact('params', { run_id: 'r1', params: { lr: 0.2 } });
    journal.fact('cell_started', {
      execution_id: `${journal.sessionId}-1`,
      session_id: journal.sessionId,
      n: 1,
      cell_id: 'abc',
      position: 1,
      execution_count: 1,
      source_hash: 'h',
      source: 'x = 1',
      tags: ['a'],
      run_id: 'r1'
    });
    journal.series(1, 'r1', ['val/acc', 'val/loss']);
    journal.rows(1, 0, 5, 2);
    journal.fact('metrics', {
      run_id: 'r1',
      step: 7,
      n: 1,
      values: { seen: { $int: '9007199254740993' }, odd: { $float: 'NaN' } }
    });
    journal.fact('cell_ended', { execution_id: `${journal.sessionId}-1`, status: 'error', error_name: 'ValueError' });
    journal.fact('run_ended', { run_id: 'r1', status: 'failed', error_name: 'ValueError' });

    expect(
      await home.sql(
        'SELECT name, status, primary_metric, primary_value, last_step, error_name, notebook_path FROM runs'
      )
    ).toEqual([
      {
        name: 'name of r1',
        status: 'failed',
        primary_metric: 'val/acc',
        primary_value: 4,
        last_step: 7,
        error_name: 'ValueError',
        notebook_path: '/nb/a.ipynb'
      }
    ]);
    expect(await home.sql('SELECT key, value, number, boolean, type FROM params ORDER BY key')).toEqual([
      { key: 'big', value: '9007199254740993', number: 9007199254740992, boolean: null, type: 'integer' },
      { key: 'deep', value: 'true', number: null, boolean: true, type: 'boolean' },
      { key: 'lr', value: '0.2', number: 0.2, boolean: null, type: 'number' }
    ]);
    expect(await home.sql("SELECT step, value FROM metrics WHERE key = 'val/loss' ORDER BY step")).toEqual(
      [0, 1, 2, 3, 4].map(step => ({ step, value: step }))
    );
    expect(
      await home.sql(
        'SELECT key, value, execution_id FROM metrics WHERE step = 7 AND execution_id IS NOT NULL ORDER BY key'
      )
    ).toEqual([
      { key: 'odd', value: 'NaN', execution_id: `${journal.sessionId}-1` },
      { key: 'seen', value: 9007199254740992, execution_id: `${journal.sessionId}-1` }
    ]);
    expect(
      await home.sql(
        "SELECT goal, best_value, best_step, count, nan_count FROM metric_summary WHERE key IN ('val/loss', 'odd') ORDER BY key"
      )
    ).toEqual([
      { goal: null, best_value: 'NaN', best_step: 7, count: 1, nan_count: 1 },
      { goal: 'min', best_value: 0, best_step: 0, count: 5, nan_count: 0 }
    ]);
    expect(await home.sql('SELECT source, status, cell_id, tags FROM cells')).toEqual([
      { source: 'x = 1', status: 'error', cell_id: 'abc', tags: ['a'] }
    ]);
  });

  it('is visible without asking for it, and pushed to who watches', async () => {
    await home.start();
    const journal = new Journal(home);
    const socket = await home.socket();
    const heard: any[] = [];
    socket.on('message', data => heard.push(JSON.parse(String(data))));
    socket.send(JSON.stringify({ id: 1, type: 'watch', sql: 'SELECT run_id FROM runs' }));
    await until(() => heard.some(({ id, result }) => id === 1 && result.row_count === 0));
    journal.run('r1');
    await until(() => heard.some(({ type, splices }) => type === 'rows' && splices[0].data[0].includes('r1')));
    socket.close();
  });

  it('gives the same database when it is made anew', async () => {
    await home.start();
    const [one, two] = [new Journal(home), new Journal(home)];
    for (const journal of [one, two]) {
      const run = `r-${journal.writerId}`;
      journal.run(run);
      journal.series(1, run, ['a', 'b']);
      for (let part = 0; part < 5; part++) {
        journal.rows(1, part * 100, 100, 2);
        journal.fact('params', { run_id: run, params: { part, [`p${part}`]: 'x' } });
        await home.ask('sync');
      }
      journal.line('{"broken');
      journal.fact('run_tagged', { run_id: run, add: ['x', 'y'], remove: [] });
      journal.fact('run_ended', { run_id: run, status: 'finished' });
    }
    await home.ask('edit', {
      facts: [
        { k: 'run_named', run_id: `r-${one.writerId}`, name: 'better' },
        { k: 'baseline_set', project: 'digits', run_id: `r-${two.writerId}` }
      ]
    });
    const before = await home.everything();
    expect(before.quarantine).toHaveLength(2);
    const { status, body } = await home.ask('rebuild');
    expect(status).toBe(200);
    expect(body.points).toBe(2000);
    expect(await home.everything()).toEqual(before);
  });

  it('is the same after its points were sorted in among the others', async () => {
    await home.start();
    const journal = new Journal(home);
    journal.run('r1');
    journal.fact('cell_started', { execution_id: `${journal.sessionId}-1`, session_id: journal.sessionId, n: 1 });
    const keys = Array.from({ length: 8 }, (_, index) => `m${index}`);
    journal.series(1, 'r1', keys);
    const steps = 70_000;
    journal.rows(1, 0, steps, keys.length, 1);
    await home.ask('sync');
    journal.series(2, 'r1', ['m0']);
    journal.rows(2, steps, 3, 1, 1);

    expect(
      await home.sql(
        'SELECT key, count(*) AS n, count(DISTINCT step) AS steps, max(step) AS last, count(execution_id) AS placed FROM metrics GROUP BY key ORDER BY key'
      )
    ).toEqual(
      keys.map(key => {
        const n = key === 'm0' ? steps + 3 : steps;
        return { key, n, steps: n, last: n - 1, placed: n };
      })
    );
    expect(await home.sql('SELECT count(*) AS wrong FROM metrics WHERE value <> step')).toEqual([{ wrong: 0 }]);
    expect(await home.sql("SELECT step FROM metrics WHERE key = 'm0' ORDER BY step DESC LIMIT 2")).toEqual([
      { step: steps + 2 },
      { step: steps + 1 }
    ]);
  });

  it('is one metric of one run, whoever wrote it and however', async () => {
    await home.start();
    const first = new Journal(home);
    first.run('r1');
    first.series(1, 'r1', ['loss']);
    first.rows(1, 0, 3, 1);
    await home.ask('sync');
    first.fact('writer_closed');
    await home.ask('sync');
    const second = new Journal(home);
    second.fact('run_resumed', { run_id: 'r1', session_id: second.sessionId, execution_id: null });
    second.series(1, 'r1', ['loss']);
    second.rows(1, 3, 2, 1);
    second.fact('metrics', { run_id: 'r1', step: 5, n: 0, values: { loss: -1 } });

    expect(
      await home.sql('SELECT key, count, best_value, best_step, last_step, mean_value FROM metric_summary')
    ).toEqual([{ key: 'loss', count: 6, best_value: -1, best_step: 5, last_step: 5, mean_value: 1.5 }]);
    expect(await home.sql('SELECT list(step ORDER BY step) AS steps FROM metrics')).toEqual([
      { steps: [0, 1, 2, 3, 4, 5] }
    ]);
  });

  it('has its extremes at the lowest step of equal ones, in whatever order they come', async () => {
    const journal = new Journal(home);
    journal.run('r1');
    journal.series(1, 'r1', ['a']);
    journal.numbers(packedRow(1, 5, 1_700_000_005, [1]));
    await home.start();
    const extremes = (): Promise<Row[]> => home.sql('SELECT min_step, max_step FROM metric_summary');
    expect(await extremes()).toEqual([{ min_step: 5, max_step: 5 }]);
    journal.fact('metrics', { run_id: 'r1', step: 2, n: 0, values: { a: 1 } });
    journal.fact('metrics', { run_id: 'r1', step: 7, n: 0, values: { a: 1 } });
    expect(await extremes()).toEqual([{ min_step: 2, max_step: 2 }]);
    await home.ask('rebuild');
    expect(await extremes()).toEqual([{ min_step: 2, max_step: 2 }]);
  });

  it('has as primary metric the one marked last, else the first with a goal, else the most telling', async () => {
    await home.start();
    const journal = new Journal(home);
    const primary = (): Promise<unknown> =>
      home.sql(`SELECT primary_metric, primary_goal, primary_value,
        (SELECT list(key) FROM metric_summary m WHERE m.run_id = r.run_id AND is_primary) AS marked FROM runs r`);
    journal.run('r1');
    journal.series(1, 'r1', ['speed', 'train/loss']);
    journal.rows(1, 0, 4, 2);
    expect(await primary()).toEqual([
      { primary_metric: 'train/loss', primary_goal: 'min', primary_value: 0, marked: ['train/loss'] }
    ]);
    journal.series(2, 'r1', ['val/acc']);
    journal.rows(2, 0, 3, 1);
    expect(await primary()).toEqual([
      { primary_metric: 'val/acc', primary_goal: 'max', primary_value: 2, marked: ['val/acc'] }
    ]);
    journal.fact('metric_defined', { run_id: 'r1', key: 'speed', goal: 'max', summary: 'mean', primary: false });
    expect(await primary()).toEqual([
      { primary_metric: 'speed', primary_goal: 'max', primary_value: 1.5, marked: ['speed'] }
    ]);
    journal.fact('metric_defined', { run_id: 'r1', key: 'train/loss', goal: null, summary: 'last', primary: true });
    expect(await primary()).toEqual([
      { primary_metric: 'train/loss', primary_goal: 'min', primary_value: 3, marked: ['train/loss'] }
    ]);
    journal.fact('metric_defined', { run_id: 'r1', key: 'val/acc', goal: null, summary: null, primary: true });
    journal.fact('metric_defined', { run_id: 'r1', key: 'val/acc', goal: null, summary: null, primary: false });
    journal.fact('writer_closed');
    const second = new Journal(home);
    second.fact('metric_defined', { run_id: 'r1', key: 'speed', goal: 'min', summary: null, primary: true });
    expect(await primary()).toEqual([
      { primary_metric: 'speed', primary_goal: 'min', primary_value: 0, marked: ['speed'] }
    ]);
  });

  it('that is unreadable or means nothing is set aside, and the rest goes on', async () => {
    await home.start();
    const journal = new Journal(home);
    journal.run('r1');
    journal.line('not json');
    journal.fact('run_ended', { run_id: 'r1', status: 'exploded' });
    journal.fact('from_the_future', { run_id: 'r1', wonder: true });
    journal.series(1, 'r1', ['a']);
    journal.numbers(packed(9, 0), Buffer.from('rubbish'), packed(1, 1), packed(1, 2, 3));
    journal.rows(1, 5, 1);
    expect(await home.sql('SELECT step FROM metrics ORDER BY step')).toEqual([{ step: 1 }, { step: 5 }]);
    const reasons = (await home.sql('SELECT reason FROM quarantine')).map(({ reason }) => String(reason)).join('\n');
    expect(reasons).toMatch(/not JSON/);
    expect(reasons).toMatch(/exploded is not how a run can end/);
    expect(reasons).toMatch(/No fact declares series 9/);
    expect(reasons).toMatch(/checksum/);
    expect(reasons).toMatch(/3 values/);
    expect(await home.sql("SELECT kind FROM events WHERE kind = 'from_the_future'")).toHaveLength(1);
  });
});

describe('a companion that is killed', () => {
  it('has every point exactly once when it is back, whenever it was killed', async () => {
    const seed = Date.now() % 100_000;
    let state = seed;
    const random = (): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const journal = new Journal(home);
    journal.run('r1');
    journal.series(1, 'r1', ['a', 'b', 'c']);
    let steps = 0;
    for (let round = 0; round < 8; round++) {
      const companion = await home.start();
      for (let part = 0; part < 20; part++) {
        journal.rows(1, steps, 2_000, 3);
        steps += 2_000;
      }
      await new Promise(resolve => setTimeout(resolve, random() * 300));
      companion.kill('SIGKILL');
      await once(companion, 'exit');
    }
    await home.start();
    const [counted] = await home.sql('SELECT count(*) AS points, count(DISTINCT (key, step)) AS kinds FROM metrics');
    expect({ seed, ...counted }).toEqual({ seed, points: steps * 3, kinds: steps * 3 });
    expect(await home.sql('SELECT DISTINCT count, max_value FROM metric_summary')).toEqual([
      { count: steps, max_value: steps - 1 }
    ]);
  });

  it('and started twice at once is one', async () => {
    const both = [home.start(), home.start(), home.start()];
    const children = await Promise.all(both);
    await until(() => children.filter(({ exitCode }) => exitCode === 0).length === 2);
    expect((await home.ask('status')).body.pid).toBe(children.find(({ exitCode }) => exitCode === null)?.pid);
  });

  it('is replaced by the one in standby', async () => {
    const first = await home.start();
    void home.start('--standby');
    await home.ask('sync');
    first.kill('SIGKILL');
    await until(() => home.file()?.pid !== first.pid);
    expect((await home.ask('status')).status).toBe(200);
  });
});

describe('a writer that dies', () => {
  it('leaves its run killed, its cell interrupted and its session killed, within ten seconds', async () => {
    await home.start();
    const kernel = spawn('sleep', ['1000']);
    const journal = new Journal(home, { pid: Number(kernel.pid) });
    journal.run('r1');
    journal.fact('cell_started', {
      execution_id: 'e1',
      session_id: journal.sessionId,
      n: 1,
      cell_id: null,
      position: 1,
      execution_count: 1,
      source_hash: 'h',
      source: 'x',
      tags: [],
      run_id: 'r1'
    });
    const states = (): Promise<unknown> =>
      home.sql('SELECT r.status AS run, c.status AS cell, s.status AS session FROM runs r, cells c, sessions s');
    expect(await states()).toEqual([{ run: 'running', cell: 'running', session: 'running' }]);
    kernel.kill('SIGKILL');
    await until(async () => JSON.stringify(await states()).includes('killed'), 10);
    expect(await states()).toEqual([{ run: 'killed', cell: 'interrupted', session: 'killed' }]);
    const before = await home.everything();
    await home.ask('rebuild');
    expect(await home.everything()).toEqual(before);
  });
});

describe('the database file', () => {
  it.each([
    ['none', 0, 20_000],
    ['damaged in its header', 5_000, 200],
    ['damaged in its first block', 13_000, 200]
  ])('that is %s is moved aside and made anew', async (_, at, length) => {
    const journal = new Journal(home);
    journal.run('r1');
    const first = await home.start();
    await home.ask('shutdown');
    await until(() => first.exitCode !== null);
    const file = openSync(join(home.path, 'trail.duckdb'), 'r+');
    writeSync(file, Buffer.alloc(length, 'no database '), 0, length, at);
    closeSync(file);
    await home.start();
    expect(await home.sql('SELECT run_id FROM runs')).toEqual([{ run_id: 'r1' }]);
    expect(readdirSync(home.path).some(name => name.includes('unreadable'))).toBe(true);
  });
});
