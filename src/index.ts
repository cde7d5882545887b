import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import core from './companion/plugin';

export { ITrail } from './tokens';

const plugins: JupyterFrontEndPlugin<unknown>[] = [core];

export default plugins;
