import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, as a writer's first fact tells of it. */
export interface IProcess {
  pid: number;
  host: string;
  process_started: number | null;
}

/** Seconds of silence after which a writer on another machine counts as gone. */
export const SILENT_SECONDS = 15 * 60;

/** This process, as a writer tells of itself. */
export function thisProcess(): IProcess {
  return { pid: process.pid, host: hostname() || 'localhost', process_started: startOf(process.pid) };
}

/** Whether the process runs, or ran, on this machine. */
export function isHere({ host }: IProcess): boolean {
  return host === (hostname() || 'localhost');
}

/**
 * Whether the process still runs. Of one on another machine only its silence
 * tells.
 *
 * @param heardAt - seconds since the epoch of its last word
 */
export function isAlive(writer: IProcess, heardAt: number): boolean {
  if (!isHere(writer)) {
    return Date.now() / 1000 - heardAt < SILENT_SECONDS;
  }
  if (process.platform === 'linux' && writer.process_started !== null) {
    return startOf(writer.pid) === writer.process_started;
  }
  try {
    process.kill(writer.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * When a process started, in clock ticks since boot; null for one that is gone
 * or only waits to be buried, and off Linux.
 */
function startOf(pid: number): number | null {
  try {
    const content = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command's name, field 2, is in brackets and may hold anything.
    const fields = content.slice(content.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : Number(fields[19]);
  } catch {
    return null;
  }
}
