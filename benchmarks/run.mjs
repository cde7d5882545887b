/**
 * `npm run bench [-- quick]`: measures nbtrail beside the rivals, in one run,
 * and writes benchmarks/RESULTS.md with the date and the machine.
 *
 * Rivals are measured when PEERS_DIR names a folder with a virtual environment
 * each: `venv/mlflow`, `venv/wandb`, `venv/trackio`, `venv/tb`. Rounds are
 * interleaved, each in a fresh process; medians over rounds are written.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '..');
const own = join(root, '.venv', 'bin', 'python');
const quick = process.argv.includes('quick');
const rounds = quick ? 1 : 5;

const VENVS = { trackio: 'trackio', wandb: 'wandb', tensorboard: 'tb', mlflow: 'mlflow' };
const pythonOf = tracker =>
  tracker in VENVS
    ? join(process.env.PEERS_DIR ?? '/nowhere', 'venv', VENVS[tracker], 'bin', 'python')
    : own;

/** Run a script and parse its RESULT line; undefined when it fails. */
function measure(python, script, ...args) {
  const env = { ...process.env, PYTHONPATH: python === own ? root : '' };
  const result = spawnSync(python, [join(here, script), ...args.map(String)], { encoding: 'utf8', env, cwd: here });
  const line = result.stdout?.split('\n').find(text => text.startsWith('RESULT '));
  if (!line) {
    console.error(`${script} ${args.join(' ')}: ${result.stderr?.slice(-600)}`);
    return undefined;
  }
  return JSON.parse(line.slice(7));
}

function median(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted.length ? sorted[sorted.length >> 1] : NaN;
}

const medians = results =>
  Object.fromEntries(Object.keys(results[0]).map(key => [key, median(results.map(result => result[key]))]));

const number = value =>
  Number.isFinite(value)
    ? value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 })
    : '–';

const trackers = ['floor', 'nbtrail', 'trackio', 'wandb', 'tensorboard', 'mlflow'].filter(name =>
  existsSync(pythonOf(name))
);
const logs = Object.fromEntries(trackers.map(name => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const name of trackers) {
    const result = measure(pythonOf(name), 'log_call.py', name, quick ? 5_000 : 100_000, 8);
    if (result) {
      logs[name].push(result);
    }
    console.log(`round ${round + 1}: ${name} ${number(result?.median_us)} µs`);
  }
}
const cellRounds = [];
const historyRounds = [];
for (let round = 0; round < rounds; round++) {
  cellRounds.push(measure(own, 'cell.py', 2000));
  historyRounds.push(measure(own, 'cell.py', 2000, 'history'));
}
const cells = medians(cellRounds);
const historyCells = medians(historyRounds);
console.log('cell', cells, historyCells);
const companions = medians(
  Array.from({ length: quick ? 1 : 3 }, () => measure(own, 'companion.py', quick ? 200_000 : 2_000_000))
);
console.log('companion', companions);

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');

writeFileSync(
  join(here, 'RESULTS.md'),
  `# Measured

${new Date().toISOString().slice(0, 10)}, ${cpus()[0].model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}. \`npm run bench\`; medians of ${rounds} interleaved rounds, each in a fresh process. The machine is shared: within a factor of two is noise.

## One call of ten metrics in a training loop

${table(
  ['', 'median µs', 'p99 µs', 'wall µs a call, close included', 'CPU µs a call', 'bytes a point'],
  trackers
    .filter(name => logs[name].length)
    .map(name => [name, medians(logs[name])])
    .map(([name, r]) => [name, number(r.median_us), number(r.p99_us), number(r.wall_us), number(r.cpu_us), number(r.bytes_per_point)])
)}

Calls are counted up to 100,000 or 8 seconds, whichever comes first; everything that a tracker does in the background meanwhile is in them. *floor* is a packed row and one \`write\`, without any bookkeeping. nbtrail, floor, TensorBoard and MLflow have handed the point to the operating system when the call returns; wandb (offline) and Trackio have handed it to another process or thread.

## A cell

${table(
  ['', ''],
  [
    ['an empty cell, bare', `${number(cells.bare_us)} µs`],
    ['the same, recorded', `${number(cells.tracked_us)} µs`],
    ['added', `${number(cells.added_us)} µs`],
    ['added, with IPython’s history thread taking its turns in between', `${number(historyCells.added_us)} µs`],
    ['`%load_ext nbtrail`, import included', `${number(cells.load_ms)} ms`]
  ]
)}

## The companion

${table(
  ['', ''],
  [
    ['start to first answer, empty store', `${number(companions.start_ms)} ms`],
    ['resident memory, idle', `${number(companions.idle_mb)} MB`],
    ['from `log` returning to a query that sees the point, median', `${number(companions.visible_ms)} ms`],
    ['the same, 95th percentile', `${number(companions.visible_p95_ms)} ms`],
    [`ingest of ${quick ? '0.2' : '2'} M points from the journal, start included`, `${number(companions.ingest_per_s)} points/s`],
    ['resident memory after that', `${number(companions.loaded_mb)} MB`],
    ['database, bytes a point', number(companions.bytes_per_point)],
    ['one series through the companion’s API', `${number(companions.series_ms)} ms`],
    ['best step of 100 runs', `${number(companions.best_ms)} ms`]
  ]
)}
`
);
console.log('benchmarks/RESULTS.md written');
