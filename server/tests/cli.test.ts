import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runCli } from '../src/cli/runCli';
import { csv } from '../src/cli/csv';
import { json } from '../src/cli/json';
import { markdown } from '../src/cli/markdown';
import { storeHome } from '../src/cli/storeHome';
import { rowObjects, table } from '../src/cli/table';
import { visible } from '../src/cli/visible';
import { makeFolders } from '../src/disk/makeFolders';
import type { Cell } from '../src/protocol';
import { MAIN } from './support';

let home: string;
let out: string;
let err: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'nbtrail-cli-'));
  process.env.NBTRAIL_HOME = home;
  out = '';
  err = '';
  jest.spyOn(process.stdout, 'write').mockImplementation(text => {
    out += String(text);
    return true;
  });
  jest.spyOn(process.stderr, 'write').mockImplementation(text => {
    err += String(text);
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  delete process.env.NBTRAIL_HOME;
  rmSync(home, { recursive: true, force: true });
});

describe('nbtrail', () => {
  it('lists its commands, and each tells how it is used', async () => {
    expect(await runCli(['-h'])).toBe(0);
    const names = [...out.matchAll(/^ {2}nbtrail ([\w-]+)/gm)].map(found => found[1] ?? '');
    expect(names).toEqual(
      expect.arrayContaining(['serve', 'status', 'doctor', 'sql', 'runs', 'show', 'rebuild', 'autoload', 'stop-run'])
    );
    // Python's part of the command has this one.
    for (const name of names.filter(found => found !== 'stop')) {
      out = '';
      expect(await runCli([name, '-h'])).toBe(0);
      expect(out).toContain(`nbtrail ${name}`);
      expect(out.includes('--json')).toBe(name !== 'serve');
    }
  });

  it.each([
    [['nope']],
    [['sql', '--jsn', 'SELECT 1']],
    [['sql', 'SELECT', '1']],
    [['sql', 'SELECT 1', '--limit', 'many']],
    [['show']],
    [['autoload', 'maybe']]
  ])('says what is wrong with %j, with exit code 2', async argv => {
    expect(await runCli(argv)).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^NT601: .+[.?]\s.+\n$/);
  });

  it.each([
    [['--json', '--csv'], '--json and --csv'],
    [['--md', '--csv'], '--csv and --md'],
    [['--md', '--csv', '--json'], '--json and --csv and --md']
  ])('writes an answer in one format, not in %j', async (formats, named) => {
    expect(await runCli(['sql', 'SELECT 1', ...formats])).toBe(2);
    expect(out).toBe('');
    expect(err).toBe(
      `NT601: An answer has one format, and got ${named}. Give one of --json, --csv, --md and --parquet, or none for a table.\n`
    );
    expect(existsSync(join(home, 'companion.json'))).toBe(false);
  });

  it('switches automatic recording on and off', async () => {
    expect(await runCli(['autoload', 'on'])).toBe(0);
    expect(statSync(join(home, 'autoload')).mode & 0o777).toBe(0o600);
    out = '';
    await runCli(['autoload', '--json']);
    expect(JSON.parse(out)).toEqual({ autoload: true });
    await runCli(['autoload', 'off']);
    expect(existsSync(join(home, 'autoload'))).toBe(false);
  });
});

describe('the store folder', () => {
  it('is the one that platformdirs names when nobody chose another', () => {
    const linux = { XDG_DATA_HOME: '/data' };
    expect(storeHome(linux, 'linux')).toBe('/data/nbtrail');
    expect(storeHome({}, 'linux')).toMatch(/\/\.local\/share\/nbtrail$/);
    expect(storeHome({}, 'darwin')).toMatch(/\/Library\/Application Support\/nbtrail$/);
    expect(storeHome({ NBTRAIL_HOME: '/else/where', ...linux }, 'linux')).toBe('/else/where');
  });

  it.each(['/dev/null/store', '/proc/store/of/mine'])('that cannot be made is told of at once: %s', async folder => {
    process.env.NBTRAIL_HOME = folder;
    expect(await runCli(['status'])).toBe(1);
    expect(err).toMatch(new RegExp(`^NT504: The store folder ${folder} cannot be written: E\\w+`));
  });

  it('is made together with those that it lies in, and found where it is there', () => {
    const folder = join(home, 'a', 'b', 'c');
    makeFolders(folder, 0o700);
    makeFolders(folder, 0o700);
    expect(statSync(join(home, 'a')).mode & 0o777).toBe(0o700);
    expect(() => makeFolders(join(MAIN, 'd', 'e'))).toThrow('ENOTDIR');
  });
});

describe('text of others', () => {
  const EVIL = '\u001b]0;owned\u0007\u009b31mred\u202eabc\u2066\r\nnext\tcell';

  it('cannot move, colour or reorder anything in a terminal', () => {
    const sign = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
    expect(visible(EVIL)).not.toMatch(sign);
    expect(visible(EVIL)).toContain('\\u001b]0;owned\\u0007');
    expect(json({ name: EVIL })).not.toMatch(sign);
    expect(JSON.parse(json({ [EVIL]: EVIL }))).toEqual({ [EVIL]: EVIL });
    expect(json('🙂')).toBe('"🙂"');
  });

  it('stays in its cell of a table', () => {
    const lines = table({
      columns: [
        { name: 'name', type: 'VARCHAR' },
        { name: 'acc', type: 'DOUBLE' }
      ],
      data: [
        [EVIL, 'x'.repeat(500)],
        [0.123456789, null]
      ],
      row_count: 2
    });
    expect(lines).toHaveLength(4);
    expect(lines[2]).toMatch(/0\.123457$/);
    expect(lines[3]).toMatch(/…\s+—$/);
  });

  it('of two columns of one name are both in the row', () => {
    const columns = ['a', 'a'].map(name => ({ name, type: 'INTEGER' }));
    expect(
      rowObjects({
        columns,
        data: [[1], [2]],
        row_count: 1,
        truncated: false,
        elapsed_ms: 0,
        version: 0
      })
    ).toEqual([{ a: 1, a_1: 2 }]);
  });
});

describe('an answer in a format for others', () => {
  /** A result of these columns, all of one length. */
  function result(columns: { [name: string]: Cell[] }): Parameters<typeof csv>[0] {
    return {
      columns: Object.keys(columns).map(name => ({ name, type: 'VARCHAR' })),
      data: Object.values(columns),
      row_count: Object.values(columns)[0]?.length ?? 0
    };
  }

  const CELLS: [Cell, string, string][] = [
    [null, '', '—'],
    ['', '""', ''],
    ['NaN', 'NaN', 'NaN'],
    ['-Infinity', '-Infinity', '-Infinity'],
    [0.1 + 0.2, '0.30000000000000004', '0.30000000000000004'],
    [1e300, '1e+300', '1e+300'],
    [
      '170141183460469231731687303715884105727',
      '170141183460469231731687303715884105727',
      '170141183460469231731687303715884105727'
    ],
    [true, 'true', 'true'],
    [[1, null, 'x'], '"[1,null,""x""]"', '\\[1,null,"x"]'],
    [{ a: { b: [0.1] } }, '"{""a"":{""b"":[0.1]}}"', '{"a":{"b":\\[0.1]}}'],
    ['2026-11-24T08:12:30.123456Z', '2026-11-24T08:12:30.123456Z', '2026-11-24T08:12:30.123456Z'],
    ['Überlauf 🙂 ÷ 日本', 'Überlauf 🙂 ÷ 日本', 'Überlauf 🙂 ÷ 日本'],
    ['x,y', '"x,y"', 'x,y'],
    ['say "hi"', '"say ""hi"""', 'say "hi"'],
    ['a\nb', '"a\nb"', 'a⏎b'],
    ['a\rb', '"a\rb"', 'a\\\\u000db'],
    ['a\u001b[31mb\u202e', 'a\u001b[31mb\u202e', 'a\\\\u001b\\[31mb\\\\u202e'],
    ['=1+1', '=1+1', '=1+1'],
    ['a|b', 'a|b', 'a\\|b'],
    ['a\\|b', 'a\\|b', 'a\\\\\\|b'],
    ['ends in \\', 'ends in \\', 'ends in \\\\'],
    ['`a|b`', '`a|b`', '\\`a\\|b\\`'],
    ['val_acc __init__ *', 'val_acc __init__ *', 'val_acc \\_\\_init\\_\\_ \\*'],
    ['<img src=x> 1 < 2', '<img src=x> 1 < 2', '\\<img src=x> 1 < 2'],
    ['&lt; R&D', '&lt; R&D', '\\&lt; R&D'],
    ['![x](http://x)', '![x](http://x)', '!\\[x](http://x)']
  ];

  it.each(CELLS)('writes %j', (cell, inCsv, inMarkdown) => {
    expect(csv(result({ n: [1], cell: [cell] }))).toEqual(['n,cell', `1,${inCsv}`]);
    expect(markdown(result({ n: ['1'], cell: [cell] }))[2]).toBe(`| 1 | ${inMarkdown} |`);
  });

  it('has a header of whatever the columns are called', () => {
    const columns = { 'a,"b"\n|c': [1], d_e: ['f'] };
    expect(csv(result(columns))[0]).toBe('"a,""b""\n|c",d_e');
    expect(markdown(result(columns))).toEqual(['| a,"b"⏎\\|c | d_e |', '| --: | --- |', '| 1 | f |']);
  });

  it('has every row, also those of one NULL, and the header when there are none', () => {
    expect(csv(result({ a: [null, 'x', null] }))).toEqual(['a', '""', 'x', '""']);
    expect(csv(result({ a: [null], b: [null] }))).toEqual(['a,b', ',']);
    expect(csv(result({ a: [] }))).toEqual(['a']);
    expect(markdown(result({ a: [] }))).toEqual(['| a |', '| --- |']);
    expect(csv(result({}))).toEqual([]);
    expect(markdown(result({}))).toEqual([]);
  });
});
