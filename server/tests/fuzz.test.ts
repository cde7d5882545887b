/** Whatever comes as a journal or as a request: it is read to its end or refused in words, and nobody else notices. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BEGINNING, Follower } from '../src/journal/Follower';
import { packSegments } from '../src/journal/packSegment';
import { altered, anything, fuzz, pick } from './fuzz';
import { mutate, type Random } from './mutate';
import { Home, Journal, until } from './support';

const ROUNDS = { follower: 3_000, companion: 3, http: 1_500, socket: 600 };
/** Damaged writers that one companion is given. */
const WRITERS = 40;
/** Readings of a small journal after which it is read in a circle. */
const MAX_READINGS = 200;

let home: Home;
let folder: string;

beforeEach(() => {
  home = new Home();
  folder = mkdtempSync(join(tmpdir(), 'nbtrail-fuzz-'));
});

afterEach(async () => {
  await home.dispose();
  rmSync(folder, { recursive: true });
});

/** Segments as a writer and a companion leave them: by name, of two writers, plain and compressed. */
async function segments(): Promise<Map<string, Buffer[]>> {
  const found = new Map<string, Buffer[]>();
  for (let writer = 0; writer < 2; writer++) {
    const journal = new Journal(home);
    for (let run = 1; run <= 3; run++) {
      const id = `w${writer}r${run}`;
      journal.run(id);
      journal.fact('params', { run_id: id, params: { lr: 0.1, text: 'naïve 😀 "quoted"\n'.repeat(2_000) } });
      journal.series(run, id, ['a', 'b', 'c'].slice(0, run));
      journal.rows(run, 100 * run, 1_200, run, run);
      journal.fact('run_ended', { run_id: id, status: 'finished' });
    }
    const take = (): void => {
      for (const name of readdirSync(journal.folder)) {
        found.set(name, [...(found.get(name) ?? []), readFileSync(join(journal.folder, name))]);
      }
    };
    take();
    await packSegments(journal.folder, new AbortController().signal, work => work());
    take();
    rmSync(journal.folder, { recursive: true });
  }
  return found;
}

/** Flips, cuts, joins and swaps, some of them one upon the other. */
function damaged(random: Random, [one, other]: readonly [Buffer, Buffer]): Buffer {
  let bytes: Buffer = one;
  for (let times = 1 + random(4); times > 0 && bytes.length > 0; times--) {
    bytes = random(12) === 0 ? Buffer.concat([bytes, other]) : mutate(bytes, other, [], random).bytes;
  }
  return bytes;
}

it('journals', async () => {
  const originals = await segments();
  await fuzz('journals', ROUNDS.follower, async random => {
    const writer = join(folder, 'writer');
    mkdirSync(writer);
    for (const [name, [one, other]] of originals) {
      if (random(3) === 0) {
        writeFileSync(join(writer, name), damaged(random, [one, other] as [Buffer, Buffer]));
      }
    }
    const follower = new Follower(writer, { ...BEGINNING });
    const ends: Record<string, number> = {};
    for (let readings = 0; ; readings++) {
      const reading = await follower.read(true);
      if (!reading) {
        break;
      }
      expect(readings).toBeLessThan(MAX_READINGS);
      const places = [...reading.facts, ...reading.damage]
        .map(({ place }) => place)
        .sort((a, b) => a.offset - b.offset);
      for (const { segment, offset, length } of places) {
        // Nothing is read twice, and nothing is of no bytes.
        expect({ segment, offset, follows: offset >= (ends[segment] ?? 0), length: length > 0 }).toEqual({
          segment,
          offset,
          follows: true,
          length: true
        });
        ends[segment] = offset + length;
      }
    }
    expect(await follower.backlog()).toBe(0);
    rmSync(writer, { recursive: true });
  });
}, 600_000);

it('journals beside a good one', async () => {
  const originals = await segments();
  await fuzz('journals beside a good one', ROUNDS.companion, async (random, seed) => {
    const store = new Home();
    try {
      for (let writer = 0; writer < WRITERS; writer++) {
        const path = join(store.path, 'journal', `20260101t000000-${String(writer).padStart(8, '0')}`);
        mkdirSync(path, { recursive: true, mode: 0o700 });
        for (const [name, [one, other]] of originals) {
          if (random(2) === 0) {
            writeFileSync(join(path, name), damaged(random, [one, other] as [Buffer, Buffer]));
          }
        }
      }
      const good = new Journal(store);
      const run = `good-${seed}`;
      good.run(run);
      good.series(1, run, ['loss']);
      good.rows(1, 0, 500);
      const child = await store.start();
      const counted = `SELECT count(*) AS n FROM metrics WHERE run_id = '${run}'`;
      expect(await store.sql(counted)).toEqual([{ n: 500 }]);
      const points = await store.sql(
        'SELECT count(*) AS n, (SELECT sum(count) FROM metric_summary) AS summed FROM metrics'
      );
      expect(points[0]?.n).toEqual(points[0]?.summed);
      expect((await store.ask('rebuild')).status).toBe(200);
      expect(
        await store.sql('SELECT count(*) AS n, (SELECT sum(count) FROM metric_summary) AS summed FROM metrics')
      ).toEqual(points);
      expect(child.exitCode).toBeNull();
    } finally {
      await store.dispose();
    }
  });
}, 600_000);

/** One of each request that leaves the companion where it is. */
const REQUESTS: readonly { type: string; [field: string]: unknown }[] = [
  {
    type: 'query',
    sql: 'SELECT run_id, name FROM runs WHERE name = $name',
    params: { name: 'x' },
    limit: 10,
    timeout: 2,
    time_zone: 'UTC'
  },
  { type: 'query', sql: 'SELECT ?::INT + 1 AS n', params: [1] },
  { type: 'filter', text: 'metric > 0.9 and lr < 0.01' },
  { type: 'runs', where: 'lr < 1', project: 'digits', order: '-val/acc', columns: ['name', 'lr'] },
  {
    type: 'edit',
    facts: [
      { k: 'run_named', run_id: 'r1', name: 'a' },
      { k: 'run_tagged', run_id: 'r1', add: ['x'], remove: [] }
    ]
  },
  { type: 'sync' },
  { type: 'status' }
];

/** The request's text: with other values, or with other bytes. */
function text(random: Random, body: object): Buffer {
  const bytes = Buffer.from(JSON.stringify(random(3) === 0 ? anything(random) : altered(random, body)));
  return random(3) === 0 && bytes.length > 0 ? mutate(bytes, Buffer.from('[{"a":1}]'), [], random).bytes : bytes;
}

async function served(): Promise<number | undefined> {
  const journal = new Journal(home);
  journal.run('r1');
  journal.fact('params', { run_id: 'r1', params: { lr: 0.1 } });
  const child = await home.start();
  return child.pid;
}

async function stillServed(pid: number | undefined): Promise<void> {
  expect(home.file()?.pid).toBe(pid);
  expect(await home.sql('SELECT 1 AS one')).toEqual([{ one: 1 }]);
}

it('requests over HTTP', async () => {
  const pid = await served();
  const file = home.file();
  await fuzz('requests over HTTP', ROUNDS.http, async random => {
    const { type, ...body } = pick(random, REQUESTS);
    const path =
      random(10) === 0
        ? pick(random, [
            '/',
            '/api/',
            '/api/none',
            '/api/query/x',
            '//api//query',
            '/api/%00',
            '/api/query?x=\u00ff'.slice(0, 12)
          ])
        : `/api/${type}`;
    const headers: Record<string, string> = { host: 'localhost', 'x-nbtrail-token': file?.token ?? '' };
    if (random(8) === 0) {
      headers[pick(random, ['x-nbtrail-token', 'host', 'origin', 'content-type', 'accept'])] = pick(random, [
        '',
        'x',
        'http://evil.example',
        'application/vnd.nbtrail.columns',
        'application/vnd.apache.parquet',
        '\u00ff'
      ]);
    }
    const content = text(random, body);
    const { status, answer, form } = await new Promise<{ status: number; answer: string; form: string }>(resolve => {
      const asking = request(
        {
          agent: false,
          socketPath: file?.socket ?? '',
          method: pick(random, ['POST', 'POST', 'POST', 'POST', 'GET', 'PUT']),
          path,
          headers
        },
        found => {
          const pieces: Buffer[] = [];
          found.on('data', (piece: Buffer) => pieces.push(piece));
          found.on('end', () =>
            resolve({
              status: found.statusCode ?? 0,
              answer: Buffer.concat(pieces).toString(),
              form: String(found.headers['content-type'])
            })
          );
        }
      );
      // Who is refused at the door may be cut off in the middle of a word.
      asking.on('error', () => resolve({ status: 0, answer: '', form: '' }));
      asking.end(content);
    });
    if (answer !== '' && status >= 400) {
      // Refused in words, with a code; and whatever is asked, it is no mistake of nbtrail's.
      const { error } = JSON.parse(answer) as { error: { code: string; message: string } };
      expect({ asked: content.toString(), code: error.code, message: error.message }).toMatchObject({
        code: expect.stringMatching(/^NT(?!599)\d{3}$/)
      });
    } else if (status > 0 && status < 400) {
      expect(form).not.toBe('undefined');
    }
  });
  await stillServed(pid);
}, 600_000);

it('messages over the WebSocket', async () => {
  const pid = await served();
  let socket = await home.socket();
  await fuzz('messages over the WebSocket', ROUNDS.socket, async random => {
    if (socket.readyState !== socket.OPEN) {
      socket = await home.socket();
    }
    const id = random(1_000_000);
    const message = pick(random, [
      ...REQUESTS,
      { type: 'watch', sql: 'SELECT count(*) FROM runs' },
      {
        type: 'watch',
        sql: 'SELECT value FROM metrics',
        every_ms: 50,
        runs: ['r1'],
        points: { key: 'a', runs: ['r1'] }
      },
      { type: 'cancel' },
      anything(random) as object
    ]);
    const content = text(random, { id, ...message });
    const answers: string[] = [];
    const heard = (data: unknown): void => void answers.push(String(data));
    socket.on('message', heard);
    socket.send(random(4) === 0 ? content : content.toString());
    // What comes behind it is answered, or the socket is closed.
    socket.send(JSON.stringify({ id: -7, type: 'filter', text: '' }));
    await until(
      () =>
        socket.readyState === socket.CLOSED || answers.some(answer => (JSON.parse(answer) as { id?: number }).id === -7)
    );
    expect({ asked: content.toString(), mistakes: answers.filter(answer => answer.includes('NT599')) }).toMatchObject({
      mistakes: []
    });
    socket.off('message', heard);
  });
  socket.terminate();
  await stillServed(pid);
}, 600_000);
