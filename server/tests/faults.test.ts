/** What holds when things break: bytes, processes, folders and disks, one or two at a time. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { BEGINNING, Follower } from '../src/journal/Follower';
import { NUMBERS } from '../src/records';
import { begun, endAll } from './loggedCompanion';
import { counted, Home, Journal, killed } from './support';

const FACTS = 'facts-000001.ndjson';
const ROWS = 'numbers-000001.bin';

let home: Home;

beforeEach(() => {
  home = new Home();
});

afterEach(async () => {
  await endAll();
  await home.dispose();
});

type Random = (below: number) => number;

/** Whole numbers from 0, the same for the same seed. */
function seeded(seed: number): Random {
  let state = (seed % 2_147_483_646) + 1;
  return below => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * below);
  };
}

interface IRecord {
  start: number;
  end: number;
}

/** A segment's bytes, and its records. */
interface IContent {
  bytes: Buffer;
  records: IRecord[];
}

/** A segment that something happened to. */
interface IMutated {
  how: string;
  bytes: Buffer;
  /** Where the records that were not touched are now, by where they were. */
  whole: Map<number, IRecord>;
}

function factsOf(bytes: Buffer): IContent {
  const records: IRecord[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start) + 1;
    records.push({ start, end });
    start = end;
  }
  return { bytes, records };
}

function rowsOf(bytes: Buffer): IContent {
  const records: IRecord[] = [];
  for (let start: number = NUMBERS.headerBytes; start < bytes.length; ) {
    const end = start + NUMBERS.rowBytes(bytes.readUInt16LE(start + 2));
    records.push({ start, end });
    start = end;
  }
  return { bytes, records };
}

/** Put something in the place of a piece of the segment. */
function mutated({ bytes, records }: IContent, random: Random, lines: boolean): IMutated {
  const from = random(bytes.length);
  const length = Math.min(1 + random(random(4) === 0 ? 400 : 12), bytes.length - from);
  const rubbish = Buffer.from(Array.from({ length }, () => random(256)));
  const kind = ['flip', 'delete', 'insert', 'truncate', 'duplicate'][random(5)] ?? '';
  let [begin, end] = [from, from];
  let instead: Uint8Array = rubbish;
  if (kind === 'flip') {
    end = from + 1;
    instead = Buffer.from([(bytes[from] ?? 0) ^ (1 + random(255))]);
  } else if (kind === 'delete') {
    end = from + length;
    instead = Buffer.alloc(0);
  } else if (kind === 'truncate') {
    end = bytes.length;
    instead = Buffer.alloc(0);
  } else if (kind === 'duplicate') {
    begin = end = from + length;
    instead = bytes.subarray(from, end);
  }
  const now = Buffer.concat([bytes.subarray(0, begin), instead, bytes.subarray(end)]);
  const moved = instead.length - (end - begin);
  const whole = new Map<number, IRecord>();
  for (const record of records) {
    if (record.end <= begin) {
      whole.set(record.start, record);
    } else if (record.start >= end) {
      const start = record.start + moved;
      // A line is one only where the line before it has its end.
      if (!lines || start === 0 || now[start - 1] === 0x0a) {
        whole.set(record.start, { start, end: record.end + moved });
      }
    }
  }
  return { how: `${kind} of ${length} at ${from}`, bytes: now, whole };
}

/** Both segments, one of them mutated. */
function damaged(facts: IContent, rows: IContent, random: Random): { facts: IMutated; rows: IMutated; how: string } {
  const untouched = ({ bytes, records }: IContent): IMutated => ({
    how: '',
    bytes,
    whole: new Map(records.map(record => [record.start, record]))
  });
  if (random(2) === 0) {
    const hit = mutated(facts, random, true);
    return { facts: hit, rows: untouched(rows), how: `facts: ${hit.how}` };
  }
  const hit = mutated(rows, random, false);
  return { facts: untouched(facts), rows: hit, how: `rows: ${hit.how}` };
}

/** A writer's journal of some runs with rows of one to three values. */
function written(journal: Journal, prefix: string): { facts: IContent; rows: IContent } {
  for (let run = 1; run <= 5; run++) {
    journal.run(`${prefix}${run}`, { note: 'naïve 😀' });
    journal.fact('params', { run_id: `${prefix}${run}`, params: { lr: 0.1 * run, text: 'a "quoted" one\n' } });
    journal.series(run, `${prefix}${run}`, ['a', 'b', 'c'].slice(0, 1 + (run % 3)));
    journal.rows(run, run * 100, 12, 1 + (run % 3));
  }
  return {
    facts: factsOf(readFileSync(join(journal.folder, FACTS))),
    rows: rowsOf(readFileSync(join(journal.folder, ROWS)))
  };
}

/** The id of a process that was. */
function gone(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

describe('a journal that is damaged anywhere', () => {
  it('is read to its end, and gives every record that was not touched', async () => {
    const good = written(new Journal(home), 'r');
    const folder = join(home.path, 'copy');
    mkdirSync(folder);
    const base = Date.now() % 1_000_000;
    for (let copy = 0; copy < 2_000; copy++) {
      const seed = base + copy;
      const { facts, rows, how } = damaged(good.facts, good.rows, seeded(seed * 7919));
      writeFileSync(join(folder, FACTS), facts.bytes);
      writeFileSync(join(folder, ROWS), rows.bytes);
      const follower = new Follower(folder, { ...BEGINNING });
      const lines = new Map<number, string>();
      const starts = new Set<number>();
      let readings = 0;
      try {
        for (let next = await follower.read(true); next; next = await follower.read(true)) {
          next.facts.forEach(({ place, text }) => lines.set(place.offset, text));
          const { rows: read } = next;
          read?.starts.forEach(start => starts.add(read.offset + start));
          if (++readings > 20) {
            throw new Error('It is read again and again');
          }
        }
      } catch (error) {
        throw new Error(`seed ${seed}, ${how}: ${String(error)}`);
      }
      const missing = [
        ...[...facts.whole.values()].filter(
          ({ start, end }) => lines.get(start) !== facts.bytes.toString('utf8', start, end - 1)
        ),
        ...[...rows.whole.values()].filter(({ start }) => !starts.has(start))
      ];
      if (missing.length > 0) {
        throw new Error(`seed ${seed}, ${how}: not read ${JSON.stringify(missing)}`);
      }
      expect(await follower.backlog()).toBe(0);
    }
  });

  it('is served: what is broken is set aside, and no run or row that was not touched is lost', async () => {
    const seed = Date.now() % 1_000_000;
    const random = seeded(seed * 7919);
    const pid = gone();
    const runs: string[] = [];
    const points: string[] = [];
    for (let writer = 0; writer < 30; writer++) {
      const journal = new Journal(home, { pid });
      const good = written(journal, `w${writer}r`);
      const now = damaged(good.facts, good.rows, random);
      writeFileSync(join(journal.folder, FACTS), now.facts.bytes);
      writeFileSync(join(journal.folder, ROWS), now.rows.bytes);
      let declared = true;
      for (const { start, end } of good.facts.records) {
        const fact = JSON.parse(good.facts.bytes.toString('utf8', start, end)) as { k: string; run_id: string };
        declared &&= fact.k !== 'series' || now.facts.whole.has(start);
        if (fact.k === 'run_started' && now.facts.whole.has(start)) {
          runs.push(fact.run_id);
        }
      }
      for (const { start } of declared ? good.rows.records : []) {
        if (now.rows.whole.has(start)) {
          points.push(
            `w${writer}r${good.rows.bytes.readUInt32LE(start + 4)} ${good.rows.bytes.readDoubleLE(start + 8)}`
          );
        }
      }
    }
    await home.start();
    const served = new Set((await home.sql('SELECT run_id FROM runs')).map(({ run_id }) => run_id));
    expect({ seed, lost: runs.filter(run => !served.has(run)) }).toEqual({ seed, lost: [] });
    const kept = new Set(
      (await home.sql("SELECT run_id || ' ' || step::BIGINT AS point FROM metrics")).map(({ point }) => point)
    );
    expect({ seed, lost: points.filter(point => !kept.has(point)) }).toEqual({ seed, lost: [] });
    const [{ aside } = {}] = await home.sql('SELECT count(*) AS aside FROM quarantine');
    expect({ seed, aside: Number(aside) > 0 }).toEqual({ seed, aside: true });
    expect((await home.ask('status')).status).toBe(200);
  });
});

describe('a companion that is killed', () => {
  it('while a writer writes and it syncs or rebuilds has every point exactly once', async () => {
    const seed = Date.now() % 1_000_000;
    const random = seeded(seed);
    const journal = new Journal(home);
    journal.run('r1');
    journal.series(1, 'r1', ['a', 'b', 'c']);
    let [steps, words, over] = [0, 0, false];
    const writing = setInterval(() => {
      const count = 1 + random(200);
      journal.rows(1, steps, count, 3);
      steps += count;
      journal.fact('metrics', { run_id: 'r1', step: words++, n: 0, values: { word: { $int: '9007199254740993' } } });
      journal.fact('params', { run_id: 'r1', params: { words, [`p${words % 20}`]: words } });
    }, 10);
    const asking = (async () => {
      while (!over) {
        await home.ask(random(3) === 0 ? 'rebuild' : 'sync').catch(() => undefined);
        await pause(5);
      }
    })();
    try {
      for (let round = 0; round < 25; round++) {
        const { child } = begun(home.path);
        await pause(random(800));
        await killed(child);
      }
    } finally {
      over = true;
      clearInterval(writing);
    }
    await asking;
    await home.start();
    const points = 3 * steps + words;
    expect({ seed, counted: await counted(home) }).toEqual({ seed, counted: { points, kinds: points } });
    const before = await home.everything();
    expect((await home.ask('rebuild')).body.points).toBe(points);
    expect({ seed, views: await home.everything() }).toEqual({ seed, views: before });
  });

  it('under many points of several writers has every one exactly once', async () => {
    // More in one transaction than DuckDB holds back before it writes.
    const seed = Date.now() % 1_000_000;
    const random = seeded(seed);
    const journals = Array.from({ length: 6 }, () => new Journal(home));
    for (const journal of journals) {
      journal.run(`r-${journal.writerId}`);
      journal.series(
        1,
        `r-${journal.writerId}`,
        Array.from({ length: 100 }, (_, key) => `k${key}`)
      );
    }
    let steps = 0;
    for (let round = 0; round < 8; round++) {
      journals.forEach(journal => journal.rows(1, steps, 400, 100));
      steps += 400;
      const { child } = begun(home.path);
      await home.served(child);
      await pause(random(300));
      await killed(child);
    }
    await home.start();
    const points = 6 * 100 * steps;
    expect({ seed, counted: await counted(home) }).toEqual({ seed, counted: { points, kinds: points } });
  });
});
