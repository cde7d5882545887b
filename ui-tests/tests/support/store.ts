/** Questions to the store under test, asked as a user's shell would: through `nbtrail sql --json`. */
import { execFileSync } from 'node:child_process';
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
