/**
 * `npm test`: installs what the tests need, runs lint, jest, pytest and Galata
 * one after the other, and ends with the slowest files of each, how long each
 * took, and `N passed, N failed` summed over them.
 *
 * A runner that dies before it counts anything is one failure more, so that a
 * sum without failures means that everything ran. Names on the command line
 * (`lint`, `jest`, `pytest`, `galata`) choose among the runners.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { slowestFiles } from './slowestFiles.mjs';
import { capture, entry, npm, npmInstall, root, say, setup, step, StepError, venvBin } from './steps.mjs';

/** Has the time of each test, which `-q` does not print. */
const PYTEST_REPORT = join(root, 'build', 'pytest.xml');

const RUNNERS = {
  lint: [{ title: 'lint', command: () => [process.execPath, ['scripts/lint.mjs']] }],
  jest: [
    { title: 'jest, extension', command: () => [join(root, 'node_modules', '.bin', 'jest'), ['--ci']] },
    { title: 'jest, companion', command: () => [npm, ['--prefix', 'server', 'test', '--', '--ci']] }
  ],
  pytest: [
    {
      title: 'pytest, tracker',
      report: PYTEST_REPORT,
      command: () => [
        venvBin('python'),
        ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', `--junitxml=${PYTEST_REPORT}`, '-o', 'junit_family=xunit1']
      ]
    }
  ],
  galata: [{ title: 'Galata, in JupyterLab', command: () => [npm, ['--prefix', 'ui-tests', 'test']] }]
};

/** Passed and failed counts in what a runner printed at its end. */
export function count(output) {
  const plain = output.replace(/\u001b\[[0-9;]*m/g, '');
  const jest = [...plain.matchAll(/^(?:Tests|Parts):\s+(.*)total$/gm)].at(-1)?.[1];
  const pytest = [...plain.matchAll(/^=*\s*((?:\d+ \w+(?:, )?)+) in [\d.]+s.*$/gm)].at(-1)?.[1];
  const playwright = [...plain.matchAll(/^\s+(\d+) (passed|failed|flaky|did not run|interrupted)\b/gm)]
    .map(found => found[0])
    .join(', ');
  const line = jest ?? pytest ?? playwright;
  const number = word =>
    [...line.matchAll(new RegExp(`(\\d+) ${word}`, 'g'))].reduce((sum, found) => sum + Number(found[1]), 0);
  return {
    passed: number('passed') + number('flaky'),
    failed: number('failed') + number('errors?') + number('did not run') + number('interrupted')
  };
}

/** Chromium for the browser tests: Debian's, or the one that NBTRAIL_CHROMIUM names. */
async function chromium() {
  const find = () =>
    [process.env.NBTRAIL_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
      path => path && existsSync(path)
    );
  if (!find() && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await step('apt-update', 'Debian’s list of packages', 'apt-get', ['-qq', 'update'], { env });
    await step(
      'apt-install',
      'Debian’s Chromium',
      'apt-get',
      ['-qq', 'install', '--yes', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
      { env }
    );
  }
  const path = find();
  if (!path) {
    throw new StepError(
      'The browser tests need Chromium: install the package `chromium` (Debian, Ubuntu: ' +
        '`sudo apt-get install chromium`), or set NBTRAIL_CHROMIUM to its path.'
    );
  }
  return path;
}

await entry(async () => {
  const asked = process.argv.slice(2).filter(name => name in RUNNERS);
  const names = asked.length ? asked : Object.keys(RUNNERS);
  const env = { ...process.env };
  for (const name of Object.keys(env).filter(key => key.startsWith('NBTRAIL_') && key !== 'NBTRAIL_CHROMIUM')) {
    delete env[name];
  }
  await setup(['example', 'test', 'lint']);
  if (names.includes('galata')) {
    env.NBTRAIL_CHROMIUM = await chromium();
    env.PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD = '1';
    await npmInstall('ui-tests');
  }
  if (spawnSync('git', ['--version']).status !== 0) {
    throw new StepError('The tests need git on PATH.');
  }
  const sum = { passed: 0, failed: 0 };
  const took = [];
  const slow = [];
  for (const runner of names.flatMap(name => RUNNERS[name])) {
    say(runner.title);
    const [command, args] = runner.command();
    if (runner.report) {
      rmSync(runner.report, { force: true });
    }
    const began = performance.now();
    const { code, output } = await capture(command, args, { env });
    const minutes = (performance.now() - began) / 60_000;
    took.push(`${runner.title} ${minutes < 1 ? `${Math.round(60 * minutes)} s` : `${minutes.toFixed(1)} min`}`);
    const report = runner.report && existsSync(runner.report) ? readFileSync(runner.report, 'utf8') : output;
    slow.push([runner.title, slowestFiles(report)]);
    const found = count(output);
    if (code !== 0 && found.failed === 0) {
      console.log(`✗ ${runner.title} ended with ${code} before it had counted a failure`);
      found.failed = 1;
    }
    sum.passed += found.passed;
    sum.failed += found.failed;
  }
  for (const [title, files] of slow.filter(([, files]) => files.length > 0)) {
    console.log(`\nslowest files of ${title}\n${files.join('\n')}`);
  }
  console.log(`\n${took.join(' · ')}`);
  console.log(`\n${sum.passed} passed, ${sum.failed} failed`);
  process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;
});
