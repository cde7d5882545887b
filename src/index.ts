import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import core from './companion/plugin';
import compare from './compare/plugin';
import run from './run/plugin';

export { ITrail } from './tokens';

const plugins: JupyterFrontEndPlugin<unknown>[] = [core, compare, run];

export default plugins;
