/** A companion over journals to which anything may have happened. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutate, seeded } from './mutate';
import { Home, Journal, packed } from './support';
import { everyRow } from './everyRow';
import { compressed, FACTS, type IFixture, NUMBERS, ranges } from './journalFixtures';

/** Writers that a companion reads, one mutation in each. */
const SERVED = 400;
/** Facts with fields of any type. */
const ODD_FACTS = 5_000;

const startSeed = Date.now() % 1_000_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nbtrail-survive-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('a companion', () => {
  let home: Home;

  beforeEach(() => {
    home = new Home();
  });

  afterEach(() => home.dispose());

  const gone = spawnSync(process.execPath, ['--version']).pid;

  it(`reads ${SERVED} journals to each of which something happened, and makes the same of them anew`, async () => {
    const random = seeded(startSeed);
    const rows: string[] = [];
    let whole = 0;
    for (let writer = 0; writer < SERVED; writer++) {
      const journal = new Journal(home, { pid: gone });
      const run = `w${writer}`;
      journal.run(run);
      journal.series(1, run, ['a', 'b']);
      journal.fact('params', { run_id: run, params: { text: 'a "quoted" one' } });
      journal.rows(1, 0, 20, 2);
      for (const [name, lead, of] of [
        [FACTS, 0, 2],
        [NUMBERS, 16, 4]
      ] as const) {
        const path = join(journal.folder, name);
        const bytes = readFileSync(path);
        const lengths =
          name === FACTS
            ? bytes
                .toString()
                .split(/(?<=\n)/)
                .map(text => Buffer.byteLength(text))
            : Array(20).fill(48);
        let fixture: IFixture = { name, bytes, records: ranges(lengths, lead) };
        if (writer % 4 >= 2) {
          fixture = await compressed(fixture, of);
        }
        const hit = (name === FACTS) === (writer % 2 === 0);
        const now = hit ? mutate(fixture.bytes, bytes, fixture.records, random) : null;
        rmSync(path);
        writeFileSync(join(journal.folder, fixture.name), now?.bytes ?? fixture.bytes);
        if (name === NUMBERS && writer % 4 === 1) {
          // Its facts are as they were, and its rows plain.
          fixture.records.forEach((record, step) => {
            if (now?.whole.has(record)) {
              rows.push(`${run} ${step}`);
            }
          });
        } else if (!hit) {
          whole += 1;
        }
      }
    }
    const healthy = new Journal(home);
    healthy.run('healthy');
    healthy.series(1, 'healthy', ['a']);
    healthy.rows(1, 0, 1_000);
    await home.start();
    const read = new Set(
      (await home.sql('SELECT DISTINCT run_id, step FROM metrics')).map(({ run_id, step }) => `${run_id} ${step}`)
    );
    expect({ startSeed, missing: rows.filter(row => !read.has(row)) }).toEqual({ startSeed, missing: [] });
    expect(await home.sql("SELECT count FROM metric_summary WHERE run_id = 'healthy'")).toEqual([{ count: 1_000 }]);
    expect(whole).toBeGreaterThan(SERVED / 2);
    const [aside] = await home.sql(
      'SELECT count(DISTINCT writer_id) AS writers, count(*) FILTER (byte_length IS NULL OR reason IS NULL) AS mute FROM quarantine'
    );
    expect(Number(aside?.writers)).toBeGreaterThan(SERVED / 2);
    expect(aside?.mute).toBe(0);
    // The ends that the companion concludes are said once more in a journal of its own.
    await home.sql('SELECT 1');
    const before = await home.everything();
    expect((await home.ask('rebuild')).status).toBe(200);
    await home.sql('SELECT 1');
    expect({ startSeed, views: await home.everything() }).toEqual({ startSeed, views: before });
  }, 120_000);

  it(`is not stopped by ${ODD_FACTS} facts whose fields are of any type and size`, async () => {
    await home.start();
    const healthy = new Journal(home);
    const random = seeded(startSeed);
    const any = (depth = 0): string => {
      const texts = [
        'null',
        'true',
        '""',
        '"x"',
        '"finished"',
        '0',
        '-1',
        '1.5',
        '1e300',
        '-1e300',
        '1e999',
        '9007199254740993',
        '2147483648',
        '4294967297',
        '9223372036854775808',
        '{"$int":"99999999999999999999999999"}',
        '{"$float":"NaN"}',
        '{"$int":"1.5"}',
        '"\\u0000"',
        '"\\ud800"',
        '{"__proto__":1}',
        '"1970-01-01"',
        '[]',
        '{}'
      ];
      const pick = random(depth < 2 ? texts.length + 4 : texts.length);
      return (
        texts[pick] ??
        (pick % 2 === 0 ? `[${any(depth + 1)},${any(depth + 1)}]` : `{"a":${any(depth + 1)},"b":${any(depth + 1)}}`)
      );
    };
    const fields = [
      'run_id',
      'session_id',
      'execution_id',
      'writer_id',
      'name',
      'project',
      'experiment',
      'status',
      'params',
      'summary',
      'values',
      'step',
      'n',
      'series',
      'keys',
      'key',
      'goal',
      'add',
      'remove',
      'note',
      'archived',
      'hidden',
      'attempt',
      'total_steps',
      'position',
      'execution_count',
      'source_hash',
      'source',
      'tags',
      'cpu_seconds',
      'memory_peak_bytes',
      'packages',
      'environment_hash',
      'gpus',
      'cpu_count',
      'pid',
      'host',
      'process_started',
      'role',
      'code',
      'message',
      'dirty',
      'primary',
      'redacted',
      'attempt_of'
    ];
    const good: Record<string, string> = {
      run_id: '"odd"',
      session_id: '"odd"',
      execution_id: '"odd-1"',
      key: '"k"',
      keys: '["k"]',
      values: '{"k":1}',
      params: '{"p":1}',
      environment_hash: '"e"',
      packages: '{"a":"1"}'
    };
    const kinds = [
      'writer_opened',
      'session_started',
      'session_notebook',
      'session_ended',
      'environment',
      'git_state',
      'cell_started',
      'cell_ended',
      'run_started',
      'run_resumed',
      'run_ended',
      'run_cell',
      'params',
      'summary',
      'metric_defined',
      'series',
      'metrics',
      'run_named',
      'run_noted',
      'run_tagged',
      'run_archived',
      'run_shown',
      'baseline_set',
      'notice',
      'toString',
      '__proto__'
    ];
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    for (let group = 0; group < ODD_FACTS / 100; group++) {
      const journal = new Journal(home);
      const lines = Array.from({ length: 100 }, () => {
        const kind = kinds[random(kinds.length)];
        const said = fields.map(name => `"${name}":${random(3) === 0 ? any() : (good[name] ?? any())}`);
        return `{"v":1,"seq":${random(5) === 0 ? ['1.5', '-1', '1e300', '1e999', '0'][random(5)] : 7},"t":${random(5) === 0 ? ['-1', '1e300', '1e999'][random(3)] : 7},"k":"${kind}",${said.join(',')}}`;
      });
      journal.line(lines.join('\n'));
      journal.line(`{"v":1,"seq":1,"t":1,"k":"params","run_id":"odd","params":{"deep":${deep}}}`);
      journal.line(`{"v":1,"seq":1,"t":1,"k":"from_the_future","deep":${deep}}`);
      journal.fact('run_started', { run_id: `after-${group}`, session_id: 'odd', name: 'x' });
      journal.rows(1, 0, 3);
    }
    healthy.run('healthy');
    healthy.series(1, 'healthy', ['a']);
    healthy.rows(1, 0, 100);
    expect({ startSeed, healthy: await home.sql("SELECT count FROM metric_summary WHERE run_id = 'healthy'") }).toEqual(
      { startSeed, healthy: [{ count: 100 }] }
    );
    expect(await home.sql("SELECT count(*) AS runs FROM runs WHERE starts_with(run_id, 'after-')")).toEqual([
      { runs: ODD_FACTS / 100 }
    ]);
    const before = await everyRow(home);
    expect((await home.ask('rebuild')).status).toBe(200);
    expect({ startSeed, told: await everyRow(home) }).toEqual({ startSeed, told: before });
  }, 60_000);

  it('keeps what a newer writer says, and reads what it knows of it', async () => {
    await home.start();
    const journal = new Journal(home);
    journal.line(
      JSON.stringify({
        v: 2,
        seq: 3,
        t: 1,
        k: 'run_started',
        run_id: 'r1',
        session_id: journal.sessionId,
        name: 'new',
        x_more: { deep: [1] }
      })
    );
    journal.line(JSON.stringify({ v: 2, seq: 4, t: 2, k: 'from_the_future', run_id: 'r1', wonder: true }));
    journal.line(
      JSON.stringify({
        v: 'three',
        seq: 5,
        t: 3,
        k: 'params',
        run_id: 'r1',
        params: { a: { $complex: [1, 2] }, b: 1 },
        unit: 'm'
      })
    );
    journal.series(1, 'r1', ['a']);
    const marked = packed(1, 2);
    marked.writeUInt16LE(0x7a7a, 0);
    journal.numbers(packed(1, 1), marked, packed(1, 3));
    writeFileSync(
      join(journal.folder, 'numbers-000002.bin'),
      Buffer.concat([Buffer.from('NBTRAIL2\x02\0\0\0\0\0\0\0', 'latin1'), packed(1, 4), Buffer.alloc(999, 'columns ')])
    );
    writeFileSync(join(journal.folder, 'numbers-000003.arrow'), 'another form');
    writeFileSync(join(journal.folder, 'facts-000001.ndjson.zst'), 'another form');
    mkdirSync(join(journal.folder, 'blobs'));
    const other = new Journal(home);
    other.run('r2');
    expect(await home.sql('SELECT run_id, name, status FROM runs ORDER BY run_id')).toMatchObject([
      { run_id: 'r1', name: 'new', status: 'running' },
      { run_id: 'r2' }
    ]);
    expect(await home.sql('SELECT key, value, type FROM params ORDER BY key')).toEqual([
      { key: 'a', value: '{"$complex":[1,2]}', type: 'json' },
      { key: 'b', value: '1', type: 'integer' }
    ]);
    expect(await home.sql("SELECT record FROM events WHERE kind = 'from_the_future'")).toEqual([
      { record: expect.stringContaining('"wonder":true') }
    ]);
    expect(await home.sql("SELECT count(*) AS n FROM events WHERE record LIKE '%x_more%'")).toEqual([{ n: 1 }]);
    expect((await home.sql('SELECT step FROM metrics ORDER BY step')).map(({ step }) => step)).toEqual([1, 3, 4]);
    const aside = await home.sql(
      'SELECT segment, byte_offset, byte_length FROM quarantine ORDER BY segment, byte_offset'
    );
    expect(aside.slice(0, 2)).toEqual([
      { segment: NUMBERS, byte_offset: 56, byte_length: 40 },
      { segment: 'numbers-000002.bin', byte_offset: 0, byte_length: 16 }
    ]);
  });
});
