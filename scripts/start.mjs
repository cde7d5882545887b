/** `npm start`: installs, builds and opens JupyterLab on the example notebook, tracked. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { entry, root, say, setup, venvBin } from './steps.mjs';

await entry(() => {
  setup(['example']);
  say('JupyterLab on examples/quickstart.ipynb');
  const isRoot = process.getuid?.() === 0;
  const lab = spawn(
    venvBin('jupyter'),
    [
      'lab',
      ...(isRoot ? ['--allow-root'] : []),
      `--ServerApp.root_dir=${join(root, 'examples')}`,
      '--LabApp.default_url=/lab/tree/quickstart.ipynb',
      ...process.argv.slice(2)
    ],
    {
      cwd: join(root, 'examples'),
      stdio: 'inherit',
      env: { ...process.env, NBTRAIL_AUTOLOAD: process.env.NBTRAIL_AUTOLOAD ?? '1' }
    }
  );
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => lab.kill(signal));
  }
  lab.on('close', code => (process.exitCode = code ?? 1));
});
