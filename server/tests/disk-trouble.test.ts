/** What a disk refuses is told as such, whoever words it: Node, the system, or DuckDB. */
import { diskTrouble } from '../src/disk/diskTrouble';
import { messageOf, TrailError } from '../src/errors';

const system = (code: string, words: string): Error => new Error(`${code}: ${words}, write '/data/store/journal'`);

it.each([
  ['its disk is full', system('ENOSPC', 'no space left on device')],
  ['its disk is full', new Error('IO Error: Could not write file "/data/trail.duckdb.wal": No space left on device')],
  ['the disk quota is used up', new Error('IO Error: Could not write file "/data/x": Disk quota exceeded')],
  ['its disk is read-only', system('EROFS', 'read-only file system')],
  ['its disk reports errors', system('EIO', 'i/o error')],
  ['its disk reports errors', new Error('IO Error: Could not fsync: Input/output error')],
  ['its disk is not there', new Error('Transport endpoint is not connected')],
  ['too many files are open', system('EMFILE', 'too many open files')],
  ['it may not be written', system('EACCES', 'permission denied')]
])('%s', (told, error) => {
  expect(diskTrouble(messageOf(error))).toBe(told);
  expect(TrailError.from(error)).toMatchObject({ code: 'NT504', hint: expect.not.stringMatching(/mistake/) });
});

(process.platform === 'linux' ? it : it.skip).each([
  [122, 'the disk quota is used up'],
  [116, 'its disk is not there'],
  [117, 'its disk reports errors']
])('number %s of the system, for which Node has no name: %s', (number, told) => {
  const error = new Error(`Unknown system error -${number}: Unknown system error -${number}, open '/data/store/run'`);
  expect(diskTrouble(messageOf(error))).toBe(told);
  expect(TrailError.from(error).message).not.toMatch(/Unknown/);
});

it('a folder that is called like a trouble is none', () => {
  expect(diskTrouble("ENOENT: no such file, open '/data/EIO/Permission denied/store'")).toBeNull();
  expect(diskTrouble('IO Error: The file "/data/eio/disk quota/trail.duckdb" is not a valid database')).toBeNull();
});
