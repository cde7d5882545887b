/**
 * The steps that setup, test, start and wheel share.
 *
 * Each step looks at what is there before it works, so that calling it again
 * costs little, and says in one line what it does. Only Node's own modules are
 * imported here: these scripts run before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const windows = process.platform === 'win32';
export const npm = windows ? 'npm.cmd' : 'npm';

/** What the user asked for cannot be done; the message says what to do. */
export class StepError extends Error {}

/** Run a command to its end with its output shown; a failure ends the script. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: windows && command === npm,
    ...options
  });
  if (result.error) {
    throw new StepError(`${command} could not be started: ${result.error.message}`);
  }
  if (result.status !== 0) {
    throw new StepError(`${command} ${args.join(' ')} ended with ${result.status ?? result.signal}`);
  }
}

/** Run a command, show its output as it comes, and give it back with the exit code. */
export function capture(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      cwd: root,
      shell: windows && command === npm,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', chunk => {
        output += chunk;
        process.stdout.write(chunk);
      });
    }
    child.on('error', fail);
    child.on('close', code => done({ code: code ?? 1, output }));
  });
}

export function say(text) {
  console.log(`\n— ${text}`);
}

/** Path of a program inside the project's virtual environment. */
export function venvBin(name, venv = join(root, '.venv')) {
  return windows ? join(venv, 'Scripts', `${name}.exe`) : join(venv, 'bin', name);
}

/** The first Python ≥ 3.10 on PATH. */
export function findPython() {
  const check = 'import sys; sys.exit(0 if sys.version_info >= (3, 10) else 1)';
  for (const name of ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10']) {
    if (spawnSync(name, ['-c', check]).status === 0) {
      return name;
    }
  }
  throw new StepError('Python 3.10 or newer is needed and was not found on PATH.');
}

/** True when `inputs` (files' contents, texts) are other than when `name` was last stamped. */
export function stale(name, inputs) {
  const file = join(root, 'build', `${name}.stamp`);
  const stamp = createHash('sha256').update(inputs.join('\0')).digest('hex');
  const fresh = existsSync(file) && readFileSync(file, 'utf8') === stamp;
  return {
    stale: !fresh,
    done: () => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, stamp);
    }
  };
}

/** npm packages of a folder, as its lock file says. */
export function npmInstall(folder) {
  const lock = readFileSync(join(root, folder, 'package-lock.json'), 'utf8');
  const stamp = stale(`npm-${folder.replace(/\W/g, '_')}`, [lock, process.version]);
  if (stamp.stale || !existsSync(join(root, folder, 'node_modules'))) {
    say(`npm packages of ${folder === '.' ? 'the extension' : folder}`);
    run(npm, ['ci', '--no-audit', '--no-fund'], { cwd: join(root, folder) });
    stamp.done();
  }
}

/** The virtual environment `.venv` with this project, editable, and the named extras. */
export function pythonInstall(extras) {
  const venv = join(root, '.venv');
  if (!existsSync(venvBin('python'))) {
    say('a virtual environment in .venv');
    run(findPython(), ['-m', 'venv', venv]);
  }
  const inputs = ['pyproject.toml', 'hatch_build.py', 'package.json', 'nbtrail/labextension/package.json'];
  const stamp = stale(`pip-${extras.join('-')}`, inputs.map(file => readFileSync(join(root, file), 'utf8')));
  if (stamp.stale) {
    say(`Python packages (${extras.join(', ')})`);
    run(venvBin('python'), ['-m', 'pip', 'install', '--quiet', '--editable', `.[${extras.join(',')}]`]);
    stamp.done();
  }
}

/** What the browser and companion builds need from Python. */
export function builderInstall() {
  if (existsSync(venvBin('jupyter-builder'))) {
    return;
  }
  if (!existsSync(venvBin('python'))) {
    say('a virtual environment in .venv');
    run(findPython(), ['-m', 'venv', join(root, '.venv')]);
  }
  say('the builder of JupyterLab extensions');
  run(venvBin('python'), ['-m', 'pip', 'install', '--quiet', 'jupyter-builder>=1.3', 'jupyterlab>=4.2']);
}

/** Everything built: lib/, nbtrail/labextension/, nbtrail/companion_dist/. */
export function buildAll() {
  say('build: extension and companion');
  rmSync(join(root, 'tsconfig.tsbuildinfo'), { force: true });
  run(npm, ['run', '--silent', 'build'], {
    env: { ...process.env, PATH: `${dirname(venvBin('python'))}${windows ? ';' : ':'}${process.env.PATH}` }
  });
}

/** From a bare checkout to a working product in `.venv`. */
export function setup(extras) {
  npmInstall('.');
  npmInstall('server');
  builderInstall();
  buildAll();
  pythonInstall(extras);
}

/** Run `main`, tell a {@link StepError} in one line, and set the exit code. */
export async function entry(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof StepError)) {
      throw error;
    }
    console.error(`\n✗ ${error.message}`);
    process.exitCode = 1;
  }
}
