/**
 * From `log` returning to a client of the live socket that holds the value:
 * `live.mjs KERNELS SECONDS`. Each kernel logs ten metrics a hundred times a
 * second; the client watches the newest steps, told at most every 10 ms. Prints
 * one RESULT line.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CompanionProcess, quantile } from './companionProcess.mjs';
import { runKernels } from './kernels.mjs';

const [kernels, seconds] = process.argv.slice(2).map(Number);
const home = mkdtempSync(join(tmpdir(), 'nbtrail-live-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));

const companion = new CompanionProcess(home);
await companion.start();
/** The step of the newest value held, by run. */
const held = new Map();
const waits = [];

function hear({ type, splices, result, id }) {
  const parts = type === 'rows' ? splices.map(({ data }) => data) : id === 1 ? [result.data] : [];
  const now = Date.now() / 1000;
  for (const [runs = [], steps, values] of parts) {
    runs.forEach((run, row) => {
      if (steps[row] > (held.get(run) ?? -1)) {
        waits.push((now - values[row]) * 1000);
        held.set(run, steps[row]);
      }
    });
  }
}

const socket = await companion.open(hear);
const sql = "SELECT run_id, step, value FROM metrics WHERE key = 'logged_at' ORDER BY step DESC LIMIT 200";
socket.send(JSON.stringify({ id: 1, type: 'watch', sql, every_ms: 10 }));
const cpu = companion.cpu();
const begun = performance.now();
await runKernels(home, kernels, seconds);
const used = (companion.cpu() - cpu) / ((performance.now() - begun) / 1000);
socket.close();
await companion.stop();
// The first second of each kernel is its start.
const settled = waits.slice(kernels * 50);
console.log(
  `RESULT ${JSON.stringify({
    values: settled.length,
    p50_ms: quantile(settled, 0.5),
    p95_ms: quantile(settled, 0.95),
    p99_ms: quantile(settled, 0.99),
    cpu_percent: 100 * used
  })}`
);
