import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { defineConfig, type PlaywrightTestConfig } from '@playwright/test';
import galata from '@jupyterlab/galata/lib/playwright-config';

const baseConfig = galata as PlaywrightTestConfig;
const checkout = resolve(__dirname, '..');

/** A JupyterLab of its own, with the folder it serves and the store it records to. */
interface ILab {
  root: string;
  home: string;
  port: string;
}

/** Files are tested side by side, each worker with its own JupyterLab, where there are cores for it. */
const workers = Number(process.env.NBTRAIL_TEST_WORKERS ?? Math.max(1, Math.min(4, Math.floor(cpus().length / 2))));

/** Chosen once, by the first process that reads this file, and handed to the others by environment. */
process.env.NBTRAIL_TEST_LABS ??= JSON.stringify(makeLabs());
const labs = JSON.parse(process.env.NBTRAIL_TEST_LABS) as ILab[];

const own = labs[Number(process.env.TEST_PARALLEL_INDEX ?? 0)];
if (!own) {
  throw new Error('Playwright started more workers than there are JupyterLabs');
}
process.env.NBTRAIL_TEST_ROOT = own.root;
process.env.NBTRAIL_HOME = own.home;

function makeLabs(): ILab[] {
  const made = Array.from({ length: workers }, () => {
    const root = mkdtempSync(join(tmpdir(), 'nbtrail-ui-'));
    cpSync(join(checkout, 'examples'), root, { recursive: true });
    return { root, home: mkdtempSync(join(tmpdir(), 'nbtrail-store-')), port: freePort() };
  });
  const folders = made.flatMap(({ root, home }) => [root, home]);
  process.on('exit', () => folders.forEach(folder => rmSync(folder, { recursive: true, force: true })));
  return made;
}

function freePort(): string {
  const asked =
    "const s = require('net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })";
  return execFileSync(process.execPath, ['-e', asked], { encoding: 'utf8' }).trim();
}

export default defineConfig({
  ...baseConfig,
  testDir: './tests',
  timeout: 240_000,
  expect: { timeout: Number(process.env.NBTRAIL_TEST_PATIENCE ?? 60_000) },
  workers,
  retries: 0,
  reporter: [['list']],
  use: {
    ...baseConfig.use,
    baseURL: `http://localhost:${own.port}`,
    actionTimeout: 60_000,
    viewport: { width: 1440, height: 900 },
    video: 'off',
    trace: 'off',
    launchOptions: {
      executablePath: process.env.NBTRAIL_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    }
  },
  webServer: labs.map(({ root, home, port }) => ({
    command: `${join(checkout, '.venv', 'bin', 'jupyter')} lab --config ${join(__dirname, 'jupyter_server_test_config.py')} --ServerApp.port=${port}`,
    url: `http://localhost:${port}/lab`,
    cwd: root,
    env: {
      ...process.env,
      PATH: `${join(checkout, '.venv', 'bin')}:${process.env.PATH}`,
      NBTRAIL_TEST_ROOT: root,
      NBTRAIL_HOME: home
    } as Record<string, string>,
    timeout: 120_000,
    reuseExistingServer: false
  }))
});
