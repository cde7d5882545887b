import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import core from './trail/plugin';
import compare from './compare/plugin';
import mime from './mime/plugin';
import notebook from './notebook/plugin';
import preview from './preview/plugin';
import run from './run/plugin';
import sidebar from './sidebar/plugin';
import sql from './sql/plugin';

export { ITrail } from './companion/tokens';

const plugins: JupyterFrontEndPlugin<unknown>[] = [core, preview, sidebar, notebook, compare, run, sql, mime];

export default plugins;
