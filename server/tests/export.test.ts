import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DuckDBInstance } from '@duckdb/node-api';

import { Home, Journal, MAIN } from './support';

let home: Home;
let elsewhere: string;

beforeEach(async () => {
  home = new Home();
  elsewhere = mkdtempSync(join(tmpdir(), 'nbtrail-export-'));
  await home.start();
});

afterEach(async () => {
  await home.dispose();
  rmSync(elsewhere, { recursive: true });
});

function nbtrail(...argv: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [MAIN, ...argv], {
    env: { ...process.env, NBTRAIL_HOME: home.path },
    encoding: 'utf8'
  });
}

/** A run with 300 points, by a writer that may have ended. */
function write(run: string, ended: boolean): Journal {
  const journal = new Journal(home);
  journal.run(run, { project: 'odd /=%" name' });
  journal.fact('params', { run_id: run, params: { lr: 0.1, layers: [1, 2] } });
  journal.series(1, run, ['loss']);
  journal.rows(1, 0, 300, 1);
  if (ended) {
    journal.fact('run_ended', { run_id: run, status: 'finished' });
    journal.fact('session_ended', { session_id: journal.sessionId });
    journal.fact('writer_closed');
  }
  return journal;
}

async function asked(path: string, sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRowsJS();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

describe('nbtrail export', () => {
  it('writes Parquet that says what it is, and leaves nothing else behind', async () => {
    write('r1', false);
    const folder = join(elsewhere, "it's here");
    const { status, stdout } = nbtrail('export', '--parquet', folder, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ path: folder, bytes: expect.any(Number) });
    const at = (name: string): string => `'${join(folder, name).replaceAll("'", "''")}'`;
    expect(
      await asked(':memory:', `SELECT project, count(*), sum(value) FROM ${at('metrics/**/*.parquet')} GROUP BY 1`)
    ).toEqual([['odd /=%" name', 300n, 44_850]]);
    expect(await asked(':memory:', `SELECT params['lr'], params['layers'] FROM ${at('run_table.parquet')}`)).toEqual([
      ['0.1', '[1,2]']
    ]);
    expect(await asked(':memory:', `SELECT typeof(started_at), typeof(duration) FROM ${at('runs.parquet')}`)).toEqual([
      ['TIMESTAMP WITH TIME ZONE', 'INTERVAL']
    ]);
    const about = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const name of readdirSync(folder).filter(found => found.endsWith('.parquet'))) {
      expect(about).toContain(`## \`${name}\``);
    }
    expect(about).not.toMatch(/\| \|$/m);
    expect(readdirSync(join(home.path, 'run')).filter(name => name.startsWith('snapshot'))).toEqual([]);
    expect(nbtrail('export', '--parquet', folder)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('already exists')
    });
  });

  it('writes a database that any DuckDB opens, while recording goes on', async () => {
    const journal = write('r1', false);
    await home.ask('sync');
    const file = join(elsewhere, 'history.duckdb');
    expect(nbtrail('export', '--duckdb', file).status).toBe(0);
    journal.rows(1, 300, 300, 1);
    expect(await home.sql('SELECT count(*) AS n FROM metrics')).toEqual([{ n: 600 }]);
    expect(await asked(file, "SELECT count(*), metric_at('r1', 'loss', 10) FROM metrics")).toEqual([[300n, 10]]);
    expect(readdirSync(elsewhere)).toEqual(['history.duckdb']);
    writeFileSync(join(elsewhere, 'mine'), 'not to be touched');
    expect(nbtrail('export', '--duckdb', join(elsewhere, 'mine')).status).toBe(1);
    expect(readFileSync(join(elsewhere, 'mine'), 'utf8')).toBe('not to be touched');
    expect(nbtrail('export')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--parquet FOLDER or --duckdb FILE')
    });
  });
});

describe('nbtrail journals', () => {
  it('moves those that ended, and has them back', async () => {
    const [ended, open] = [write('r1', true), write('r2', false)];
    await home.ask('sync');
    const before = await home.everything();
    const folder = join(elsewhere, 'old');
    expect(nbtrail('journals').stdout).toMatch(/of 1 writers/);
    expect(nbtrail('journals', '--move', folder, '--before', '1').stdout).toContain('Moved 0 journals');
    expect(nbtrail('journals', '--move', folder).stdout).toContain('Moved 1 journals');
    expect(readdirSync(folder)).toEqual([ended.writerId]);
    expect(existsSync(open.folder)).toBe(true);
    expect(await home.everything()).toEqual(before);
    expect(nbtrail('rebuild')).toMatchObject({ status: 1, stderr: expect.stringContaining('NT508') });
    renameSync(join(folder, ended.writerId), ended.folder);
    expect(nbtrail('rebuild').status).toBe(0);
    expect(await home.everything()).toEqual(before);
    expect(nbtrail('journals', '--move', join(home.path, 'journal', 'inside')).status).toBe(1);
  });
});

describe('nbtrail sql --parquet', () => {
  it('writes an answer of any size with its types, and nothing over', async () => {
    write('r1', true);
    const file = join(elsewhere, "it's.parquet");
    const { status, stdout, stderr } = nbtrail(
      'sql',
      'SELECT m.step, m.value, r.tags, r.started_at, {\'a\': 1} AS a, 2 AS "A", NULL AS nothing FROM metrics m JOIN runs r USING (run_id), range(10000)',
      '--parquet',
      file
    );
    expect([status, stdout]).toEqual([0, '']);
    expect(stderr).toBe(`3000000 rows in ${file}.\n`);
    const described = await asked(':memory:', `DESCRIBE SELECT * FROM '${file.replace("'", "''")}'`);
    expect(described.map(([name, type]) => [name, type])).toEqual([
      ['step', 'BIGINT'],
      ['value', 'DOUBLE'],
      ['tags', 'VARCHAR[]'],
      ['started_at', 'TIMESTAMP WITH TIME ZONE'],
      ['a', 'STRUCT(a INTEGER)'],
      ['A_1', 'INTEGER'],
      ['nothing', 'INTEGER']
    ]);
    const again = nbtrail('sql', 'FROM runs', '--parquet', file);
    expect([again.status, again.stderr.slice(0, 5)]).toEqual([1, 'NT601']);
    expect(readdirSync(join(home.path, 'run')).filter(name => name.startsWith('answer-'))).toEqual([]);
  });

  it('takes as many rows as it was told', () => {
    const file = join(elsewhere, 'some.parquet');
    const { stderr } = nbtrail('sql', 'FROM range(5000)', '--limit', '3000', '--parquet', file);
    expect(stderr).toMatch(/^3000 rows in .*\nThese are the first 3000 rows; --limit gives more.\n$/);
  });

  it('leaves no file where there is no answer', () => {
    const file = join(elsewhere, 'none.parquet');
    expect(nbtrail('sql', 'FROM nosuch', '--parquet', file).stderr).toMatch(/^NT302: /);
    expect(nbtrail('sql', "SELECT error('odd') FROM range(3)", '--parquet', file).stderr).toMatch(/^NT308: /);
    expect(existsSync(file)).toBe(false);
    expect(nbtrail('sql', 'FROM runs', '--parquet', join(elsewhere, 'no', 'folder')).stderr).toMatch(/^NT504: /);
  });
});
