/**
 * Copies files in a process of its own.
 *
 * DuckDB's lock on the database is a POSIX lock: it belongs to the process, and
 * closing *any* descriptor of the file in that process drops it. A copy made
 * here would let a second companion open the database.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const COPY = `
const { constants, copyFileSync } = require('node:fs');
try {
  for (const [from, to] of JSON.parse(process.argv[1])) {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
  }
} catch (error) {
  process.stderr.write(error.message);
  process.exitCode = 1;
}`;

/**
 * @param files - from and to, one after the other; shares the blocks where the file system can
 * @throws Error that says what the system refused
 */
export async function copyFiles(files: readonly (readonly [from: string, to: string])[]): Promise<void> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  try {
    await promisify(execFile)(process.execPath, ['-e', COPY, JSON.stringify(files)], { env });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw stderr ? new Error(stderr) : error;
  }
}
