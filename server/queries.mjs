/** `npm run queries`: asks the questions of docs/queries.md again and writes their answers down. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [join(here, 'node_modules', 'jest', 'bin', 'jest.js'), 'queries', '-t', 'written anew'],
  { cwd: here, stdio: 'inherit', env: { ...process.env, NBTRAIL_WRITE_QUERIES: '1' } }
);
process.exit(status ?? 1);
