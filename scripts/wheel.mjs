/**
 * `npm run wheel`: a wheel for this platform in dist/.
 * `--outdir FOLDER` puts it elsewhere; `--no-build` packs what is built already.
 */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { buildAll, builderInstall, entry, npmInstall, root, run, say, venvBin } from './steps.mjs';

const { values } = parseArgs({
  options: { 'no-build': { type: 'boolean' }, outdir: { type: 'string', default: 'dist' } }
});

await entry(async () => {
  await npmInstall('.');
  await npmInstall('server');
  await builderInstall();
  if (!values['no-build']) {
    await buildAll();
  }
  run(venvBin('python'), ['-m', 'pip', 'install', '--quiet', 'build']);
  run(venvBin('python'), ['-m', 'build', '--wheel', '--outdir', values.outdir]);
  const wheels = readdirSync(resolve(root, values.outdir)).filter(name => name.endsWith('.whl'));
  say(`${values.outdir}/${wheels.sort().at(-1)}`);
});
