import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { defineConfig, type PlaywrightTestConfig } from '@playwright/test';
import galata from '@jupyterlab/galata/lib/playwright-config';

const baseConfig = galata as PlaywrightTestConfig;
const checkout = resolve(__dirname, '..');

/**
 * The folder JupyterLab serves, the store it records to and its port: chosen once, by
 * the first process that reads this file, and handed to the others by environment.
 */
if (!process.env.NBTRAIL_TEST_ROOT) {
  process.env.NBTRAIL_TEST_ROOT = mkdtempSync(join(tmpdir(), 'nbtrail-ui-'));
  process.env.NBTRAIL_HOME = mkdtempSync(join(tmpdir(), 'nbtrail-store-'));
  cpSync(join(checkout, 'examples'), process.env.NBTRAIL_TEST_ROOT, { recursive: true });
  process.env.NBTRAIL_TEST_PORT ??= freePort();
  const made = [process.env.NBTRAIL_TEST_ROOT, process.env.NBTRAIL_HOME];
  process.on('exit', () => made.forEach(folder => rmSync(folder, { recursive: true, force: true })));
}
const served = process.env.NBTRAIL_TEST_ROOT;

const port = Number(process.env.NBTRAIL_TEST_PORT);

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
  workers: 1,
  retries: 0,
  reporter: [['list']],
  use: {
    ...baseConfig.use,
    baseURL: `http://localhost:${port}`,
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
  webServer: {
    command: `${join(checkout, '.venv', 'bin', 'jupyter')} lab --config ${join(__dirname, 'jupyter_server_test_config.py')} --ServerApp.port=${port}`,
    url: `http://localhost:${port}/lab`,
    cwd: served,
    env: { ...process.env, PATH: `${join(checkout, '.venv', 'bin')}:${process.env.PATH}` } as Record<string, string>,
    timeout: 120_000,
    reuseExistingServer: false
  }
});
