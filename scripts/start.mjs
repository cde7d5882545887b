/** `npm start`: installs, builds and opens JupyterLab on the example notebook, tracked. */
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

import { entry, root, say, setup, venvBin } from './steps.mjs';

const NOTEBOOK = 'quickstart.ipynb';
const WORKSPACES = join(root, 'build', 'workspaces');
const LOG = join(root, 'build', 'log', 'jupyterlab.log');

await entry(async () => {
  await setup(['example']);
  firstWorkspace();
  say(`JupyterLab on examples/${NOTEBOOK}; its log is build/log/jupyterlab.log, Ctrl C ends it`);
  const isRoot = process.getuid?.() === 0;
  const lab = spawn(
    venvBin('jupyter'),
    [
      'lab',
      ...(isRoot ? ['--allow-root'] : []),
      `--ServerApp.root_dir=${join(root, 'examples')}`,
      `--LabApp.default_url=/lab/tree/${NOTEBOOK}`,
      ...process.argv.slice(2)
    ],
    {
      cwd: join(root, 'examples'),
      stdio: ['inherit', 'inherit', 'pipe'],
      env: {
        ...process.env,
        NBTRAIL_AUTOLOAD: process.env.NBTRAIL_AUTOLOAD ?? '1',
        JUPYTERLAB_WORKSPACES_DIR: process.env.JUPYTERLAB_WORKSPACES_DIR ?? WORKSPACES
      }
    }
  );
  tell(lab.stderr);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => lab.kill(signal));
  }
  lab.on('close', code => (process.exitCode = code ?? 1));
});

/** All that JupyterLab says into the log; on the terminal errors and where it can be opened. */
function tell(stream) {
  mkdirSync(dirname(LOG), { recursive: true });
  const log = createWriteStream(LOG);
  let isShown = false;
  createInterface({ input: stream }).on('line', line => {
    log.write(`${line}\n`);
    const level = /^(?:\u001b\[[\d;]*m)?\[([A-Z]) /.exec(line)?.[1];
    if (level !== undefined) {
      isShown = level === 'E' || level === 'C';
    }
    if (isShown) {
      console.error(line);
    }
  });
}

/** The first time the list of runs is open beside the example; what one changes stays. */
function firstWorkspace() {
  const file = join(WORKSPACES, 'default-37a8.jupyterlab-workspace');
  if (existsSync(file)) {
    return;
  }
  const notebook = `notebook:${NOTEBOOK}`;
  const layout = {
    main: { dock: { type: 'tab-area', currentIndex: 0, widgets: [notebook] }, current: notebook },
    left: { collapsed: false, visible: true, current: 'nbtrail-sidebar', widgets: ['filebrowser', 'nbtrail-sidebar'] },
    right: { collapsed: true, visible: true, widgets: [] },
    relativeSizes: [0.24, 0.76, 0]
  };
  mkdirSync(WORKSPACES, { recursive: true });
  writeFileSync(
    file,
    JSON.stringify({
      data: { 'layout-restorer:data': layout, [notebook]: { data: { path: NOTEBOOK, factory: 'Notebook' } } },
      metadata: { id: 'default' }
    })
  );
}
