/** Stores that are opened by several at once, deleted under the companion, or on a disk that is full. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { thisProcess } from '../src/journal/processes';
import { begun, endAll } from './loggedCompanion';
import { counted, Home, Journal, killed, packed, until } from './support';

let home: Home;

beforeEach(() => {
  home = new Home();
});

afterEach(async () => {
  await endAll();
  await home.dispose();
});

describe('three companions that start at the same moment', () => {
  it('are one, in ten starts of ten', async () => {
    for (let start = 0; start < 10; start++) {
      const children = await Promise.all([home.start(), home.start(), home.start()]);
      await until(() => children.filter(({ exitCode }) => exitCode === 0).length === 2);
      const [serving] = children.filter(({ exitCode }) => exitCode === null);
      expect((await home.ask('status')).body.pid).toBe(serving?.pid);
      if (start % 2 === 0 && serving) {
        await killed(serving);
      } else {
        await home.ask('shutdown');
        await until(() => serving?.exitCode === 0);
      }
      if (start % 3 === 2) {
        // A store that is new, too.
        rmSync(home.path, { recursive: true });
        mkdirSync(home.path);
      }
    }
  });
});

describe('a companion that was killed while it began to open the store', () => {
  it.each([
    ['that it has just made', '', 2],
    ['with its name in it', JSON.stringify({ ...thisProcess(), pid: 2 ** 22 + 1, process_started: 1 }), 0]
  ])('and left its mark %s keeps nobody else from it', async (_, content, age) => {
    const mark = join(home.path, 'run', 'opening');
    mkdirSync(join(home.path, 'run'), { mode: 0o700 });
    writeFileSync(mark, content);
    utimesSync(mark, Date.now() / 1000 - age, Date.now() / 1000 - age);
    await home.start();
    expect(await home.sql('SELECT count(*) AS runs FROM runs')).toEqual([{ runs: 0 }]);
    expect(readdirSync(join(home.path, 'run')).filter(name => name.startsWith('opening'))).toEqual([]);
  });
});

describe('a journal that is deleted under the companion', () => {
  it('costs no answer, and a writer that begins anew is followed', async () => {
    const companion = await home.start();
    const runs = async (): Promise<unknown[]> => {
      const { status, body } = await home.ask('query', { sql: 'SELECT run_id FROM runs ORDER BY run_id' });
      expect(status).toBe(200);
      return body.data[0];
    };
    const one = new Journal(home);
    one.run('r1');
    one.series(1, 'r1', ['a']);
    one.rows(1, 0, 100);
    await until(async () => (await counted(home))?.points === 100);
    rmSync(join(home.path, 'journal'), { recursive: true });
    for (const request of ['sync', 'status']) {
      expect((await home.ask(request)).status).toBe(200);
    }
    expect(await runs()).toEqual(['r1']);
    const two = new Journal(home);
    two.run('r2');
    two.series(1, 'r2', ['a']);
    two.rows(1, 0, 100);
    await until(async () => (await counted(home))?.points === 200);
    expect(await counted(home)).toEqual({ points: 200, kinds: 200 });
    expect(await runs()).toEqual(['r1', 'r2']);
    expect(companion.exitCode).toBe(null);
  });
});

/** A small disk as the store's folder, where one can be mounted. */
function mounted(path: string, megabytes: number): boolean {
  const options = `size=${megabytes}m,mode=700`;
  return process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'none', path]).status === 0;
}

describe('a disk that is full under the companion', () => {
  // 18: room for what makes DuckDB want to move its log into the file, and none for the move.
  it.each([2, 18])(
    'of %i MB costs no answer, and once there is room everything is applied, each point once',
    async megabytes => {
      const disk = mounted(home.path, megabytes);
      // The journals have room: what is full is the database's disk.
      const elsewhere = mkdtempSync(join(tmpdir(), 'nbtrail-journals-'));
      symlinkSync(elsewhere, join(home.path, 'journal'));
      // Where nothing can be mounted, the companion's log may not grow (ulimit counts in halves of a kilobyte).
      let { child, said } = begun(home.path, disk ? undefined : Math.min(megabytes, 6) * 2_048);
      try {
        await home.served(child);
        const journal = new Journal(home);
        journal.run('r1');
        journal.series(1, 'r1', ['a', 'b']);
        let rows = 0;
        const more = (count: number): void => {
          for (let left = count; left > 0; left -= 4_000) {
            // Steps that differ and do not compress.
            const step = (): number => Math.imul(rows++, 2_654_435_761) >>> 0;
            journal.numbers(...Array.from({ length: Math.min(left, 4_000) }, () => packed(1, step(), 2)));
          }
        };
        more(1_000);
        expect(await counted(home)).toEqual({ points: 2_000, kinds: 2_000 });
        more(megabytes * 16_000);
        await until(() => said().includes('is retried'));
        const { status, body } = await home.ask('query', {
          sql: 'SELECT count(*), count(DISTINCT (key, step)) FROM metrics'
        });
        expect({ status, body }).toMatchObject({ status: 200, body: { row_count: 1 } });
        expect(body.data[0]).toEqual(body.data[1]);
        expect((await home.ask('status')).status).toBe(200);
        if (disk) {
          spawnSync('mount', ['-o', 'remount,size=900m', home.path]);
        } else {
          await killed(child);
          ({ child, said } = begun(home.path));
          await home.served(child);
        }
        expect(await counted(home)).toEqual({ points: 2 * rows, kinds: 2 * rows });
        await home.ask('rebuild');
        expect(await counted(home)).toEqual({ points: 2 * rows, kinds: 2 * rows });
      } catch (error) {
        throw new Error(`${String(error)}\nThe companion said: ${said()}`);
      } finally {
        await killed(child);
        if (disk) {
          spawnSync('umount', ['-l', home.path]);
        }
        rmSync(elsewhere, { recursive: true });
      }
    }
  );
});
