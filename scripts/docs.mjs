/**
 * `npm run docs`: the documentation site in build/docs, and a check of it.
 *
 * The example notebook is executed first, in a store of its own, so that its page
 * shows what it gives today; it is executed anew when the notebook or the
 * product has changed. `--no-example` leaves its outputs out.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { siteErrors } from './checkSite.mjs';
import { entry, root, say, setup, stale, step, StepError, venvBin } from './steps.mjs';

const SITE = join(root, 'build', 'docs');
const EXECUTED = join(root, 'build', 'example', 'quickstart.ipynb');

const { values } = parseArgs({ options: { 'no-example': { type: 'boolean' } } });

await entry(async () => {
  await setup(['example', 'docs']);
  if (!values['no-example']) {
    await executeExample();
  }
  rmSync(SITE, { recursive: true, force: true });
  await step(
    'docs',
    'the documentation site',
    venvBin('python'),
    ['-m', 'sphinx', '--fail-on-warning', '--keep-going', '-b', 'html', '-d', 'build/docs-cache', 'docs', SITE],
    { env: { ...process.env, NBTRAIL_EXECUTED_EXAMPLE: EXECUTED } }
  );
  const errors = siteErrors(SITE);
  if (errors.length > 0) {
    throw new StepError(`The site has ${errors.length} broken places:\n${errors.join('\n')}`);
  }
  say('build/docs/index.html');
});

/** The example notebook with its outputs, in build/example. */
async function executeExample() {
  const notebook = join(root, 'examples', 'quickstart.ipynb');
  const stamp = stale('example', [readFileSync(notebook, 'utf8'), readFileSync(join(root, 'package.json'), 'utf8')]);
  if (!stamp.stale && existsSync(EXECUTED)) {
    return;
  }
  const home = mkdtempSync(join(tmpdir(), 'nbtrail-docs-'));
  mkdirSync(join(root, 'build', 'example'), { recursive: true });
  const env = { ...process.env, NBTRAIL_HOME: home, NBTRAIL_AUTOLOAD: '0', NBTRAIL_PROJECT: 'digits' };
  try {
    await step(
      'example',
      'the example notebook',
      venvBin('python'),
      ['-m', 'nbconvert', '--to', 'notebook', '--execute', '--allow-errors', '--output', EXECUTED, notebook],
      { env }
    );
    stamp.done();
  } finally {
    await step('example-stop', 'its companion is stopped', venvBin('nbtrail'), ['stop'], { env });
    rmSync(home, { recursive: true, force: true });
  }
}
