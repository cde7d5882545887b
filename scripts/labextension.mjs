/** `npm run build:labextension`: lib/ to nbtrail/labextension/, with the builder that PATH or .venv has. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

import { entry, root, run, StepError, venvBin } from './steps.mjs';

await entry(() => {
  const local = venvBin('jupyter-builder');
  const builder = existsSync(local) ? local : 'jupyter-builder';
  if (spawnSync(builder, ['--version']).error) {
    throw new StepError('jupyter-builder was not found: run `pip install "jupyter-builder>=1.3"` or `npm run setup`.');
  }
  run(builder, ['build', ...process.argv.slice(2), root]);
});
