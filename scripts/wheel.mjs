/** `npm run wheel`: a wheel for this platform in dist/. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { buildAll, builderInstall, entry, npmInstall, root, run, say, venvBin } from './steps.mjs';

await entry(() => {
  npmInstall('.');
  npmInstall('server');
  builderInstall();
  if (!process.argv.includes('--no-build')) {
    buildAll();
  }
  run(venvBin('python'), ['-m', 'pip', 'install', '--quiet', 'build']);
  run(venvBin('python'), ['-m', 'build', '--wheel', '--outdir', 'dist']);
  const wheels = readdirSync(join(root, 'dist')).filter(name => name.endsWith('.whl'));
  say(`dist/${wheels.sort().at(-1)}`);
});
