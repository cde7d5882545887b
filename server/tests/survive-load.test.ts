/**
 * Much at once: many writers with subscribers listening, very many metrics,
 * steps and cells, and names of any characters. Every point is there exactly
 * once, nobody waits for ever, and text comes back as it was.
 */
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { WebSocket } from 'ws';

import { Home, Journal, packed, until } from './support';

const WRITERS = 64;
/** How long they write. */
const SECONDS = 60;
const SUBSCRIBERS = [10, 100, 250, 1_000, 250, 250] as const;
/** How many times as many changes as are due the others may receive while one subscriber receives none. */
const MAX_MISSED = 20;
const COUNT = 'SELECT sum(count) FROM metric_summary';
const KEYS = 10_000;
const STEPS = 10_000_000;
const CELLS = 1_000_000;

let home: Home;

beforeEach(() => {
  home = new Home();
});

afterEach(() => home.dispose());

/** Who was notified, one after the other. */
const received: Subscriber[] = [];

/** Somebody who watches how many points there are. */
class Subscriber {
  static async at(every_ms: number): Promise<Subscriber> {
    return new Subscriber(await home.socket(), every_ms);
  }

  private constructor(
    private readonly socket: WebSocket,
    /** The milliseconds that it wants between two counts. */
    readonly every: number
  ) {
    socket.on('message', data => this.receive(JSON.parse(String(data))));
    socket.send(JSON.stringify({ id: 1, type: 'watch', sql: COUNT, every_ms: every }));
  }

  /** The version of the last count, and all counts. */
  version = 0;
  readonly counts: number[] = [];

  close(): void {
    this.socket.close();
  }

  private receive(message: { type?: string; version?: number; splices?: { data: number[][] }[] }): void {
    if (message.type === 'rows') {
      received.push(this);
      this.version = message.version ?? 0;
      this.counts.push(Number(message.splices?.[0]?.data[0]?.[0]));
    }
  }
}

/** How many others are in a row, at most, before, between and after this one. */
function longestWait(order: readonly Subscriber[], one: Subscriber): number {
  let [longest, wait] = [0, 0];
  for (const other of order) {
    wait = other === one ? 0 : wait + 1;
    longest = Math.max(longest, wait);
  }
  return longest;
}

it(
  `${WRITERS} writers at once are shown live: every point once, and no subscriber starves`,
  async () => {
    await home.start();
    const subscribers = await Promise.all(SUBSCRIBERS.map(every => Subscriber.at(every)));
    const journals = Array.from({ length: WRITERS }, () => new Journal(home));
    for (const journal of journals) {
      journal.run(`r-${journal.writerId}`);
      journal.series(1, `r-${journal.writerId}`, ['a', 'b', 'c', 'd']);
    }
    const began = performance.now() / 1000;
    let [steps, words] = [0, 0];
    while (performance.now() / 1000 - began < SECONDS) {
      for (const journal of journals) {
        journal.rows(1, steps, 10, 4);
      }
      journals[words % WRITERS]?.fact('params', {
        run_id: `r-${journals[words % WRITERS]?.writerId}`,
        params: { words }
      });
      steps += 10;
      words += 1;
      await pause(60);
    }
    const whileWriting = [...received];
    expect(
      await home.sql('SELECT count(*) AS points, count(DISTINCT (run_id, key, step)) AS kinds FROM metrics')
    ).toEqual([{ points: 4 * WRITERS * steps, kinds: 4 * WRITERS * steps }]);
    expect(
      await home.sql('SELECT count(*) AS series, min(count) AS least, max(count) AS most FROM metric_summary')
    ).toEqual([{ series: 4 * WRITERS, least: steps, most: steps }]);
    await until(() => subscribers.every(({ counts }) => counts.at(-1) === 4 * WRITERS * steps));
    const { version } = (await home.ask('sync')).body;
    for (const subscriber of subscribers) {
      const { counts, every, version: last } = subscriber;
      // What the others may receive in the time in which this one wants one.
      const due = subscribers.reduce((sum, other) => sum + Math.max(1, every / other.every), 0);
      expect(longestWait(whileWriting, subscriber)).toBeLessThan(MAX_MISSED * due);
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
      expect(counts.at(-1)).toBeLessThanOrEqual(4 * WRITERS * steps);
      expect(last).toBeLessThanOrEqual(version);
      expect(counts.length).toBeGreaterThan(2);
    }
    subscribers.forEach(subscriber => subscriber.close());
  },
  60_000 + 2_000 * SECONDS
);

it(`a run has ${KEYS} metrics, said one by one and all at once`, async () => {
  await home.start();
  const journal = new Journal(home);
  journal.run('r1');
  const keys = Array.from({ length: KEYS }, (_, index) => `layer/${index}`);
  keys.forEach((key, index) => journal.series(index + 1, 'r1', [key]));
  journal.numbers(...keys.map((_, index) => packed(index + 1, 1)));
  journal.series(KEYS + 1, 'r1', keys);
  journal.numbers(packed(KEYS + 1, 2, KEYS), packed(KEYS + 1, 3, KEYS));
  expect(
    await home.sql('SELECT count(*) AS keys, min(count) AS least, max(count) AS most FROM metric_summary')
  ).toEqual([{ keys: KEYS, least: 3, most: 3 }]);
  expect(await home.sql('SELECT count(*) AS points, count(DISTINCT (key, step)) AS kinds FROM metrics')).toEqual([
    { points: 3 * KEYS, kinds: 3 * KEYS }
  ]);
  expect((await home.ask('rebuild')).body.points).toBe(3 * KEYS);
}, 60_000);

it(
  `a run has ${STEPS} steps, each once`,
  async () => {
    await home.start();
    const journal = new Journal(home);
    journal.run('r1');
    journal.series(1, 'r1', ['loss']);
    for (let step = 0; step < STEPS; step += 20_000) {
      journal.rows(1, step, 20_000);
    }
    const [counts] = await home.sql(
      'SELECT count(*) AS points, max(step) AS last, count(*) FILTER (value <> step) AS wrong FROM metrics'
    );
    // Part by part: to tell ten million apart at once is at the edge of the memory that a question may take.
    let steps = 0;
    for (let from = 0; from < STEPS; from += 1_000_000) {
      const [part] = await home.sql(
        `SELECT count(DISTINCT step) AS steps FROM metrics WHERE step >= ${from} AND step < ${from + 1_000_000}`
      );
      steps += Number(part?.steps);
    }
    expect({ ...counts, steps }).toEqual({ points: STEPS, steps: STEPS, last: STEPS - 1, wrong: 0 });
    expect(await home.sql('SELECT count, last_value, mean_value FROM metric_summary')).toEqual([
      { count: STEPS, last_value: STEPS - 1, mean_value: (STEPS - 1) / 2 }
    ]);
  },
  120_000 + STEPS / 50
);

it(`a session has ${CELLS} short cells, each once and ended`, async () => {
  await home.start();
  const journal = new Journal(home);
  let seq = 10;
  for (let first = 0; first < CELLS; first += 5_000) {
    const lines: string[] = [];
    for (let n = first + 1; n <= first + 5_000; n++) {
      const execution_id = `${journal.sessionId}-${n}`;
      const t = 1_700_000_000 + n / 100;
      lines.push(
        JSON.stringify({
          v: 1,
          seq: seq++,
          t,
          k: 'cell_started',
          execution_id,
          session_id: journal.sessionId,
          n,
          cell_id: 'c',
          position: n,
          execution_count: n,
          source_hash: `h${n % 100}`,
          ...(n <= 100 ? { source: `x = ${n}` } : {}),
          tags: [],
          run_id: null
        }),
        JSON.stringify({ v: 1, seq: seq++, t: t + 0.005, k: 'cell_ended', execution_id, status: 'ok' })
      );
    }
    appendFileSync(join(journal.folder, 'facts-000001.ndjson'), `${lines.join('\n')}\n`);
  }
  const [counts] =
    await home.sql(`SELECT count(*) AS cells, count(DISTINCT execution_id) AS kinds, count(*) FILTER (status = 'ok') AS ok,
    count(source) AS sources, max(position) AS last FROM cells`);
  expect(counts).toEqual({ cells: CELLS, kinds: CELLS, ok: CELLS, sources: CELLS, last: CELLS });
}, 600_000);

it('names, keys, values and sources are of any characters', async () => {
  await home.start();
  const journal = new Journal(home);
  const planes = Array.from({ length: 17 }, (_, plane) =>
    String.fromCodePoint(plane * 0x10000 + 0x61, plane * 0x10000 + 0xfffd)
  );
  const odd = [
    ...planes,
    '"; drop table runs; --',
    "'; DELETE FROM store.run; --",
    'with\0nul',
    '\0',
    '\u2028\u2029\u0085\r\n\t\b\u001f\u007f',
    'a \ufeff mark',
    'e\u0301 against \u00e9',
    '\u202eright to left',
    '{"$float":"NaN"}',
    '__proto__',
    'constructor',
    'a.b/c\\d',
    '👩‍👩‍👧‍👦',
    ' ',
    'x'.repeat(100_000)
  ];
  odd.forEach((text, index) => {
    const run = `r${index}`;
    journal.run(run, { name: text, project: text, group: text });
    journal.series(2 * index + 1, run, [text, `${text} `]);
    journal.numbers(packed(2 * index + 1, index, 2));
    journal.line(
      `{"v":1,"seq":1,"t":${index},"k":"params","run_id":"${run}","params":{${JSON.stringify(text)}:${JSON.stringify(text)}}}`
    );
    journal.fact('run_tagged', { run_id: run, add: [text], remove: [] });
    journal.fact('cell_started', {
      execution_id: `e${index}`,
      session_id: journal.sessionId,
      n: index + 1,
      source_hash: `h${index}`,
      source: text,
      tags: [text]
    });
    journal.fact('notice', { code: 'NT1', message: text });
  });
  const as = (column: string, from: string): Promise<unknown[]> =>
    home.sql(`SELECT ${column} AS text FROM ${from}`).then(rows => rows.map(({ text }) => text));
  const run = 'ORDER BY CAST(run_id[2:] AS INTEGER)';
  expect(await as('name', `runs ${run}`)).toEqual(odd);
  expect(await as('project', `runs ${run}`)).toEqual(odd);
  expect(await as('key', `params ${run}`)).toEqual(odd);
  expect(await as('value', `params ${run}`)).toEqual(odd);
  expect(await as('tags[1]', `runs ${run}`)).toEqual(odd);
  expect(await as('key', `metrics ${run}, length(key)`)).toEqual(odd.flatMap(text => [text, `${text} `]));
  expect(await as('source', 'cells ORDER BY CAST(execution_id[2:] AS INTEGER)')).toEqual(odd);
  expect(new Set(await as('message', 'notices'))).toEqual(new Set(odd));
  expect(await home.sql('SELECT * FROM quarantine')).toEqual([]);
  const before = await home.everything();
  await home.ask('rebuild');
  expect(await home.everything()).toEqual(before);
}, 60_000);

it('half of a surrogate pair becomes U+FFFD, and is one name then', async () => {
  const child = await home.start();
  const journal = new Journal(home);
  journal.run('r1');
  journal.line(
    '{"v":1,"seq":1,"t":1,"k":"params","run_id":"r1","params":{"\\ud800":"\\udfff x \\ud83d\\ude00","\\udc00":"later","whole \\ud83d\\ude00":1}}'
  );
  journal.line('{"v":1,"seq":2,"t":1,"k":"series","series":1,"run_id":"r1","keys":["m\\ud800","m\\udbff"]}');
  journal.line('{"v":1,"seq":3,"t":1,"k":"run_tagged","run_id":"r1","add":["\\ud801","\\ud802"],"remove":[]}');
  journal.numbers(packed(1, 1, 2), packed(1, 2, 2));
  const check = async (): Promise<void> => {
    expect(await home.sql('SELECT key, value FROM params ORDER BY key')).toEqual([
      { key: 'whole 😀', value: '1' },
      { key: '\ufffd', value: 'later' }
    ]);
    expect(await home.sql('SELECT key, count FROM metric_summary')).toEqual([{ key: 'm\ufffd', count: 4 }]);
    expect(await home.sql('SELECT count(*) AS points FROM metrics')).toEqual([{ points: 4 }]);
    expect(await home.sql('SELECT tags FROM runs')).toEqual([{ tags: ['\ufffd'] }]);
  };
  await check();
  child.kill('SIGKILL');
  await once(child, 'exit');
  await home.start();
  journal.numbers();
  await check();
  await home.ask('rebuild');
  await check();
});
