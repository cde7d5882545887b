/**
 * `npm run lint`: layout, lint, types, rooms, documentation and lengths of all
 * that is ours, each part by its own tool; `npm run format` (`--write`) mends
 * what can be mended by machine.
 *
 * Ends with `Parts: N failed, N passed, N total`, which `npm test` counts.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { capture, entry, npmInstall, root, setup, venvBin } from './steps.mjs';

const bin = name => join(root, 'node_modules', '.bin', name);
/** What did not change since the last time is not checked again: `build/types` has what was found. */
const tsc = project => [
  bin('tsc'),
  ['--noEmit', '--incremental', '--tsBuildInfoFile', `build/types/${project.replace(/\W/g, '_')}`, '-p', project]
];

/**
 * Commands in the order in which they begin: the slow ones first. `write` mends
 * what the command finds, `advice` is said where nothing but a person can.
 */
const PARTS = [
  { title: 'types of the extension', command: tsc('tsconfig.json') },
  { title: 'types of its tests', command: tsc('tsconfig.tests.json') },
  { title: 'types of the companion and its tests', command: tsc('server/tsconfig.json') },
  { title: 'types of the browser tests', command: tsc('ui-tests/tsconfig.json') },
  {
    title: 'rooms of TypeScript',
    command: [bin('depcruise'), ['--config', 'rooms.depcruise.cjs', 'src', 'server/src']],
    advice: 'CONTRIBUTING.md says which room may import which.'
  },
  {
    title: 'layout and lint of TypeScript, scripts and styles',
    command: [bin('biome'), ['check', '--error-on-warnings', '.']],
    write: [bin('biome'), ['check', '--write', '.']]
  },
  { title: 'links, commands and names in the documentation', command: [process.execPath, ['scripts/checkDocs.mjs']] },
  { title: 'length of files', command: [process.execPath, ['scripts/checkLength.mjs']] },
  {
    title: 'rooms of the tracker',
    command: [venvBin('lint-imports'), []],
    advice: 'CONTRIBUTING.md says which room may import which.'
  },
  { title: 'types of Python', command: [venvBin('mypy'), []] },
  {
    title: 'lint of Python',
    command: [venvBin('ruff'), ['check', '.']],
    write: [venvBin('ruff'), ['check', '--fix', '.']]
  },
  {
    title: 'layout of Python',
    command: [venvBin('ruff'), ['format', '--check', '.']],
    write: [venvBin('ruff'), ['format', '.']]
  }
];

/** Runs one part, and tells in a line how it went and how long it took. */
async function check({ title, command: [program, args], write, advice }) {
  const began = performance.now();
  const env = { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' };
  const { code, output } = await capture(program, args, { show: false, env }).catch(error => ({
    code: 1,
    output: `${program} could not be started: ${error.message}`
  }));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${code === 0 ? '✓' : '✗'} ${title}, ${seconds} s`);
  if (code !== 0) {
    console.log(output.trimEnd());
    console.log(write ? '→ `npm run format` mends what can be mended by machine.' : advice ? `→ ${advice}` : '');
  }
  return code === 0;
}

/** Runs the parts, as many at once as there are processors. */
async function checkAll(parts) {
  const waiting = [...parts];
  const passed = [];
  const work = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      passed.push(await check(part));
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
  return passed.filter(isPassed => !isPassed).length;
}

await entry(async () => {
  process.env.PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD = '1';
  await setup(['example', 'test', 'lint']);
  await npmInstall('ui-tests');
  if (process.argv.includes('--write')) {
    for (const part of PARTS.filter(({ write }) => write)) {
      await check({ ...part, command: part.write });
    }
    return;
  }
  const failed = await checkAll(PARTS);
  console.log(`\nParts: ${failed} failed, ${PARTS.length - failed} passed, ${PARTS.length} total`);
  process.exitCode = failed === 0 ? 0 : 1;
});
