/**
 * `npm run bench [-- quick|large]`: measures nbtrail beside the rivals, in one
 * run, and writes benchmarks/RESULTS.md with the date and the machine. `large`
 * adds a history ten times as long, which takes some minutes and 3 GB of disk.
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
  tracker in VENVS ? join(process.env.PEERS_DIR ?? '/nowhere', 'venv', VENVS[tracker], 'bin', 'python') : own;

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
const single = medians(Array.from({ length: rounds }, () => measure(own, 'log_call.py', 'nbtrail', 100_000, 8, 1)));
console.log('one metric', single);
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
const live = medians(
  Array.from({ length: quick ? 1 : 3 }, () => measure(process.execPath, 'live.mjs', 8, quick ? 5 : 15))
);
console.log('live', live);
const watching = medians(
  Array.from({ length: quick ? 1 : 3 }, () => measure(process.execPath, 'watching.mjs', 8, 300, quick ? 5 : 10))
);
console.log('watching', watching);
const histories = (quick ? [100] : process.argv.includes('large') ? [1_000, 10_000] : [1_000]).map(runs =>
  measure(process.execPath, 'history.mjs', runs, 1_000)
);
console.log('history', histories);

const table = (head, rows) => [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');

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
    .map(([name, r]) => [
      name,
      number(r.median_us),
      number(r.p99_us),
      number(r.wall_us),
      number(r.cpu_us),
      number(r.bytes_per_point)
    ])
)}

Calls are counted up to 100,000 or 8 seconds, whichever comes first; everything that a tracker does in the background meanwhile is in them. *floor* is a packed row and one \`write\`, without any bookkeeping. nbtrail, floor, TensorBoard and MLflow have handed the point to the operating system when the call returns; wandb (offline) and Trackio have handed it to another process or thread. One metric a call costs nbtrail ${number(single.median_us)} µs (p99 ${number(single.p99_us)} µs).

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
    [
      `ingest of ${quick ? '0.2' : '2'} M points from the journal, start included`,
      `${number(companions.ingest_per_s)} points/s`
    ],
    ['resident memory after that', `${number(companions.loaded_mb)} MB`],
    ['database, bytes a point', number(companions.bytes_per_point)],
    ['one series, asked right after that, while journals are compressed', `${number(companions.series_ms)} ms`],
    ['best step of 100 runs, likewise', `${number(companions.best_ms)} ms`]
  ]
)}

## Eight kernels at once

Each logs ten metrics a hundred times a second; a client of the live socket hears of changes at most every 10 ms and asks for what is new. ${number(live.values)} values; all eight kernels, the companion and the client share the machine.

${table(
  ['from `log` returning to the client holding the value', ''],
  [
    ['median', `${number(live.p50_ms)} ms`],
    ['95th percentile', `${number(live.p95_ms)} ms`],
    ['99th percentile', `${number(live.p99_ms)} ms`],
    ['CPU of the companion', `${number(live.cpu_percent)} % of a core`]
  ]
)}

The same eight kernels with 300 live queries of one client, each different and told of news at most once a second: a third of them single series of 200 steps, the others summaries of runs and lists.

${table(
  ['', ''],
  [
    ['CPU of the companion, ingest included', `${number(watching.cpu_percent)} % of a core`],
    ['memory of the companion', `${number(watching.memory_mb)} MB`],
    ['a watch is told of news', `${number(watching.told_per_watch_s)} times a second`],
    ['age of the newest value then, median', `${number(watching.age_p50_ms)} ms`],
    ['the same, 95th percentile', `${number(watching.age_p95_ms)} ms`]
  ]
)}

## A long history

Runs of ten metrics, 1,000 steps and twenty parameters, written by nbtrail's tracker; the questions are those that JupyterLab asks, through the companion's API, with the answer parsed. Medians of 22.

${table(
  ['', ...histories.map(({ points }) => `${number(points / 1e6)} M points`)],
  [
    ['backlog drained, start included', 'drained_s', 's'],
    ['… points a second', 'drained_per_s', ''],
    ['… the same on one processor alone', 'one_core_per_s', ''],
    ['… memory at most', 'drained_peak_mb', 'MB'],
    ['journal, bytes a point', 'journal_bytes_per_point', ''],
    ['… once its writers are gone', 'sealed_bytes_per_point', ''],
    ['database file, bytes a point', 'database_bytes_per_point', ''],
    ['start to first answer', 'start_ms', 'ms'],
    ['memory, idle', 'idle_mb', 'MB'],
    ['CPU, idle', 'idle_cpu_percent', '%'],
    ['first page of the list of runs', 'list_ms', 'ms'],
    ['search by a parameter, sorted by the primary metric, top 20', 'search_ms', 'ms'],
    ['… how many runs there are without the filter, asked once the page is shown', 'left_out_ms', 'ms'],
    ['the same search as one writes it by hand', 'search_by_hand_ms', 'ms'],
    ['one series', 'one_series_ms', 'ms'],
    ['one metric of 20 runs for a chart of 800 px', 'curves_ms', 'ms'],
    ['best step of every run', 'best_ms', 'ms']
  ].map(([label, key, unit]) => [label, ...histories.map(history => `${number(history[key])} ${unit}`.trim())])
)}
`
);
console.log('benchmarks/RESULTS.md written');
