/**
 * `npm run bench:questions [-- large]`: asks the fifty questions of
 * docs/queries.md on a history of 10 million points, with `large` also on one of
 * 100 million, through the companion's own API with the answers read, and writes
 * benchmarks/QUESTIONS.md with the date and the machine.
 *
 * MLflow stands beside where PEERS_DIR names a folder with `venv/mlflow`, with
 * the questions that its search API can express, on 10 million points.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { CompanionProcess, median, quantile, root } from './companionProcess.mjs';

const STEPS = 1_000;
const TIMES = 9;
/** Seconds that one question may take in all. */
const PATIENCE = 20;
const sizes = process.argv.includes('large') ? [1_000, 10_000] : [1_000];
const python = process.env.PEERS_DIR && join(process.env.PEERS_DIR, 'venv', 'mlflow', 'bin', 'python');

const page = readFileSync(join(root, 'docs', 'queries.md'), 'utf8');
const questions = [...page.matchAll(/^### (\d+)\. (.*)\n[\s\S]*?```sql\n([\s\S]*?)\n```/gm)].map(
  ([, number, title, sql]) => ({ number, title, sql })
);

/** Median and 95th percentile of each question, in milliseconds. */
async function asked(runs) {
  const home = mkdtempSync(join(process.env.NBTRAIL_BENCH_DIR ?? tmpdir(), 'nbtrail-questions-'));
  try {
    const env = { ...process.env, NBTRAIL_HOME: home, PYTHONPATH: root };
    execFileSync(join(root, '.venv', 'bin', 'python'), [join(root, 'benchmarks', 'write_history.py'), runs, STEPS], {
      env
    });
    const companion = new CompanionProcess(home);
    await companion.start();
    const points = runs * STEPS * 10;
    while (Number((await companion.sql('SELECT sum(count) FROM metric_summary'))[0][0] ?? 0) < points) {
      await pause(100);
    }
    while (readdirSync(join(home, 'journal'), { recursive: true }).some(name => /numbers-\d+\.bin$/.test(name))) {
      await pause(500);
    }
    await companion.stop();
    await companion.start();
    const [[run_id]] = await companion.sql('SELECT run_id FROM best_runs ORDER BY primary_value LIMIT 1 OFFSET 400');
    await companion.ask('edit', { facts: [{ k: 'baseline_set', project: 'bench', run_id }] });
    await companion.ask('sync');
    const taken = {};
    for (const { number, sql } of questions) {
      const times = [];
      const until = performance.now() + PATIENCE * 1000;
      let rows;
      do {
        const begun = performance.now();
        rows = await companion.ask('query', { sql, timeout: 120 }).then(
          ({ row_count }) => row_count,
          error => error.message
        );
        times.push(performance.now() - begun);
      } while (times.length < TIMES && performance.now() < until);
      const steady = times.length > 2 ? times.slice(1) : times;
      taken[number] = { median: median(steady), p95: quantile(steady, 0.95), rows };
      console.log(points / 1e6, number, taken[number]);
    }
    const memory = companion.memory('VmHWM');
    await companion.stop();
    return { points, taken, memory };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The same history in MLflow; null where it is not there. */
function mlflow() {
  if (!python || !existsSync(python)) {
    return null;
  }
  const folder = mkdtempSync(join(process.env.NBTRAIL_BENCH_DIR ?? tmpdir(), 'mlflow-history-'));
  try {
    const script = join(root, 'benchmarks', 'mlflow_history.py');
    const result = spawnSync(python, [script, folder, 1_000, STEPS].map(String), { encoding: 'utf8', cwd: folder });
    const line = result.stdout?.split('\n').find(text => text.startsWith('RESULT '));
    console.log(line ?? result.stderr);
    return line ? JSON.parse(line.slice(7)) : null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const number = value =>
  Number.isFinite(value)
    ? value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 })
    : '–';
const rival = mlflow();
const histories = [];
for (const runs of sizes) {
  histories.push(await asked(runs));
}

const head = [
  '',
  'question',
  ...histories.flatMap(({ points }) => [`${points / 1e6} M points`, '95 %', 'rows']),
  ...(rival ? ['MLflow, 10 M'] : [])
];
const rows = questions.map(({ number: id, title }) => [
  id,
  title,
  ...histories.flatMap(({ taken }) => [number(taken[id].median), number(taken[id].p95), taken[id].rows]),
  ...(rival ? [number(rival[id])] : [])
]);
const all = ({ taken }) => Object.values(taken).map(({ median: value }) => value);
writeFileSync(
  join(root, 'benchmarks', 'QUESTIONS.md'),
  `# Fifty questions, measured

${new Date().toISOString().slice(0, 10)}, ${cpus()[0].model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}. \`npm run bench:questions${sizes.length > 1 ? ' -- large' : ''}\`. The machine is shared: within a factor of two is noise.

The questions are those of docs/queries.md as they stand there, through the companion's API with the answer (at most 10,000 rows) read: milliseconds, median and 95th percentile of ${TIMES - 1}, or of as many as fit into ${PATIENCE} s. Runs have ten metrics, ${number(STEPS)} steps and twenty parameters. The history was written by scripts without cells, so the questions about cells find none.

${histories
  .map(
    history =>
      `On ${history.points / 1e6} M points: half of the questions take up to ${number(median(all(history)))} ms, 95 % up to ${number(quantile(all(history), 0.95))} ms; memory at most ${number(history.memory)} MB.`
  )
  .join('\n')}

${[head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n')}
${
  rival
    ? `
MLflow's search API filters and sorts by parameters and last values, so it can ask four of them: the newest runs, the best (by their last value, for it does not know the best one), those that did not finish, and the curves of the newest, with one call more for each run. Anything else means to fetch and to reckon: all runs with parameters and last values in ${number(rival.all_runs)} ms, and one metric of ${rival.sampled} runs, call by call, in ${number(rival.histories)} ms. It is asked on its SQLite database in the same process, without its server in between.
`
    : ''
}`
);
console.log('benchmarks/QUESTIONS.md written');
