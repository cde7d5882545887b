/**
 * From `log` returning to a client of the live socket that holds the value:
 * `live.mjs KERNELS SECONDS`. Each kernel logs ten metrics a hundred times a
 * second; the client hears of changes, as the sidebar does, and asks for what is
 * new. Prints one RESULT line.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

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
let asking = false;
let again = false;

/** Ask for everything that is newer than what is held. */
async function ask() {
  again = true;
  if (asking) {
    return;
  }
  asking = true;
  while (again) {
    again = false;
    const from = held.size < kernels ? 0 : Math.min(...[...held.values()].map(({ step }) => step));
    const rows = await companion.sql(
      "SELECT run_id, step, value FROM metrics WHERE key = 'logged_at' AND step > $from ORDER BY step",
      { from: from - 1 }
    );
    const now = Date.now() / 1000;
    for (const [run, step, value] of rows) {
      if (step > (held.get(run)?.step ?? -1)) {
        waits.push((now - value) * 1000);
        held.set(run, { step });
      }
    }
  }
  asking = false;
}

const socket = await companion.subscribe(() => void ask(), 10);
const cpu = companion.cpu();
const begun = performance.now();
await runKernels(home, kernels, seconds);
const used = (companion.cpu() - cpu) / ((performance.now() - begun) / 1000);
socket.close();
while (asking) {
  await pause(10);
}
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
