/** Clocks that jump, differ or are wrong: nothing is lost or mixed up, and ends are found. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { Home, Journal, packed, until } from './support';
import { everyRow } from './everyRow';
import { endAll, served } from './loggedCompanion';

const gone = spawnSync(process.execPath, ['--version']).pid;

let home: Home;

beforeEach(() => {
  home = new Home();
});

afterEach(async () => {
  await endAll();
  await home.dispose();
});

describe('clocks that are wrong', () => {
  it('lose nothing and mix nothing', async () => {
    await served(home);
    const odd = [5e9, 1, 0, -1, -1e12, 1e300, 1.5e-300, 253_402_300_800, 1_700_000_000];
    const journal = new Journal(home);
    odd.forEach((t, index) => {
      const run = `r${index}`;
      journal.fact('run_started', { run_id: run, session_id: journal.sessionId, name: run }, t);
      journal.fact('params', { run_id: run, params: { t: index } }, t);
      journal.fact('series', { series: index + 1, run_id: run, keys: ['a'] }, t);
    });
    journal.line('{"v":1,"seq":90,"t":1e999,"k":"run_started","run_id":"forever"}');
    journal.line('{"v":1,"seq":91,"t":null,"k":"run_started","run_id":"never"}');
    journal.line('{"v":1,"seq":92,"t":"NaN","k":"run_started","run_id":"never"}');
    journal.line('{"v":1,"seq":93,"t":NaN,"k":"run_started","run_id":"never"}');
    const times = [...odd, NaN, Infinity, -Infinity];
    times.forEach((time, index) => journal.numbers(packed(1 + (index % odd.length), index, 1, time)));
    expect(await home.sql('SELECT count(*) AS runs FROM runs')).toEqual([{ runs: odd.length + 1 }]);
    expect(await home.sql('SELECT count(*) AS n FROM params')).toEqual([{ n: odd.length }]);
    expect(
      await home.sql('SELECT count(*) AS n, count(DISTINCT step) AS steps, count(time) AS times FROM metrics')
    ).toEqual([{ n: times.length, steps: times.length, times: times.length }]);
    expect(await home.sql('SELECT count(*) AS n FROM quarantine')).toEqual([{ n: 3 }]);
    const before = await everyRow(home);
    expect((await home.ask('rebuild')).status).toBe(200);
    expect(await everyRow(home)).toEqual(before);
  });

  it('that are hours apart leave each writer its own', async () => {
    await served(home);
    const now = Date.now() / 1000;
    const [early, late] = [new Journal(home), new Journal(home)];
    for (const [journal, t] of [
      [early, now - 5 * 3600],
      [late, now + 5 * 3600]
    ] as const) {
      const run = `r-${journal === early ? 'early' : 'late'}`;
      journal.fact('run_started', { run_id: run, session_id: journal.sessionId, name: run }, t);
      journal.fact('series', { series: 1, run_id: run, keys: ['a'] }, t);
      journal.numbers(...Array.from({ length: 10 }, (_, step) => packed(1, step, 1, t + step)));
      journal.fact('run_ended', { run_id: run, status: 'finished' }, t + 20);
    }
    expect(await home.sql('SELECT run_id, status, duration_seconds AS seconds FROM runs ORDER BY run_id')).toEqual([
      { run_id: 'r-early', status: 'finished', seconds: 20 },
      { run_id: 'r-late', status: 'finished', seconds: 20 }
    ]);
    expect(await home.sql('SELECT run_id, count FROM metric_summary ORDER BY run_id')).toEqual([
      { run_id: 'r-early', count: 10 },
      { run_id: 'r-late', count: 10 }
    ]);
  });

  it('of a writer that is gone do not keep its run from ending, and once only', async () => {
    const journal = new Journal(home, { pid: gone });
    for (const [index, t] of [1e300, -5, 4e9].entries()) {
      journal.fact('run_started', { run_id: `r${index}`, session_id: journal.sessionId, name: 'x' }, t);
    }
    journal.line(`{"v":1,"seq":90,"t":1e999,"k":"run_started","run_id":"r3","session_id":"${journal.sessionId}"}`);
    for (let start = 0; start < 3; start++) {
      const { child } = await served(home);
      await until(async () => (await home.sql("SELECT count(*) AS n FROM runs WHERE status = 'killed'"))[0]?.n === 4);
      expect(await home.sql('SELECT * FROM quarantine')).toEqual([]);
      await home.ask('shutdown');
      await until(() => child.exitCode === 0);
    }
    const own = readdirSync(join(home.path, 'journal')).filter(name => name !== journal.writerId);
    expect(own).toHaveLength(1);
  });

  it('let a run that ended before it began be over', async () => {
    await served(home);
    const journal = new Journal(home, { pid: gone });
    journal.fact('run_started', { run_id: 'r1', session_id: journal.sessionId, name: 'x' }, 2_000_000_000);
    journal.fact('run_ended', { run_id: 'r1', status: 'finished' }, 1_000_000_000);
    journal.fact('writer_closed', {}, 1_000_000_001);
    await until(async () => (await home.sql("SELECT count(*) AS n FROM runs WHERE status <> 'running'"))[0]?.n === 1);
  });

  it('of another machine that are ahead count as its last word now', async () => {
    const journal = new Journal(home);
    const facts = join(journal.folder, 'facts-000001.ndjson');
    writeFileSync(facts, readFileSync(facts, 'utf8').replaceAll(`"host":"${hostname()}"`, '"host":"elsewhere"'));
    journal.fact('run_started', { run_id: 'r1', session_id: journal.sessionId, name: 'x' }, Date.now() / 1000 + 9e6);
    await served(home);
    expect(await home.sql('SELECT status FROM runs')).toEqual([{ status: 'running' }]);
    renameSync(facts, `${facts}.away`);
    renameSync(`${facts}.away`, facts);
    expect((await home.ask('status')).body.writers).toMatchObject([{ writer_id: journal.writerId, alive: true }]);
  });
});
