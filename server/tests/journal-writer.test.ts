/** The companion's own journal is like any other writer's. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BEGINNING, Follower } from '../src/journal/Follower';
import { JournalWriter } from '../src/journal/JournalWriter';
import { lifeOf, thisProcess } from '../src/journal/processes';

interface ILine {
  v: number;
  seq: number;
  t: number;
  k: string;
  [field: string]: unknown;
}

let journal: string;
let writer: JournalWriter;

beforeEach(() => {
  journal = join(mkdtempSync(join(tmpdir(), 'nbtrail-writer-')), 'journal');
  writer = new JournalWriter(journal);
});

afterEach(() => {
  writer.dispose();
  rmSync(join(journal, '..'), { recursive: true });
});

const file = (): string => join(journal, writer.writerId, 'facts-000001.ndjson');

function lines(): ILine[] {
  const text = readFileSync(file(), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map(line => JSON.parse(line) as ILine);
}

it('opens with its first word and numbers its facts from 1', () => {
  writer.append([{ k: 'run_named', run_id: 'r', name: 'naïve 😀\nowl' }]);
  writer.append([
    { k: 'run_noted', run_id: 'r', note: 'n' },
    { k: 'run_archived', run_id: 'r', archived: true }
  ]);
  expect(lines().map(({ v, seq, k }) => [v, seq, k])).toEqual([
    [1, 1, 'writer_opened'],
    [1, 2, 'run_named'],
    [1, 3, 'run_noted'],
    [1, 4, 'run_archived']
  ]);
  expect(lines()[0]).toMatchObject({ writer_id: writer.writerId, role: 'companion', ...thisProcess() });
  expect(lines()[1]).toMatchObject({ run_id: 'r', name: 'naïve 😀\nowl' });
});

it('has on the disk what append returned from', () => {
  writer.append([{ k: 'run_named', run_id: 'r', name: 'a' }]);
  expect(lines()).toHaveLength(2);
});

it('says the time it was told, and now where it was told none', () => {
  const before = Date.now() / 1000;
  const ended = { k: 'run_ended', run_id: 'r', status: 'killed', t: 1_700_000_000.5 } as const;
  writer.append([ended, { k: 'run_named', run_id: 'r', name: 'a' }]);
  expect(lines()[1]?.t).toBe(1_700_000_000.5);
  expect(lines()[2]?.t).toBeGreaterThanOrEqual(before);
});

it('makes no file when it has nothing to say', () => {
  writer.append([]);
  writer.dispose();
  expect(existsSync(journal)).toBe(false);
});

it('is closed to everybody else', () => {
  writer.append([{ k: 'run_named', run_id: 'r', name: 'a' }]);
  const modes = [journal, join(journal, writer.writerId), file()].map(path =>
    (statSync(path).mode & 0o777).toString(8)
  );
  expect(modes).toEqual(process.platform === 'win32' ? modes : ['700', '700', '600']);
});

it('ends with writer_closed, and can be followed like any other', async () => {
  writer.append([{ k: 'run_named', run_id: 'r', name: 'a' }]);
  writer.dispose();
  writer.dispose();
  const [id = ''] = readdirSync(journal);
  expect(id).toMatch(/^\d{8}t\d{6}-[0-9a-f]{8}$/);
  const reading = await new Follower(join(journal, id), BEGINNING).read(true);
  expect(reading?.facts.map(line => line.fact.k)).toEqual(['writer_opened', 'run_named', 'writer_closed']);
  expect(reading?.damage).toEqual([]);
});

describe('a process', () => {
  const other = { pid: 2 ** 30, process_started: 1 };

  it('lives or is gone by its pid and the time at which it began, where its pids can be seen', () => {
    expect(lifeOf(thisProcess())).toBe('lives');
    expect(lifeOf({ ...thisProcess(), ...other })).toBe('gone');
    if (process.platform === 'linux') {
      expect(lifeOf({ ...thisProcess(), process_started: 1 })).toBe('gone');
      expect(lifeOf({ ...thisProcess(), process_started: null })).toBe('unknown');
    }
  });

  it('of another boot, container or machine is never gone by what is seen here, whatever its host is called', () => {
    expect(lifeOf({ ...thisProcess(), ...other, pid_space: 'another/1/2' })).toBe('unknown');
    if (process.platform === 'linux') {
      expect(lifeOf({ ...thisProcess(), ...other, pid_space: null })).toBe('unknown');
    }
  });
});

it('begins as another writer when its folder was deleted', () => {
  writer.append([{ k: 'run_noted', run_id: 'r1', note: 'one' }]);
  const before = writer.writerId;
  rmSync(journal, { recursive: true });
  writer.append([{ k: 'run_noted', run_id: 'r1', note: 'two' }]);
  expect(writer.writerId).not.toBe(before);
  expect(lines().map(({ k, seq }) => [k, seq])).toEqual([
    ['writer_opened', 1],
    ['run_noted', 2]
  ]);
});
