/**
 * The steps that setup, test, start and wheel share.
 *
 * Each step looks at what is there before it works, so that calling it again
 * costs little, and says in one line what it does and how long it took. Only Node's own modules are
 * imported here: these scripts run before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const windows = process.platform === 'win32';
export const npm = windows ? 'npm.cmd' : 'npm';

/** Where JupyterLab of the virtual environment finds the extension. */
const INSTALLED = join(root, '.venv', 'share', 'jupyter', 'labextensions', 'nbtrail');

/** What the user asked for cannot be done; the message says what to do. */
export class StepError extends Error {}

/** Milliseconds after which a step shows that it moves, and those between two signs where no line can be rewritten. */
const QUIET_MS = 2_000;
const SIGN_MS = 10_000;
/** Lines of a failed step that are shown; its log has the rest. */
const TAIL = 40;

/**
 * Do one step with a command: its output goes to `build/log/NAME.log`, where the
 * warnings of others' tools stay, and the terminal has one line, which shows how
 * long it takes while it goes on and when it is done. A failure ends the script
 * with the end of the log and its name.
 */
export async function step(name, title, command, args, options = {}) {
  const log = join(root, 'build', 'log', `${name}.log`);
  mkdirSync(dirname(log), { recursive: true });
  const file = openSync(log, 'w');
  const clock = progress(title);
  try {
    const { code, output } = await capture(command, args, { ...options, show: false, log: file }).catch(error => {
      throw new StepError(`${command} could not be started: ${error.message}`);
    });
    clock.end(code === 0);
    if (code !== 0) {
      console.error(output.trimEnd().split('\n').slice(-TAIL).join('\n'));
      throw new StepError(`${title}: ${command} ${args.join(' ')} ended with ${code}; all it said is in ${log}`);
    }
  } finally {
    clock.end(false);
    closeSync(file);
  }
}

/** A line that counts the seconds, from when a step is not quick. */
function progress(title) {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const isTerminal = process.stdout.isTTY === true;
  const show = () =>
    process.stdout.write(
      isTerminal ? `\r— ${title} … ${seconds().toFixed(0)} s ` : `— ${title} … ${seconds().toFixed(0)} s\n`
    );
  let timer = setTimeout(function tick() {
    show();
    timer = setTimeout(tick, isTerminal ? 1_000 : SIGN_MS);
  }, QUIET_MS);
  let isOver = false;
  return {
    end(isDone) {
      clearTimeout(timer);
      if (!isOver) {
        process.stdout.write(`${isTerminal ? '\r' : ''}${isDone ? '✓' : '✗'} ${title}, ${seconds().toFixed(1)} s\n`);
      }
      isOver = true;
    }
  };
}

/** Run a command, show its output as it comes (`show`), and give it back with the exit code. */
export function capture(command, args, { show = true, log, ...options } = {}) {
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
        if (show) {
          process.stdout.write(chunk);
        }
        if (log !== undefined) {
          writeSync(log, chunk);
        }
      });
    }
    child.on('error', fail);
    child.on('close', code => done({ code: code ?? 1, output }));
  });
}

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
export async function npmInstall(folder) {
  const name = `npm-${folder.replace(/\W/g, '_')}`;
  const lock = readFileSync(join(root, folder, 'package-lock.json'), 'utf8');
  const stamp = stale(name, [lock, process.version]);
  if (stamp.stale || !existsSync(join(root, folder, 'node_modules'))) {
    const title = `npm packages of ${folder === '.' ? 'the extension' : folder}`;
    await step(name, title, npm, ['ci', '--no-audit', '--no-fund'], { cwd: join(root, folder) });
    stamp.done();
  }
}

/** The virtual environment `.venv`. */
async function virtualEnvironment() {
  if (!existsSync(venvBin('python'))) {
    await step('venv', 'a virtual environment in .venv', findPython(), ['-m', 'venv', join(root, '.venv')]);
  }
}

/** The virtual environment `.venv` with this project, editable, and the named extras. */
export async function pythonInstall(extras) {
  await virtualEnvironment();
  const name = `pip-${extras.join('-')}`;
  const inputs = ['pyproject.toml', 'hatch_build.py'];
  const stamp = stale(
    name,
    inputs.map(file => readFileSync(join(root, file), 'utf8'))
  );
  if (stamp.stale) {
    // pip would take away what the link leads to.
    rmSync(INSTALLED, { recursive: true, force: true });
    await step(name, `Python packages (${extras.join(', ')})`, venvBin('python'), [
      '-m',
      'pip',
      'install',
      '--editable',
      `.[${extras.join(',')}]`
    ]);
    stamp.done();
  }
  linkExtension();
}

/** What was built last is what JupyterLab finds: an editable install has a copy of what there was then. */
function linkExtension() {
  const built = join(root, 'nbtrail', 'labextension');
  if (lstatSync(INSTALLED, { throwIfNoEntry: false })?.isSymbolicLink()) {
    return;
  }
  rmSync(INSTALLED, { recursive: true, force: true });
  mkdirSync(dirname(INSTALLED), { recursive: true });
  symlinkSync(built, INSTALLED, windows ? 'junction' : 'dir');
}

/** What the browser and companion builds need from Python. */
export async function builderInstall() {
  if (existsSync(venvBin('jupyter-builder'))) {
    return;
  }
  await virtualEnvironment();
  await step('builder', 'the builder of JupyterLab extensions', venvBin('python'), [
    '-m',
    'pip',
    'install',
    'jupyter-builder>=1.3',
    'jupyterlab>=4.2'
  ]);
}

/**
 * What is built: from which files and folders, into which file, and how. A change
 * of one of its inputs, or of what it is built after, builds it anew.
 */
const BUILDS = [
  {
    name: 'build-lib',
    title: 'build: the extension’s modules',
    script: 'build:lib',
    inputs: ['package-lock.json', 'tsconfig.json', 'src', 'server/src/records', 'server/src/protocol.ts'],
    output: 'lib/src/index.js'
  },
  {
    name: 'build-labextension',
    title: 'build: the extension for JupyterLab',
    script: 'build:labextension',
    inputs: [
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'schema',
      'style',
      'src',
      'server/src/records',
      'server/src/protocol.ts'
    ],
    output: 'nbtrail/labextension/package.json'
  },
  {
    name: 'build-server',
    title: 'build: the companion',
    script: 'build:server',
    inputs: ['package.json', 'server/package-lock.json', 'server/build.mjs', 'server/src'],
    output: 'nbtrail/companion_dist/main.js'
  }
];

/** Everything built that is not: lib/, nbtrail/labextension/, nbtrail/companion_dist/. */
export async function buildAll() {
  const env = { ...process.env, PATH: `${dirname(venvBin('python'))}${windows ? ';' : ':'}${process.env.PATH}` };
  for (const { name, title, script, inputs, output } of BUILDS) {
    const stamp = stale(name, inputs.flatMap(contents));
    if (stamp.stale || !existsSync(join(root, output))) {
      if (script === 'build:lib') {
        rmSync(join(root, 'tsconfig.tsbuildinfo'), { force: true });
      }
      await step(name, title, npm, ['run', '--silent', script], { env });
      stamp.done();
    }
  }
}

/** Names and contents of a file, or of all files of a folder but for its tests. */
function contents(path) {
  const absolute = join(root, path);
  if (!statSync(absolute).isDirectory()) {
    return [path, readFileSync(absolute, 'utf8')];
  }
  return readdirSync(absolute)
    .filter(name => name !== '__tests__')
    .sort()
    .flatMap(name => contents(join(path, name)));
}

/** From a bare checkout to a working product in `.venv`. */
export async function setup(extras) {
  await npmInstall('.');
  await npmInstall('server');
  await builderInstall();
  await buildAll();
  await pythonInstall(extras);
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
