/** A writer's journal with times and ids that are given, not taken from the clock: see fieldStore. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { packedRow } from './support';

export interface IPlace {
  user: string;
  host: string;
  python: string;
  notebook: string;
  project?: string;
}

/** One session, and what happens in it. Times are seconds since the epoch. */
export class FieldJournal {
  constructor(
    home: string,
    readonly sessionId: string,
    private readonly place: IPlace,
    t: number
  ) {
    this.project = place.project ?? 'digits';
    const writer_id = `20261120t080000-${sessionId.padStart(8, '0')}`;
    this.folder = join(home, 'journal', writer_id);
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const { user, host, python: python_version, notebook: notebook_path } = place;
    this.fact(t, 'writer_opened', {
      writer_id,
      role: 'kernel',
      pid: 100,
      host,
      process_started: null,
      version: '0.1.0'
    });
    this.fact(t, 'session_started', {
      session_id: sessionId,
      project: this.project,
      notebook_path,
      notebook_source: 'jupyter',
      kernel_id: `kernel-${sessionId}`,
      user,
      host,
      cwd: '/nb',
      executable: '/usr/bin/python3',
      python_version,
      platform: 'Linux-x86_64',
      frontend: 'jupyterlab'
    });
  }

  fact(t: number, k: string, fields: object): void {
    appendFileSync(
      join(this.folder, 'facts-000001.ndjson'),
      `${JSON.stringify({ v: 1, seq: ++this.seq, t, k, ...fields })}\n`
    );
  }

  environment(t: number, environment_hash: string, packages: Record<string, string>): void {
    this.fact(t, 'environment', {
      session_id: this.sessionId,
      environment_hash,
      python_version: this.place.python,
      implementation: 'CPython',
      executable: '/usr/bin/python3',
      platform: 'Linux-x86_64',
      cpu: 'x86-64',
      cpu_count: 8,
      memory_bytes: 16e9,
      gpus: [],
      packages
    });
  }

  git(t: number, commit: string, branch: string, dirty: boolean): void {
    this.fact(t, 'git_state', {
      session_id: this.sessionId,
      root: '/nb',
      commit,
      branch,
      dirty,
      remote: 'https://example.org/nb.git'
    });
  }

  /** A cell from its beginning to its end. @returns the execution's id */
  cell(
    t: number,
    seconds: number,
    cell_id: string,
    source: string,
    { run_id = null, ...end }: { run_id?: string | null; [field: string]: unknown } = {}
  ): string {
    const n = ++this.cells;
    const execution_id = `${this.sessionId}-${n}`;
    this.fact(t, 'cell_started', {
      execution_id,
      session_id: this.sessionId,
      n,
      cell_id,
      position: n,
      execution_count: n,
      source_hash: `hash of ${source}`,
      source,
      tags: [],
      run_id: null
    });
    this.fact(t + seconds, 'cell_ended', {
      execution_id,
      status: 'ok',
      cpu_seconds: seconds,
      memory_delta_bytes: 1e6,
      memory_peak_bytes: 200e6,
      run_id,
      ...end
    });
    return execution_id;
  }

  run(t: number, run_id: string, name: string, params: object, more: object = {}): void {
    this.fact(t, 'run_started', {
      run_id,
      session_id: this.sessionId,
      execution_id: null,
      name,
      project: this.project,
      experiment: null,
      group: null,
      job_type: null,
      attempt: 1,
      attempt_of: null,
      ...more
    });
    this.fact(t, 'params', { run_id, params });
  }

  /** Points of several metrics, a row a step: `[step, time, values]`. */
  points(t: number, run_id: string, keys: string[], rows: [number, number, number[]][]): void {
    const series = ++this.series;
    this.fact(t, 'series', { series, run_id, keys });
    const header = series === 1 ? [Buffer.from('NBTRAILN\0\0\0\0\0\0\0\0', 'latin1')] : [];
    appendFileSync(
      join(this.folder, 'numbers-000001.bin'),
      Buffer.concat([...header, ...rows.map(row => packedRow(series, ...row))])
    );
  }

  end(t: number, run_id: string, status = 'finished', more: object = {}): void {
    this.fact(t, 'run_ended', { run_id, status, ...more });
  }

  close(t: number): void {
    this.fact(t, 'session_ended', { session_id: this.sessionId });
    this.fact(t, 'writer_closed', {});
  }

  readonly folder: string;
  readonly project: string;
  private seq = 0;
  private cells = 0;
  private series = 0;
}
