/**
 * Live queries while kernels log: `watching.mjs KERNELS WATCHES SECONDS`. The
 * watches are of what people look at: single series, summaries of runs, lists;
 * each may be told of news once a second. Prints one RESULT line: the companion's
 * processor time, how often a watch was told, and how old the newest value was then.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { CompanionProcess, median, quantile } from './companionProcess.mjs';
import { runKernels } from './kernels.mjs';

const [kernels, watches, seconds] = process.argv.slice(2).map(Number);
const home = mkdtempSync(join(tmpdir(), 'nbtrail-watching-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));

const companion = new CompanionProcess(home);
await companion.start();
const done = runKernels(home, kernels, seconds + 8);
while (Number((await companion.sql("SELECT count(*) FROM metric_summary WHERE key = 'logged_at'"))[0][0]) < kernels) {
  await pause(100);
}
const runs = (await companion.sql('SELECT run_id FROM runs ORDER BY name')).map(([run]) => run);

function question(number) {
  const run = runs[number % kernels];
  switch (number % 3) {
    case 0:
      return {
        sql: 'SELECT step, value FROM metrics WHERE run_id = $run AND key = $key ORDER BY step DESC LIMIT 200',
        params: { run, key: number % 4 ? `m${number % 9}` : 'logged_at' },
        limit: 200 + number
      };
    case 1:
      return {
        sql: `SELECT key, count, last_step, last_value FROM metric_summary WHERE run_id = '${run}' ORDER BY key LIMIT ${20 + number}`
      };
    default:
      return {
        sql: `SELECT name, status, last_step, primary_value FROM runs ORDER BY started_at DESC LIMIT ${20 + number}`
      };
  }
}

let told = 0;
const ages = [];
const socket = await companion.open(message => {
  if (message.type === 'rows') {
    told++;
    const newest = Math.max(...message.splices.flatMap(({ data }) => data.flat()).filter(value => value > 1e9));
    if (Number.isFinite(newest)) {
      ages.push(Date.now() - 1000 * newest);
    }
  }
});
for (let id = 1; id <= watches; id++) {
  socket.send(JSON.stringify({ id, type: 'watch', every_ms: 1000, ...question(id) }));
}
await pause(2_000);
told = ages.length = 0;
const [cpu, begun] = [companion.cpu(), performance.now()];
await pause(seconds * 1000);
const took = (performance.now() - begun) / 1000;
const result = {
  cpu_percent: (100 * (companion.cpu() - cpu)) / took,
  told_per_watch_s: told / watches / took,
  age_p50_ms: median(ages),
  age_p95_ms: quantile(ages, 0.95),
  memory_mb: companion.memory()
};
socket.close();
await done;
await companion.stop();
console.log(`RESULT ${JSON.stringify(result)}`);
