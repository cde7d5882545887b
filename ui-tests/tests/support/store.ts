/** Questions to the store under test, asked as a user's shell would: through `nbtrail sql --json`. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const checkout = resolve(__dirname, '..', '..', '..');
export const venvBin = (name: string): string => join(checkout, '.venv', 'bin', name);

export type Row = Record<string, string | number | boolean | null | string[]>;

/** Rows of one statement, after everything journalled until now was applied. */
export function sql(query: string): Row[] {
  const output = execFileSync(venvBin('nbtrail'), ['sql', query, '--json', '--limit', '1000000'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: process.env
  });
  return JSON.parse(output) as Row[];
}

/** Runs a program in the environment under test, outside of any notebook, and gives what it printed. */
export function python(program: string, ...args: string[]): string {
  return execFileSync(venvBin('python'), ['-c', program, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: process.env
  });
}

export interface ISeed {
  name: string;
  tags?: string[];
  note?: string;
  params?: { [key: string]: string | number };
  metrics?: { [key: string]: number }[];
}

const SEED = `
import json, sys, nbtrail
project, runs = sys.argv[1], json.loads(sys.argv[2])
for seed in runs:
    with nbtrail.run(seed["name"], project=project) as run:
        for key, value in seed.get("params", {}).items():
            run.params[key] = value
        if seed.get("tags"):
            run.tag(*seed["tags"])
        if seed.get("note"):
            run.note(seed["note"])
        for step, values in enumerate(seed.get("metrics", [])):
            run.log(values, step=step)
`;

/** Records finished runs in a project of their own, the last one the newest. */
export function seed(project: string, runs: readonly ISeed[]): void {
  python(SEED, project, JSON.stringify(runs));
}

/** Process id of the companion that serves the store, as it wrote it down. */
export function companionPid(): number {
  const { pid } = JSON.parse(readFileSync(join(process.env.NBTRAIL_HOME ?? '', 'companion.json'), 'utf8')) as {
    pid: number;
  };
  return pid;
}

/** Ends the companion as a crash would. Whether there was one to end. */
export function killCompanion(): boolean {
  try {
    process.kill(companionPid(), 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
