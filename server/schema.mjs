/** `npm run schema`: writes what is made from the public schema (src/documents/), and says which files changed. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..');
// Below node_modules, from where DuckDB is found.
const made = join(here, 'node_modules', '.cache', 'nbtrail', 'documents.mjs');

mkdirSync(dirname(made), { recursive: true });
await build({
  entryPoints: [join(here, 'src', 'documents', 'documents.ts')],
  outfile: made,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning'
});
const { documents } = await import(pathToFileURL(made).href);
for (const [name, text] of Object.entries(await documents(root))) {
  const path = join(root, name);
  if (readFileSync(path, 'utf8') !== text) {
    writeFileSync(path, text);
    console.log(`${name} was updated`);
  }
}
