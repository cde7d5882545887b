/**
 * Companions and writers that are killed at any moment: when the companion is
 * back, every point and every fact that is in the journals is in the views
 * exactly once, and they equal those of a store that is made anew. Of several
 * companions that start at once one serves, and none of the others is left over.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { type Random, seeded } from './mutate';
import { Home, Journal, killed, packed, until } from './support';
import { everyRow } from './everyRow';

/** Kills at each of these: 200 in all. */
const KILLS = { starts: 60, ingests: 60, settlings: 40, packings: 40 } as const;
/** Kills of a companion and a writer at once. */
const BOTH_KILLS = 50;
/** Starts of several companions at the same moment: of two, and of five. */
const STARTS = { two: 75, five: 25 } as const;

const MAIN = resolve(__dirname, '../../nbtrail/companion_dist/main.js');
const startSeed = Date.now() % 1_000_000;
const children = new Set<ChildProcess>();
const homes: Home[] = [];

function newHome(): Home {
  const home = new Home();
  homes.push(home);
  return home;
}

afterEach(async () => {
  await Promise.all([...children].map(killed));
  children.clear();
  await Promise.all(homes.splice(0).map(home => home.dispose()));
});

function begun(home: Home): ChildProcess {
  const child = spawn(process.execPath, [MAIN, 'serve', '--home', home.path], { stdio: 'ignore' });
  children.add(child);
  return child;
}

async function served(home: Home): Promise<ChildProcess> {
  const child = begun(home);
  await home.served(child);
  expect(child.exitCode).toBe(null);
  return child;
}

/** The id of a process that was. */
const gone = spawnSync(process.execPath, ['--version']).pid;

/** The views equal those of a store that is made from the same journals, and hold so many points, each once. */
async function expectWhole(home: Home, points: number, seed: number): Promise<void> {
  const child = await served(home);
  // What writers that are gone left open is ended.
  await until(async () => {
    const [open] = await home.sql(`SELECT count(*) AS runs FROM runs r JOIN sessions s ON s.session_id = r.session_id
      JOIN writers w ON w.writer_id = s.writer_id WHERE r.status = 'running' AND w.pid <> ${process.pid}`);
    return open?.runs === 0;
  });
  const grown = await everyRow(home);
  expect({ seed, metrics: grown.metrics }).toMatchObject({ seed, metrics: [{ points, kinds: points }] });
  const events = await home.sql('SELECT count(*) AS facts, count(DISTINCT (writer_id, seq)) AS kinds FROM events');
  expect({ seed, facts: events[0]?.facts }).toEqual({ seed, facts: events[0]?.kinds });
  await killed(child);
  const fresh = newHome();
  cpSync(join(home.path, 'journal'), join(fresh.path, 'journal'), { recursive: true });
  await served(fresh);
  expect({ seed, told: await everyRow(fresh) }).toEqual({ seed, told: grown });
}

/** A run that says something of every kind, in a cell. */
function talk(journal: Journal, run: string): void {
  const cell = `${journal.sessionId}-1`;
  journal.run(run, { execution_id: cell });
  journal.fact('cell_started', {
    execution_id: cell,
    session_id: journal.sessionId,
    n: 1,
    cell_id: 'c',
    position: 1,
    execution_count: 1,
    source_hash: 'h',
    source: 'x',
    tags: ['t'],
    run_id: run
  });
  journal.fact('params', { run_id: run, params: { lr: 0.1, deep: true } });
  journal.fact('run_tagged', { run_id: run, add: ['a', 'b'], remove: [] });
  journal.fact('metric_defined', { run_id: run, key: 'a', goal: 'max', summary: 'max', primary: true });
}

function closed(journal: Journal, run: string): void {
  journal.fact('cell_ended', { execution_id: `${journal.sessionId}-1`, status: 'ok' });
  journal.fact('run_ended', { run_id: run, status: 'finished' });
  journal.fact('session_ended', { session_id: journal.sessionId });
  journal.fact('writer_closed');
}

/** Killed while it starts, and while it makes the tables. */
async function killAtStart(kills: number, random: Random, seed: number): Promise<void> {
  const home = newHome();
  const journal = new Journal(home);
  talk(journal, 'r1');
  journal.series(1, 'r1', ['a', 'b']);
  let steps = 0;
  for (let round = 0; round < kills; round++) {
    if (round % 3 === 0) {
      readdirSync(home.path)
        .filter(name => name.startsWith('trail.duckdb'))
        .forEach(name => rmSync(join(home.path, name), { recursive: true }));
    }
    journal.rows(1, steps, 50, 2, 1);
    steps += 50;
    const child = begun(home);
    await pause(random(450));
    await killed(child);
  }
  await expectWhole(home, 2 * steps, seed);
}

/** Killed while a writer writes, and it syncs or rebuilds. */
async function killAtIngest(kills: number, random: Random, seed: number): Promise<void> {
  const home = newHome();
  const journals = Array.from({ length: 3 }, () => new Journal(home));
  for (const journal of journals) {
    talk(journal, `r-${journal.writerId}`);
    journal.series(1, `r-${journal.writerId}`, ['a', 'b', 'c']);
  }
  let [steps, words, over] = [0, 0, false];
  const writing = setInterval(() => {
    const count = 1 + random(40);
    for (const journal of journals) {
      const run_id = `r-${journal.writerId}`;
      journal.rows(1, steps, count, 3, 1);
      journal.fact('metrics', { run_id, step: words, n: 0, values: { word: { $int: '9007199254740993' } } });
      journal.fact('params', { run_id, params: { words, [`p${words % 20}`]: words } });
    }
    steps += count;
    words += 1;
  }, 30);
  const asking = (async () => {
    while (!over) {
      await home.ask(random(4) === 0 ? 'rebuild' : 'sync').catch(() => undefined);
      await pause(5);
    }
  })();
  try {
    for (let round = 0; round < kills; round++) {
      const child = begun(home);
      await pause(random(1_000));
      await killed(child);
    }
  } finally {
    over = true;
    clearInterval(writing);
  }
  await asking;
  await expectWhole(home, 3 * (3 * steps + words), seed);
}

/** Killed while many points are sorted in among the others and DuckDB's log is moved into the file. */
async function killAtSettling(kills: number, random: Random, seed: number): Promise<void> {
  const home = newHome();
  const journal = new Journal(home);
  talk(journal, 'r1');
  const keys = Array.from({ length: 1_000 }, (_, index) => `k${index}`);
  journal.series(1, 'r1', keys);
  let steps = 620;
  journal.rows(1, 0, steps, keys.length, 1);
  for (let round = 0; round < kills; round++) {
    const child = await served(home);
    if (round % 2 === 0) {
      // What the last kill left is whole.
      const counts = await home.sql('SELECT count(*) AS points, count(DISTINCT (key, step)) AS kinds FROM metrics');
      expect({ seed, round, counts }).toEqual({
        seed,
        round,
        counts: [{ points: 1_000 * steps, kinds: 1_000 * steps }]
      });
      void home.ask('rebuild').catch(() => undefined);
    } else {
      journal.rows(1, steps, 5, keys.length, 1);
      steps += 5;
      void home.ask('sync').catch(() => undefined);
    }
    await pause(random(1_400));
    await killed(child);
  }
  await expectWhole(home, 1_000 * steps, seed);
}

/** Killed while the journals of writers that ended are compressed. */
async function killAtPacking(kills: number, random: Random, seed: number): Promise<void> {
  const home = newHome();
  let points = 0;
  const compressed = (ending: string): number =>
    readdirSync(join(home.path, 'journal'), { recursive: true }).filter(name => String(name).endsWith(ending)).length;
  for (let round = 0; round < kills; round++) {
    for (let writer = 0; writer < 3; writer++) {
      const journal = new Journal(home, { pid: gone });
      const run = `r-${journal.writerId}`;
      talk(journal, run);
      journal.series(1, run, ['a', 'b']);
      journal.rows(1, 0, 1_500, 2, 1);
      journal.fact('params', {
        run_id: run,
        params: { long: Array.from({ length: 9_000 }, () => random(1e9)).join(' ') }
      });
      closed(journal, run);
      points += 3_000;
    }
    const child = begun(home);
    // It looks for something to compress after a second and a half.
    await pause(1_500 + random(900));
    if (round === kills - 1) {
      // On a slow machine all others may have been killed before that.
      await until(() => compressed('.z') > 0 && compressed('.gz') > 0);
    }
    await killed(child);
  }
  expect(compressed('.z')).toBeGreaterThan(0);
  expect(compressed('.gz')).toBeGreaterThan(0);
  await expectWhole(home, points, seed);
}

describe('a companion that is killed', () => {
  it.each([
    [
      'starts and makes its tables',
      KILLS.starts + KILLS.ingests,
      [
        [killAtStart, KILLS.starts],
        [killAtIngest, KILLS.ingests]
      ]
    ],
    [
      'sorts points and compresses journals',
      KILLS.settlings + KILLS.packings,
      [
        [killAtSettling, KILLS.settlings],
        [killAtPacking, KILLS.packings]
      ]
    ]
  ] as [string, number, [typeof killAtStart, number][]][])(
    'while it %s, %i times, has everything exactly once',
    async (_, __, loops) => {
      await Promise.all(loops.map(([loop, kills], index) => loop(kills, seeded(startSeed + index), startSeed + index)));
    },
    240_000
  );
});

/** Appends what stands in two files to two others, in pieces of any size. */
const WRITER = `
  const { appendFileSync, readFileSync } = require('node:fs');
  process.stdin.once('data', told => {
    const [folder, facts, rows] = JSON.parse(told);
    const rest = [[facts, 'facts-000001.ndjson'], [rows, 'numbers-000001.bin']].map(([from, name]) => ({ bytes: readFileSync(from), path: folder + '/' + name, at: 0 }));
    setInterval(() => {
      for (const piece of rest) {
        const end = piece.at + 1 + Math.floor(Math.random() * 3000);
        appendFileSync(piece.path, piece.bytes.subarray(piece.at, end));
        piece.at = end;
      }
    }, 1);
  });`;

describe('a companion and a writer that are killed at once', () => {
  it(`${BOTH_KILLS} times, have every row and fact exactly once that is whole in the journals`, async () => {
    const loop = async (kills: number, seed: number): Promise<void> => {
      const random = seeded(seed);
      const home = newHome();
      let points = 0;
      for (let round = 0; round < kills; round++) {
        // It is told what to write once its journal is begun, which has its pid.
        const writer = spawn(process.execPath, ['-e', WRITER], { stdio: ['pipe', 'ignore', 'ignore'] });
        children.add(writer);
        const journal = new Journal(home, { pid: Number(writer.pid) });
        const run = `r-${journal.writerId}`;
        talk(journal, run);
        journal.series(1, run, ['a', 'b']);
        const [facts, rows] = [join(home.path, `facts-${round}`), join(home.path, `rows-${round}`)];
        writeFileSync(
          facts,
          Array.from(
            { length: 3_000 },
            (_, index) =>
              `${JSON.stringify({ v: 1, seq: 100 + index, t: Date.now() / 1000, k: 'params', run_id: run, params: { [`p${index % 9}`]: index } })}\n`
          ).join('')
        );
        writeFileSync(rows, Buffer.concat(Array.from({ length: 20_000 }, (_, step) => packed(1, step, 2))));
        journal.numbers();
        writer.stdin?.write(JSON.stringify([journal.folder, facts, rows]));
        const child = begun(home);
        await pause(150 + random(600));
        writer.kill('SIGKILL');
        child.kill('SIGKILL');
        await Promise.all([writer, child].map(one => one.signalCode ?? once(one, 'exit')));
        points += 2 * Math.floor((readFileSync(join(journal.folder, 'numbers-000001.bin')).length - 16) / 48);
        [facts, rows].forEach(path => rmSync(path));
      }
      await expectWhole(home, points, seed);
      expect(points).toBeGreaterThan(0);
    };
    await Promise.all([0, 1].map(index => loop(BOTH_KILLS / 2, startSeed + index)));
  }, 120_000);
});

describe('companions that start at the same moment', () => {
  it(`are one, in ${STARTS.two} starts of two and ${STARTS.five} of five`, async () => {
    const loop = async (lane: number, lanes: number): Promise<void> => {
      const home = newHome();
      for (let start = lane; start < STARTS.two + STARTS.five; start += lanes) {
        const many = start < STARTS.two ? 2 : 5;
        const all = Array.from({ length: many }, () => begun(home));
        await until(
          () =>
            all.filter(({ exitCode }) => exitCode !== null).length === many - 1 &&
            all.some(({ pid }) => pid === home.file()?.pid)
        ).catch(() => {
          throw new Error(
            `start ${start}: ${JSON.stringify(all.map(({ pid, exitCode, signalCode }) => ({ pid, exitCode, signalCode })))}, ${JSON.stringify(home.file())}`
          );
        });
        expect(all.map(({ exitCode }) => exitCode).filter(code => code !== null)).toEqual(Array(many - 1).fill(0));
        const serving = all.find(({ exitCode }) => exitCode === null);
        expect((await home.ask('status')).body.pid).toBe(serving?.pid);
        expect(home.file()?.pid).toBe(serving?.pid);
        if (start % 2 === 0) {
          await killed(serving as ChildProcess);
        } else {
          await home.ask('shutdown');
          await until(() => serving?.exitCode === 0);
          expect(home.file()).toBe(null);
        }
        if (start % 5 === 4) {
          // A store that is new, too.
          readdirSync(home.path).forEach(name => rmSync(join(home.path, name), { recursive: true }));
        }
      }
    };
    await Promise.all([0, 1, 2].map(lane => loop(lane, 3)));
  }, 400_000);
});
