/**
 * Who writes and who is gone. A writer counts as gone only where its process can
 * be seen; where it cannot, silence is told of and taken back; and whoever is
 * heard of again is followed again, with all that it says.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { packSegments } from '../src/journal/packSegment';
import { Home, Journal, type Row, until } from './support';

const gone = spawnSync(process.execPath, ['--version']).pid;
const ELSEWHERE = '00000000-0000-4000-8000-000000000000/4026531836/4026531834';
/** A whole second after all that a hand-made journal says by itself. */
const NOW = Math.ceil(Date.now() / 1000) + 1_000;

let home: Home;

beforeEach(() => {
  home = new Home();
  delete process.env.NBTRAIL_SILENT_SECONDS;
});

afterEach(() => home.dispose());

function touched(journal: Journal): void {
  utimesSync(join(journal.folder, 'facts-000001.ndjson'), new Date(), new Date());
}

async function runs(columns = 'run_id, status'): Promise<Row[]> {
  return home.sql(`SELECT ${columns} FROM runs ORDER BY run_id`);
}

/** A run with ten points, the first at step `from`. */
function train(journal: Journal, run = 'r1', from = 0): void {
  if (from === 0) {
    journal.run(run);
    journal.series(1, run, ['loss']);
  }
  journal.rows(1, from, 10);
}

/** Once the companion has looked at every writer a few times. */
async function lookedAround(): Promise<void> {
  const other = new Journal(home, { pid: gone });
  other.run(`seen-${other.sessionId}`);
  await until(async () => {
    const [row] = await home.sql(`SELECT status FROM runs WHERE run_id = 'seen-${other.sessionId}'`);
    return row?.status === 'killed';
  });
}

describe('a writer whose process cannot be seen from the companion', () => {
  it.each([
    ['in a container of the same host name', ELSEWHERE],
    ['that does not say where its pid means something', null]
  ])('%s is followed to its end', async (_, space) => {
    const journal = new Journal(home, { pid: gone, space });
    train(journal);
    await home.start();
    await lookedAround();
    expect(await runs('run_id, status, silent_since')).toContainEqual({
      run_id: 'r1',
      status: 'running',
      silent_since: null
    });
    train(journal, 'r1', 10);
    journal.fact('run_ended', { run_id: 'r1', status: 'finished' });
    journal.fact('writer_closed');
    expect(await runs()).toContainEqual({ run_id: 'r1', status: 'finished' });
    expect(await home.sql("SELECT count(*) AS n FROM metrics WHERE run_id = 'r1'")).toEqual([{ n: 20 }]);
  });

  it('is told of as silent, and heard again by a word or by a sign of life', async () => {
    process.env.NBTRAIL_SILENT_SECONDS = '2';
    const journal = new Journal(home, { pid: gone, space: ELSEWHERE });
    train(journal);
    const child = await home.start();
    const silence = async (): Promise<unknown[]> =>
      (await runs('status, silent_since IS NOT NULL AS silent')).map(row => Object.values(row));
    const everywhere = async (): Promise<Row[]> =>
      home.sql(
        'SELECT (SELECT bool_or(silent_since IS NOT NULL) FROM sessions) AS s, (SELECT bool_or(silent_since IS NOT NULL) FROM writers) AS w'
      );
    await until(async () => (await silence()).join() === 'running,true');
    expect(await everywhere()).toEqual([{ s: true, w: true }]);
    expect((await home.ask('status')).body.writers).toContainEqual(
      expect.objectContaining({ writer_id: journal.writerId, alive: false, gone: false })
    );
    touched(journal);
    await until(async () => (await silence()).join() === 'running,false');
    await until(async () => (await silence()).join() === 'running,true');
    train(journal, 'r1', 10);
    await until(async () => (await silence()).join() === 'running,false');
    await until(async () => (await silence()).join() === 'running,true');
    child.kill('SIGKILL');
    await until(() => child.signalCode !== null);
    await home.start();
    expect(await silence()).toEqual([['running', true]]);
    const before = await home.everything();
    await home.ask('rebuild');
    expect(await home.everything()).toEqual(before);
    journal.fact('run_ended', { run_id: 'r1', status: 'failed' });
    await until(async () => (await silence()).join() === 'failed,false');
  });

  it('counts as killed after a day without a sign, when it was last heard of, until it is heard again', async () => {
    process.env.NBTRAIL_SILENT_SECONDS = '2';
    const journal = new Journal(home, { pid: gone, space: ELSEWHERE });
    journal.fact('run_started', { run_id: 'r1', session_id: journal.sessionId, name: 'x' }, NOW);
    journal.fact('params', { run_id: 'r1', params: { lr: 1 } }, NOW + 60);
    const before = new Date(Date.now() - 2 * 86_400_000);
    utimesSync(join(journal.folder, 'facts-000001.ndjson'), before, before);
    await home.start();
    const state = async (): Promise<Row[]> =>
      runs('status, silent_since IS NOT NULL AS silent, duration_seconds AS seconds');
    await until(async () => (await state())[0]?.status === 'killed');
    expect(await state()).toEqual([{ status: 'killed', silent: true, seconds: 60 }]);
    journal.fact('params', { run_id: 'r1', params: { lr: 2 } }, NOW + 90);
    await until(async () => (await state())[0]?.status === 'running');
    journal.fact('run_ended', { run_id: 'r1', status: 'finished' }, NOW + 100);
    expect(await state()).toEqual([{ status: 'finished', silent: false, seconds: 100 }]);
    const told = await home.everything();
    await home.ask('rebuild');
    expect(await home.everything()).toEqual(told);
  });

  it.each([-2, 2])('with a clock %i days off is running while it writes', async days => {
    process.env.NBTRAIL_SILENT_SECONDS = '2';
    const journal = new Journal(home, { pid: gone, space: ELSEWHERE });
    const t = Date.now() / 1000 + days * 86_400;
    journal.fact('run_started', { run_id: 'r1', session_id: journal.sessionId, name: 'x' }, t);
    await home.start();
    for (let turn = 0; turn < 4; turn++) {
      journal.fact('params', { run_id: 'r1', params: { turn } }, t + turn);
      await lookedAround();
      const [row] = (await runs('run_id, status, silent_since')).filter(({ run_id }) => run_id === 'r1');
      expect(row).toEqual({ run_id: 'r1', status: 'running', silent_since: null });
    }
  });
});

describe('a writer that was gone', () => {
  it('is followed again when it is heard of again, also by a companion that comes later', async () => {
    const journal = new Journal(home, { pid: gone });
    train(journal);
    const child = await home.start();
    const state = async (): Promise<Row[]> =>
      home.sql('SELECT status, (SELECT count(*) FROM metrics) AS points FROM runs');
    await until(async () => (await state())[0]?.status === 'killed');
    journal.fact('run_named', { run_id: 'r1', name: 'again' });
    train(journal, 'r1', 10);
    await until(async () => (await state())[0]?.points === 20);
    await home.ask('shutdown');
    await until(() => child.exitCode !== null);
    await home.start();
    train(journal, 'r1', 20);
    journal.fact('run_ended', { run_id: 'r1', status: 'finished' });
    await until(async () => (await state())[0]?.points === 30);
    expect(await state()).toEqual([{ status: 'finished', points: 30 }]);
  });

  it('leaves its run ended when it was last heard of, whenever a companion looks', async () => {
    const journal = new Journal(home, { pid: gone });
    journal.fact('run_started', { run_id: 'r1', session_id: journal.sessionId, name: 'x' }, NOW);
    journal.fact(
      'cell_started',
      { execution_id: `${journal.sessionId}-1`, session_id: journal.sessionId, n: 1, position: 1 },
      NOW
    );
    journal.fact(
      'system_sampled',
      { session_id: journal.sessionId, run_ids: ['r1'], values: { cpu_percent: 1 } },
      NOW + 300
    );
    await home.start();
    await until(async () => (await runs())[0]?.status === 'killed');
    expect(await runs('duration_seconds AS seconds')).toEqual([{ seconds: 300 }]);
    expect(await home.sql('SELECT epoch(ended_at) AS at FROM sessions')).toEqual([{ at: NOW + 300 }]);
    expect(await home.sql('SELECT status, epoch(ended_at) AS at FROM cells')).toEqual([
      { status: 'interrupted', at: NOW + 300 }
    ]);
  });

  it('and whose clock was set back in the middle of a run has the end that it told', async () => {
    const journal = new Journal(home, { pid: gone });
    journal.fact('run_started', { run_id: 'r1', session_id: journal.sessionId, name: 'x' }, NOW + 2 * 86_400);
    journal.fact('run_ended', { run_id: 'r1', status: 'failed', error_name: 'E' }, NOW);
    journal.fact('run_started', { run_id: 'r2', session_id: journal.sessionId, name: 'y' }, NOW);
    await home.start();
    await until(async () => (await runs())[1]?.status === 'killed');
    expect(await runs('status, error_name')).toEqual([
      { status: 'failed', error_name: 'E' },
      { status: 'killed', error_name: null }
    ]);
  });
});

describe('a segment that is being compressed', () => {
  it('stays as it is when it is written to meanwhile', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nbtrail-pack-'));
    const path = join(folder, 'facts-000001.ndjson');
    const line = `${JSON.stringify({ v: 1, seq: 1, t: 1, k: 'notice', message: 'x'.repeat(90) })}\n`;
    appendFileSync(path, line.repeat(2_000));
    const saved = await packSegments(folder, new AbortController().signal, work => {
      appendFileSync(path, line);
      return work();
    });
    expect(saved).toBe(0);
    expect(readdirSync(folder)).toEqual(['facts-000001.ndjson']);
    expect(readFileSync(path, 'utf8')).toBe(line.repeat(2_001));
    rmSync(folder, { recursive: true });
  });

  it('is never that of a writer that was only silent', async () => {
    process.env.NBTRAIL_SILENT_SECONDS = '2';
    const journal = new Journal(home, { pid: gone, space: ELSEWHERE });
    train(journal);
    journal.rows(1, 10, 10_000);
    const before = new Date(Date.now() - 30 * 86_400_000);
    readdirSync(journal.folder).forEach(name => utimesSync(join(journal.folder, name), before, before));
    await home.start();
    await until(async () => (await runs())[0]?.status === 'killed');
    await lookedAround();
    expect(readdirSync(journal.folder).sort()).toEqual(['facts-000001.ndjson', 'numbers-000001.bin']);
    expect(existsSync(join(journal.folder, 'numbers-000001.bin'))).toBe(true);
  });
});

describe('a run of several ranks', () => {
  const rank = (number: number, of: number, more: object = {}): Journal => {
    const journal = new Journal(home, more as { pid: number });
    journal.run('ddp', { rank: number, world_size: of });
    return journal;
  };
  const state = async (): Promise<unknown[]> =>
    (await runs('status, ended_at IS NOT NULL AS over, error_name')).map(row => Object.values(row));

  it('is finished once all of them are, and until then as the worst of them', async () => {
    await home.start();
    const ranks = [0, 1, 2].map(number => rank(number, 3));
    const end = (number: number, status: string, more: object = {}): void =>
      ranks[number]?.fact('run_ended', { run_id: 'ddp', status, rank: number, ...more });
    expect(await state()).toEqual([['running', false, null]]);
    end(0, 'finished');
    expect(await state()).toEqual([['running', false, null]]);
    end(1, 'failed', { error_name: 'OutOfMemory', error_value: 'x' });
    expect(await state()).toEqual([['failed', false, 'OutOfMemory']]);
    end(2, 'finished');
    expect(await state()).toEqual([['failed', true, 'OutOfMemory']]);
    expect((await home.sql('SELECT rank, status FROM run_ranks ORDER BY rank')).map(row => row.status)).toEqual([
      'finished',
      'failed',
      'finished'
    ]);
    const before = await home.everything();
    await home.ask('rebuild');
    expect(await home.everything()).toEqual(before);
  });

  it('is killed when one of them is gone, and starts anew when it is resumed by fewer', async () => {
    await home.start();
    rank(0, 2);
    rank(1, 2, { pid: gone });
    await until(async () => (await state()).join() === 'killed,false,');
    const again = new Journal(home);
    again.fact('run_resumed', {
      run_id: 'ddp',
      session_id: again.sessionId,
      execution_id: null,
      rank: 0,
      world_size: 1
    });
    expect(await state()).toEqual([['running', false, null]]);
    again.fact('run_ended', { run_id: 'ddp', status: 'finished', rank: 0 });
    expect(await state()).toEqual([['finished', true, null]]);
  });

  it('keeps the points of all of them at the same step, and tells whose each is', async () => {
    const companion = await home.start();
    const [first] = [0, 1].map(number => {
      const journal = rank(number, 2, { pid: process.pid, rank: number });
      journal.series(1, 'ddp', ['loss']);
      journal.rows(1, 0, 10);
      return journal;
    });
    const alone = new Journal(home);
    alone.run('alone');
    alone.series(1, 'alone', ['loss']);
    alone.rows(1, 0, 10);
    const points = (): Promise<Row[]> =>
      home.sql(
        'SELECT run_id, rank, count(*) AS n, count(DISTINCT step) AS steps FROM metrics GROUP BY ALL ORDER BY ALL'
      );
    const ten = { n: 10, steps: 10 };
    const told = [
      { run_id: 'alone', rank: null, ...ten },
      { run_id: 'ddp', rank: 0, ...ten },
      { run_id: 'ddp', rank: 1, ...ten }
    ];
    await until(async () => JSON.stringify(await points()) === JSON.stringify(told));

    companion.kill('SIGKILL');
    await once(companion, 'exit');
    await home.start();
    first?.rows(1, 10, 5);
    first?.fact('metrics', { run_id: 'ddp', step: 15, n: 0, values: { loss: 1 } });
    await until(async () => (await points())[1]?.n === 16);
    const before = await home.everything();
    await home.ask('rebuild');
    expect(await home.everything()).toEqual(before);
  });
});
