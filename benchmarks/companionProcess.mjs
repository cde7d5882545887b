/** A companion in a process of its own, asked as JupyterLab asks it: HTTP with JSON, and the live socket. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(join(root, 'server', 'package.json'));
const { WebSocket } = require('ws');
/** `NBTRAIL_COMPANION` names another build's main.js, to compare with. */
const MAIN = process.env.NBTRAIL_COMPANION ?? join(root, 'nbtrail', 'companion_dist', 'main.js');

export class CompanionProcess {
  constructor(home) {
    this.home = home;
    this.agent = new Agent({ keepAlive: true });
  }

  /**
   * Resolves with the milliseconds until its first answer.
   *
   * @param {string} [core] - the only processor that it may use
   */
  async start(core) {
    const before = performance.now();
    const line = [
      ...(core === undefined ? [] : ['taskset', '-c', core]),
      process.execPath,
      MAIN,
      'serve',
      '--home',
      this.home
    ];
    this.child = spawn(line[0], line.slice(1), { stdio: ['ignore', 'ignore', 'inherit'] });
    for (;;) {
      try {
        this.file = JSON.parse(readFileSync(join(this.home, 'companion.json'), 'utf8'));
        if (this.file.pid === this.child.pid) {
          await this.sql('SELECT 1');
          return performance.now() - before;
        }
      } catch {
        // It does not listen yet.
      }
      await pause(3);
    }
  }

  async stop() {
    this.agent.destroy();
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }

  /** Rows of an answer. */
  async sql(sql, params) {
    const { columns, data, row_count } = await this.ask('query', { sql, params, limit: 1_000_000 });
    return Array.from({ length: row_count }, (_, row) => columns.map((_, column) => data[column][row]));
  }

  ask(type, body = {}) {
    return new Promise((done, fail) => {
      const call = request(
        {
          agent: this.agent,
          socketPath: this.file.socket,
          method: 'POST',
          path: `/api/${type}`,
          headers: { host: 'localhost', 'x-nbtrail-token': this.file.token }
        },
        answer => {
          const chunks = [];
          answer.on('data', chunk => chunks.push(chunk));
          answer.on('end', () => {
            const found = JSON.parse(Buffer.concat(chunks).toString());
            found.error ? fail(new Error(JSON.stringify(found.error))) : done(found);
          });
        }
      );
      call.on('error', fail);
      call.end(JSON.stringify(body));
    });
  }

  /** A live socket; `heard` gets every message. */
  async open(heard) {
    const socket = new WebSocket(`ws+unix:${this.file.socket}:/api/live`, {
      headers: { host: 'localhost', 'x-nbtrail-token': this.file.token }
    });
    await once(socket, 'open');
    socket.on('message', data => heard(JSON.parse(String(data))));
    return socket;
  }

  /** Of the process, in MB: `VmRSS` now, `VmHWM` at most. */
  memory(field = 'VmRSS') {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return (Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)[1]) * 1024) / 1e6;
  }

  /** Seconds of CPU time that it has used. */
  cpu() {
    const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }
}

export function median(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted.length ? sorted[sorted.length >> 1] : NaN;
}

export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}
