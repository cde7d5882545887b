/**
 * A large history through the companion's own API: `history.mjs RUNS STEPS`.
 * Prints one RESULT line: what it took to drain the journals, memory, disk, and
 * median milliseconds of the questions that JupyterLab asks, with their answers read.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { CompanionProcess, median, quantile, root } from './companionProcess.mjs';

const [runs, steps] = process.argv.slice(2).map(Number);
const points = runs * steps * 10;
const [home, other] = ['nbtrail-history-', 'nbtrail-one-core-'].map(name =>
  mkdtempSync(join(process.env.NBTRAIL_BENCH_DIR ?? tmpdir(), name))
);
process.on('exit', () => [home, other].forEach(path => rmSync(path, { recursive: true, force: true })));

/** The extension's own statements, bundled on the fly. */
async function statements() {
  const require = createRequire(join(root, 'server', 'package.json'));
  const { build } = require('esbuild');
  const { outputFiles } = await build({
    stdin: {
      contents: `export { seriesStatement } from './src/compare/data/seriesStatement';
        export { pageSql, unfilteredSql } from './src/model/runListSql';`,
      resolveDir: root
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node'
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
}

/** Start it and wait until it has taken in all journals; seconds, and megabytes at most. */
async function drained(companion, core) {
  const before = performance.now();
  await companion.start(core);
  while (Number((await companion.sql('SELECT sum(count) FROM metric_summary'))[0][0] ?? 0) < points) {
    await pause(25);
  }
  return [(performance.now() - before) / 1000, companion.memory('VmHWM')];
}

function bytesIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size, 0);
}

const { seriesStatement, pageSql, unfilteredSql } = await statements();
execFileSync(join(root, '.venv', 'bin', 'python'), [join(root, 'benchmarks', 'write_history.py'), runs, steps], {
  env: { ...process.env, NBTRAIL_HOME: home, PYTHONPATH: root }
});
const result = { points, journal_bytes_per_point: bytesIn(join(home, 'journal')) / points };
cpSync(join(home, 'journal'), join(other, 'journal'), { recursive: true });
const confined = new CompanionProcess(other);
result.one_core_per_s = points / (await drained(confined, '0'))[0];
await confined.stop();
rmSync(other, { recursive: true });
const companion = new CompanionProcess(home);
[result.drained_s, result.drained_peak_mb] = await drained(companion);
result.drained_per_s = points / result.drained_s;
while (readdirSync(join(home, 'journal'), { recursive: true }).some(name => /numbers-\d+\.bin$/.test(name))) {
  await pause(500);
}
result.sealed_bytes_per_point = bytesIn(join(home, 'journal')) / points;
await companion.stop();
result.database_bytes_per_point = statSync(join(home, 'trail.duckdb')).size / points;

result.start_ms = await companion.start();
result.idle_mb = companion.memory();
const choice = {
  project: 'bench',
  experiment: null,
  scope: 'all',
  notebook: null,
  filter: '',
  archived: false,
  metric: null
};
const page = { limit: 20, offset: 0, until: null };
const { where } = await companion.ask('filter', { text: 'lr < 0.001' });
const [[one]] = await companion.sql("SELECT run_id FROM runs WHERE name = 'run-77'");
const twenty = (await companion.sql('SELECT run_id FROM runs ORDER BY hash(run_id) LIMIT 20')).map(([id]) => id);
const curves = seriesStatement({ runs: twenty, key: 'val/acc', xAxis: 'step', columns: 800, smoothing: 0 });
const questions = {
  list: [pageSql({ ...choice, sort: 'newest' }, '', 'true', { ...page, limit: 50 })],
  search: [pageSql({ ...choice, sort: 'best' }, '', where, page)],
  // Asked once the page is shown.
  left_out: [unfilteredSql(choice, '')],
  search_by_hand: [
    `SELECT r.run_id, r.name, p.number, m.last_value FROM runs r
       JOIN params p ON p.run_id = r.run_id AND p.key = 'lr'
       JOIN metric_summary m ON m.run_id = r.run_id AND m.key = 'val/acc'
     WHERE p.number < 0.001 ORDER BY m.last_value DESC LIMIT 20`
  ],
  one_series: [
    'SELECT step, value FROM metrics WHERE run_id = $run AND key = $key ORDER BY step',
    { run: one, key: 'val/acc' }
  ],
  curves: [curves.sql, curves.params, curves.points],
  best: ["SELECT run_id, best_step, best_value FROM metric_summary WHERE key = 'val/acc'"]
};
for (const [name, [sql, params, points]] of Object.entries(questions)) {
  const taken = [];
  for (let time = 0; time < 25; time++) {
    const begun = performance.now();
    await companion.ask('query', { sql, params, points, limit: 1_000_000 });
    taken.push(performance.now() - begun);
  }
  result[`${name}_ms`] = median(taken.slice(3));
  result[`${name}_p95_ms`] = quantile(taken.slice(3), 0.95);
}
result.asked_mb = companion.memory();
// For half a minute after work the engine tidies its memory.
await pause(40_000);
const [cpu, begun] = [companion.cpu(), performance.now()];
await pause(20_000);
result.idle_cpu_percent = (100 * (companion.cpu() - cpu)) / ((performance.now() - begun) / 1000);
await companion.stop();
console.log(`RESULT ${JSON.stringify(result)}`);
