/** No file of ours is longer than a person reads at once; `npm run lint` asks. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAX_LINES = 400;

/** What is longer, and why it may be. */
const EXCEPTIONS = [
  [/\.md$/, 'pages are read from heading to heading'],
  [/(^|\/)package-lock\.json$/, 'written by npm'],
  [/\.ipynb$/, 'written by Jupyter'],
  [/^benchmarks\/results\//, 'written by the benchmarks'],
  [/^src\/sql\/tables\/documentedViews\.ts$/, 'written from the database by `npm --prefix server run schema`'],
  [/\/fixtures\/|^server\/tests\/hostile\/queries\.ts$/, 'data of tests']
];

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8'
});
const long = [...new Set(tracked.split('\0'))]
  .filter(path => /\.(?:[cm]?[jt]sx?|py|css|json|ya?ml|toml|md|ipynb)$/.test(path))
  .filter(path => !EXCEPTIONS.some(([pattern]) => pattern.test(path)))
  .map(path => ({ path, lines: linesOf(path) }))
  .filter(({ lines }) => lines > MAX_LINES)
  .sort((a, b) => b.lines - a.lines);

for (const { path, lines } of long) {
  console.error(`${path} has ${lines} lines, more than ${MAX_LINES}: split it by idea, one file each.`);
}
process.exitCode = long.length ? 1 : 0;

function linesOf(path) {
  try {
    return readFileSync(join(root, path), 'utf8').split('\n').length - 1;
  } catch (error) {
    if (error.code === 'ENOENT') {
      return 0;
    }
    throw error;
  }
}
