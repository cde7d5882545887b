/**
 * `npm run screenshots`: the pictures in docs/images, taken from a real
 * JupyterLab that runs the example notebook, once in the light theme and once
 * in the dark one, each with a server and a store of its own.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { entry, npmInstall, root, say, StepError, venvBin, windows } from './steps.mjs';

const NOTEBOOK = 'quickstart.ipynb';
const IMAGES = join(root, 'docs', 'images');
const SIZE = { width: 1440, height: 900 };
const QUESTION = `select r.name, p.number as lr, s.best_value as acc, r.duration_seconds as seconds
from runs r
  join params p on p.run_id = r.run_id and p.key = 'lr'
  join metric_summary s on s.run_id = r.run_id and s.key = 'val/acc'
order by acc desc`;

await entry(async () => {
  const missing = ['nbtrail/companion_dist/main.js', 'nbtrail/labextension'].find(
    path => !existsSync(join(root, path))
  );
  if (missing) {
    throw new StepError(`There is no ${missing}: run \`npm run setup\` first.`);
  }
  await npmInstall('ui-tests');
  const { chromium } = createRequire(join(root, 'ui-tests', 'package.json'))('@playwright/test');
  mkdirSync(IMAGES, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env.NBTRAIL_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu']
  });
  try {
    for (const theme of ['light', 'dark']) {
      say(`pictures in the ${theme} theme`);
      await withLab(theme, (url, home) => photograph(browser, url, home, theme));
    }
  } finally {
    await browser.close();
  }
});

/** Calls `work` with the address of a JupyterLab on the example, and takes everything away again. */
async function withLab(theme, work) {
  const folder = mkdtempSync(join(tmpdir(), 'nbtrail-pictures-'));
  const home = join(folder, 'store');
  const served = join(folder, 'digits');
  cpSync(join(root, 'examples'), served, { recursive: true });
  settings(folder, '@jupyterlab/apputils-extension/themes', {
    theme: theme === 'light' ? 'JupyterLab Light' : 'JupyterLab Dark'
  });
  settings(folder, '@jupyterlab/apputils-extension/notification', { fetchNews: 'false', checkForUpdates: false });
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const env = {
    ...process.env,
    PATH: `${dirname(venvBin('python'))}${windows ? ';' : ':'}${process.env.PATH}`,
    NBTRAIL_HOME: home,
    JUPYTERLAB_SETTINGS_DIR: join(folder, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: join(folder, 'workspaces')
  };
  const lab = spawn(
    venvBin('jupyter'),
    [
      'lab',
      '--no-browser',
      `--ServerApp.port=${port}`,
      '--ServerApp.port_retries=0',
      `--ServerApp.root_dir=${served}`,
      '--IdentityProvider.token=',
      '--LabApp.expose_app_in_browser=True',
      ...(process.getuid?.() === 0 ? ['--allow-root'] : [])
    ],
    { env, cwd: served, stdio: 'ignore' }
  );
  try {
    await answering(url, lab);
    await work(url, home);
  } finally {
    const ended = new Promise(done => lab.once('exit', done));
    lab.kill('SIGTERM');
    await (lab.exitCode === null && lab.signalCode === null ? ended : null);
    execFileSync(venvBin('python'), ['-c', 'from nbtrail.stop import stop; stop()'], { env });
    rmSync(folder, { recursive: true, force: true });
  }
}

function settings(folder, plugin, values) {
  const file = join(folder, 'settings', `${plugin}.jupyterlab-settings`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(values));
}

function freePort() {
  return new Promise(done => {
    const server = createServer().listen(0, 'localhost', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function answering(url, lab) {
  for (const until = Date.now() + 120_000; Date.now() < until; await pause(200)) {
    if (lab.exitCode !== null) {
      throw new StepError(`JupyterLab ended with ${lab.exitCode} before it answered.`);
    }
    if (
      await fetch(`${url}/api`).then(
        answer => answer.ok,
        () => false
      )
    ) {
      return;
    }
  }
  throw new StepError('JupyterLab did not answer within two minutes.');
}

async function photograph(browser, url, home, theme) {
  const page = await browser.newPage({ viewport: SIZE });
  page.setDefaultTimeout(120_000);
  const shoot = async (name, what = page) => {
    await page.mouse.move(SIZE.width - 3, SIZE.height - 3);
    await settled(page);
    await what.screenshot({ path: join(IMAGES, `${name}-${theme}.png`), animations: 'disabled' });
    console.log(`  docs/images/${name}-${theme}.png`);
  };
  const execute = (id, args = {}) =>
    page.evaluate(
      ([command, given]) => window.jupyterapp.commands.execute(command, given).then(() => null),
      [id, args]
    );
  const rows = sql =>
    JSON.parse(
      execFileSync(venvBin('nbtrail'), ['sql', sql, '--json'], {
        encoding: 'utf8',
        env: { ...process.env, NBTRAIL_HOME: home }
      })
    );
  const ids = (...names) => {
    const found = new Map(rows('select name, run_id from runs').map(row => [row.name, row.run_id]));
    return names.map(name => found.get(name));
  };

  await page.goto(`${url}/lab/tree/${NOTEBOOK}`);
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
  await page.waitForFunction(() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    return panel?.context?.isReady && panel.sessionContext.session?.kernel?.status === 'idle';
  });
  await execute('nbtrail:show-sidebar');
  const sidebar = page.locator('#nbtrail-sidebar');
  await sidebar.waitFor();
  await page.evaluate(() => {
    // Settled only when the last cell has run.
    void window.jupyterapp.commands.execute('notebook:run-all-cells');
    const { content } = window.jupyterapp.shell.currentWidget;
    const training = content.widgets.find(cell => cell.model.sharedModel.source.startsWith('for lr in'));
    content.activeCellIndex = content.widgets.indexOf(training);
    return content.scrollToCell(training, 'center');
  });
  await sidebar.getByRole('option', { name: /^network-lr0\.03-seed[12], running/ }).waitFor();
  await shoot('lab');
  await page.waitForFunction(() => {
    const { content, sessionContext } = window.jupyterapp.shell.currentWidget;
    return (
      sessionContext.session?.kernel?.status === 'idle' &&
      [...content.model.cells].every(cell => cell.type !== 'code' || cell.executionCount !== null)
    );
  });

  const [base, fast] = ids('network-lr0.003-seed0', 'network-lr0.03-seed0');
  await execute('nbtrail:pin-baseline', { runIds: [base] });
  await sidebar.getByRole('option', { name: /, baseline/ }).waitFor();
  await shoot('sidebar', sidebar);

  await execute('nbtrail:compare', { runIds: [base, fast], baseline: base });
  await page.locator('.nt-Compare .nt-ChartCard canvas').first().waitFor();
  await shoot('compare');

  await execute('nbtrail:open-run', { runId: ids('wide-network')[0] });
  await page.locator('.nt-Run:visible .nt-Timeline').waitFor();
  await shoot('run');

  await execute('nbtrail:open-sql', { sql: QUESTION, title: 'Accuracy by learning rate', run: true });
  await page.locator('.nt-SqlPanel .lm-DataGrid').waitFor();
  await shoot('sql');
  await page.close();
}

/** Waits until no placeholder is shown and two looks at the page, a moment apart, are the same. */
async function settled(page) {
  await page.waitForFunction(
    () => ![...document.querySelectorAll('.nt-Skeleton')].some(node => node.checkVisibility())
  );
  let before = '';
  for (let look = 0; look < 12; look++) {
    const now = (await page.screenshot({ animations: 'disabled' })).toString('base64');
    if (now === before) {
      return;
    }
    before = now;
    await pause(150);
  }
}
