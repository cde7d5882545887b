/**
 * What is wrong with the Markdown of the repository; `npm run lint` asks.
 *
 * - Every relative link leads to a tracked file, and every anchor to a heading.
 * - Every command in a block of code exists: npm scripts, `nbtrail` and `%trail`
 *   with their subcommands, and the names after `nbtrail.`.
 * - docs/troubleshooting.md explains every code that the sources can say,
 *   docs/settings.md every variable that they read, docs/cli.md every command,
 *   docs/api.md every public name, and the contents of docs/decisions.md name every decision.
 *
 * Nothing is built or imported, so the check takes a moment and needs only git.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8'
})
  .split('\n')
  .filter(Boolean);
/** Written by docs/conf.py from the example notebook. */
const MADE = 'docs/example.md';
/** Variables that only tests set, or that one part of nbtrail sets for another. */
const INTERNAL = /^NBTRAIL_(?:TEST_|FUZZ_|CHROMIUM|SHOTS|PARENT|FACTS|EXECUTED_EXAMPLE)/;

const read = path => readFileSync(join(root, path), 'utf8');
const isPage = path => path.endsWith('.md') && !path.startsWith('tests/') && !path.includes('/fixtures/');
const pages = tracked.filter(path => isPage(path) && path !== MADE);
const withoutCode = text => text.replace(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1`*\s*$/gm, '').replace(/`[^`\n]*`/g, '');
const codeOf = text =>
  [...text.matchAll(/^(`{3,})([^\n]*)\n([\s\S]*?)^\1\s*$/gm)].map(found => ({
    language: found[2].trim(),
    code: found[3]
  }));

/** GitHub's anchor of a heading. */
function anchorOf(heading) {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-');
}

/** Anchors of a page: its headings, a second one of the same text numbered, and explicit ones. */
function anchorsOf(path) {
  const text = read(path).replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1\s*$/gm, '');
  const seen = new Map();
  const anchors = [...text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, heading]) => {
    const anchor = anchorOf(heading);
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
  const explicit = [...text.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)].map(found => found[1]);
  return new Set([...anchors, ...explicit]);
}

/** Whether a file or folder of the repository has this path. */
function exists(path) {
  return path === '.' || path === MADE || tracked.some(file => file === path || file.startsWith(`${path}/`));
}

function linkErrors(page) {
  const text = withoutCode(read(page));
  const links = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)].map(found => found[1]);
  return [...new Set(links)].flatMap(link => {
    if (/^(?:[a-z]+:|\/\/)/i.test(link)) {
      return [];
    }
    const [path, anchor] = link.split('#');
    const target =
      path === '' ? page : normalize(posix.join(posix.dirname(page), decodeURIComponent(path))).replace(/\/$/, '');
    if (!exists(target)) {
      return [`${link} leads to no file of the repository`];
    }
    const isMissing =
      anchor && target.endsWith('.md') && target !== MADE && !anchorsOf(target).has(decodeURIComponent(anchor));
    return isMissing ? [`${link} leads to no heading of ${target}`] : [];
  });
}

const scripts = {
  '.': Object.keys(JSON.parse(read('package.json')).scripts),
  server: Object.keys(JSON.parse(read('server/package.json')).scripts),
  'ui-tests': Object.keys(JSON.parse(read('ui-tests/package.json')).scripts)
};
const python = tracked
  .filter(path => path.startsWith('nbtrail/') && path.endsWith('.py'))
  .map(read)
  .join('\n');
const companion = tracked
  .filter(path => path.startsWith('server/src/') && path.endsWith('.ts'))
  .map(read)
  .join('\n');
const browser = tracked
  .filter(path => /^src\/.*\.tsx?$/.test(path) && !path.includes('__tests__'))
  .map(read)
  .join('\n');

const publicNames = [
  ...(/^__all__ = \[([\s\S]*?)^\]/m.exec(read('nbtrail/__init__.py'))?.[1] ?? '').matchAll(/"(\w+)"/g)
].map(found => found[1]);
const habits = [...python.matchAll(/^ {4}"(\w+)": /gm)].map(found => found[1]);
const modules = tracked.map(path => /^nbtrail\/(\w+)(?:\.py|\/)/.exec(path)?.[1]).filter(Boolean);
const knownNames = new Set([...publicNames, ...habits, ...modules, '__version__', 'config']);
const commands = new Set(
  [...companion.matchAll(/^ {2,4}name: '([a-z-]+)',\n {2,4}(?:summary|usage|about)/gm)]
    .map(found => found[1])
    .concat('serve', 'stop')
);
const magics = new Set(
  [...python.matchAll(/^%%?trail ([a-z]+)(?: \| ([a-z]+))?/gm)].flatMap(found => [found[1], found[2]]).filter(Boolean)
);

function commandErrors(page) {
  return codeOf(read(page)).flatMap(({ language, code }) => [
    ...(/^(?:bash|sh|shell|console)$/.test(language) ? code.split('\n').flatMap(shellErrors) : []),
    ...(/^(?:python|ipython)$/.test(language) ? pythonErrors(code) : [])
  ]);
}

function shellErrors(line) {
  const command = line
    .replace(/\s#.*$/, '')
    .replace(/^(?:\$ |(?:[A-Z_]+=\S+ )+)/, '')
    .trim();
  const npm = /^npm (?:--prefix (\S+) )?(?:run (?:--silent )?)?([\w:]+)/.exec(command);
  if (npm !== null && !['install', 'ci', 'audit'].includes(npm[2])) {
    const folder = npm[1] ?? '.';
    return scripts[folder]?.includes(npm[2]) ? [] : [`\`${command}\`: ${folder}/package.json has no script ${npm[2]}`];
  }
  const asked = /^nbtrail ([a-z][a-z-]*)/.exec(command);
  return asked === null || commands.has(asked[1]) ? [] : [`\`${command}\`: nbtrail has no command ${asked[1]}`];
}

function pythonErrors(code) {
  const names = [...code.matchAll(/\bnbtrail\.(\w+)/g)].map(found => found[1]).filter(name => !knownNames.has(name));
  const asked = [...code.matchAll(/^%trail ([a-z]+)/gm)].map(found => found[1]).filter(name => !magics.has(name));
  return [
    ...names.map(name => `nbtrail.${name} does not exist`),
    ...asked.map(name => `%trail has no command ${name}`)
  ];
}

/** Names that one place says and a page does not. */
function unexplained(page, names, what) {
  const text = read(page);
  return [...new Set(names)]
    .filter(name => !text.includes(name))
    .map(name => `${page}: ${what} ${name} is not explained`);
}

const everything = `${python}\n${companion}\n${browser}`;
const codes = [...everything.matchAll(/\bNT[2-6]\d\d\b/g)].map(found => found[0]).sort();
const variables = [...`${python}\n${companion}`.matchAll(/\bNBTRAIL_[A-Z_]+[A-Z]\b/g)]
  .map(found => found[0])
  .filter(name => !INTERNAL.test(name));
const decisions = [...read('docs/decisions.md').matchAll(/^## (.+)$/gm)].map(found => `(#${anchorOf(found[1])})`);
const documented = publicNames.filter(name => !new RegExp(`:: (?:nbtrail\\.)?${name}\\b`).test(read('docs/api.md')));
const referenced = [...read('docs/api.md').matchAll(/^\.\. (?:auto\w+|py:(?:function|data)):: (?:nbtrail\.)?(\w+)/gm)]
  .map(found => found[1])
  .filter(name => !publicNames.includes(name));

const errors = [
  ...pages.flatMap(page => [...linkErrors(page), ...commandErrors(page)].map(error => `${page}: ${error}`)),
  ...unexplained('docs/troubleshooting.md', codes, 'the code'),
  ...unexplained('docs/settings.md', variables, 'the variable'),
  ...unexplained(
    'docs/cli.md',
    [...commands].map(name => `nbtrail ${name}`),
    'the command'
  ),
  ...unexplained('docs/decisions.md', decisions, 'its contents have no link to a decision:'),
  ...documented.map(name => `docs/api.md: nbtrail.${name} is not described`),
  ...referenced.map(name => `docs/api.md: nbtrail.${name} is not public`)
];
if (publicNames.length === 0 || commands.size < 5 || magics.size < 5 || codes.length === 0) {
  errors.push('scripts/checkDocs.mjs: the public names, commands or codes are no longer found in the sources');
}
for (const error of errors) {
  console.error(`✗ ${error}`);
}
console.log(`${pages.length} pages of Markdown, ${errors.length} errors`);
process.exitCode = errors.length === 0 ? 0 : 1;
