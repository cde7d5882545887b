/**
 * Whether a writer's process lives, as far as that can be told for certain.
 *
 * A pid means something only where it was given: in one boot of one machine, in
 * one pid namespace, with the clock of one time namespace. A writer says which
 * (`pid_space`); where that is not this process's own, nothing that is seen here
 * tells of it, whatever the host's name.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, as a writer's first fact tells of it. */
export interface IProcess {
  pid: number;
  host: string;
  process_started: number | null;
  pid_space: string | null;
}

/** `unknown`: it cannot be seen from here. */
export type Life = 'lives' | 'gone' | 'unknown';

/** This process, as a writer tells of itself. */
export function thisProcess(): IProcess {
  const { pid } = process;
  return { pid, host: hostname() || 'localhost', process_started: startOf(pid), pid_space: SPACE };
}

export function lifeOf(writer: IProcess): Life {
  if (process.platform === 'linux') {
    return SPACE !== null && writer.pid_space === SPACE ? lifeHere(writer) : 'unknown';
  }
  const here = writer.pid_space === null && writer.host === (hostname() || 'localhost');
  return here ? lifeByPid(writer.pid) : 'unknown';
}

/** Where the system hides others' processes, only their absence from the pids counts. */
function lifeHere({ pid, process_started }: IProcess): Life {
  const started = startOf(pid);
  if (started === null) {
    return lifeByPid(pid) === 'gone' || isBuried(pid) ? 'gone' : 'unknown';
  }
  if (process_started === null) {
    return 'unknown';
  }
  return started === process_started ? 'lives' : 'gone';
}

function lifeByPid(pid: number): Life {
  try {
    process.kill(pid, 0);
    return 'lives';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? 'gone' : 'lives';
  }
}

/**
 * When a process started, in clock ticks since boot; null for one that is gone
 * or only waits to be buried, and off Linux.
 */
export function startOf(pid: number): number | null {
  const fields = statOf(pid);
  return fields === null || isDead(fields) ? null : Number(fields[19]);
}

/** It has ended, and is a zombie until its parent collects it. */
function isBuried(pid: number): boolean {
  const fields = statOf(pid);
  if (fields === null || !isDead(fields)) {
    return false;
  }
  try {
    // The first thread may have ended before the others.
    return readdirSync(`/proc/${pid}/task`).length <= 1;
  } catch {
    return false;
  }
}

/** Fields of /proc/PID/stat from the third on. */
function statOf(pid: number): string[] | null {
  try {
    const content = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command's name, field 2, is in brackets and may hold anything.
    return content.slice(content.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function isDead([state]: string[]): boolean {
  return state === 'Z' || state === 'X';
}

/** Of this process; docs/journal.md says how the text is put together. */
function pidSpace(): string | null {
  try {
    if (readlinkSync('/proc/self') !== String(process.pid)) {
      return null;
    }
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    const [pids, time] = ['pid', 'time'].map(kind => namespaceOf(kind));
    return `${boot}/${pids}/${time}`;
  } catch {
    return null;
  }
}

/** Number of a namespace; `-` where the system has none of the kind. */
function namespaceOf(kind: string): string {
  try {
    return /\[(\d+)\]/.exec(readlinkSync(`/proc/self/ns/${kind}`))?.[1] ?? '-';
  } catch (error) {
    if (kind === 'time' && (error as NodeJS.ErrnoException).code === 'ENOENT') {
      return '-';
    }
    throw error;
  }
}

const SPACE = pidSpace();
