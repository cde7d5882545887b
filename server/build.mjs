/**
 * `npm run build`: the companion as one file that plain Node runs, with DuckDB's
 * native binding for this platform beside it, in ../nbtrail/companion_dist/.
 *
 * It is built next to its place and moved there, so that a companion that is
 * started meanwhile finds the old one or the new one, never half of it.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, '..', 'nbtrail', 'companion_dist');
const made = `${target}.${process.pid}`;
const old = `${target}.old.${process.pid}`;

try {
  mkdirSync(made, { recursive: true });
  await build({
    entryPoints: [join(here, 'src', 'main.ts')],
    outfile: join(made, 'main.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['@duckdb/node-bindings', 'bufferutil', 'utf-8-validate'],
    legalComments: 'linked',
    logLevel: 'warning'
  });
  writeFileSync(join(made, 'package.json'), '{ "type": "commonjs" }\n');
  for (const name of nativePackages()) {
    cpSync(join(here, 'node_modules', name), join(made, 'node_modules', name), { recursive: true });
  }
  if (existsSync(target)) {
    renameSync(target, old);
  }
  renameSync(made, target);
} finally {
  rmSync(made, { recursive: true, force: true });
  rmSync(old, { recursive: true, force: true });
}

/** The binding, its packages for this platform, and what tells glibc from musl. */
function nativePackages() {
  const platform = `node-bindings-${process.platform}-${process.arch}`;
  const found = readdirSync(join(here, 'node_modules', '@duckdb')).filter(
    name => name === platform || name === `${platform}-musl`
  );
  if (found.length === 0) {
    throw new Error(`DuckDB's binding for ${process.platform}-${process.arch} is missing: run npm ci in server/.`);
  }
  return ['detect-libc', '@duckdb/node-bindings', ...found.map(name => `@duckdb/${name}`)];
}
