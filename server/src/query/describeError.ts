/**
 * What DuckDB says, in a sentence or two: kind and repetition taken away, the
 * place as a character range, the nearest name as the hint.
 */
import { type ErrorCode, messageOf, QueryError } from '../errors';
import { distance, tolerance } from './editDistance';
import { rangeAt } from './rangeAt';

/** DuckDB's kinds of error, as it begins its messages. */
const CODES: readonly [RegExp, ErrorCode][] = [
  [/^Parser/, 'NT301'],
  [/^(Binder|Catalog)/, 'NT302'],
  [/^Permission/, 'NT309'],
  [/^TransactionContext/, 'NT304'],
  [/^Out of Memory/, 'NT310']
];

/** Characters of a message: it may hold a name or a value of any length. */
const MAX_CHARACTERS = 300;

/** Characters that are looked at, of the message's begin and of its end, where the place stands. */
const LOOKED_AT = [3_000, 1_000] as const;

/** An error of DuckDB's while it read, bound or ran `sql`. */
export function describeError(error: unknown, sql: string): QueryError {
  const text = ends(messageOf(error)).replace(/^(?:Error: |Failed to [\w ]+: )+/, '');
  const [, kind = '', rest = text] = /^([\w -]+?) Error: ([\s\S]*)$/.exec(text) ?? [];
  const code = CODES.find(([pattern]) => pattern.test(kind))?.[1] ?? 'NT308';
  const place = placeIn(rest, sql);
  const words = rest.split(/\n\s*\nLINE \d+:|\nLINE \d+:/)[0] ?? rest;
  if (code === 'NT309' || /^Unique file handle/.test(rest)) {
    return new QueryError('NT309', 'Files cannot be read here: queries see only what was recorded', {
      ...place,
      cause: error
    });
  }
  if (code === 'NT310') {
    return outOfMemory(error);
  }
  const [message = '', ...others] = words.split('\n').map(line => line.trim());
  const missing = /^Table with name (.*) does not exist!?$/.exec(message)?.[1];
  const called = /^Macro (\w+\(\)) does not support the supplied arguments/.exec(message)?.[1];
  const told =
    missing !== undefined
      ? `There is no table or view ${missing}`
      : called !== undefined
        ? `${called} does not take these arguments`
        : message;
  return new QueryError(code, inShort(told), {
    ...hintFrom(others, place && sql.slice(place.start, place.end)),
    ...place,
    cause: error
  });
}

/** What a message of any length begins and ends with: what is looked for in all of it holds up everybody. */
function ends(message: string): string {
  const [first, last] = LOOKED_AT;
  return message.length > first + last ? `${message.slice(0, first)}…${message.slice(-last)}` : message;
}

export function outOfMemory(cause: unknown): QueryError {
  return new QueryError('NT310', 'The query needs more memory than the companion may use', { cause });
}

/** Whether DuckDB's own limit was the reason. */
export function lackedMemory(error: unknown): boolean {
  return error instanceof QueryError && error.code === 'NT310' && /Out of Memory/.test(messageOf(error.cause));
}

/** A message of DuckDB's as one sentence of bounded length, without advice on settings that nobody can set. */
export function inShort(message: string): string {
  if (/^Max expression depth limit|^memory exhausted/.test(message)) {
    return 'The query is nested too deeply';
  }
  const sentence = message.replace(/[!.]$/, '');
  return sentence.length > MAX_CHARACTERS ? `${sentence.slice(0, MAX_CHARACTERS)}…` : sentence;
}

/** The nearest of the names that DuckDB offers, or what else it says besides. */
function hintFrom(lines: string[], wrong: string | undefined): { hint?: string } {
  const text = lines.filter(Boolean).join(' ');
  const word = (wrong ?? '').replace(/^["']|["']$/g, '').toLowerCase();
  const candidates = /^Candidate (?:bindings|tables):[ :]*(.*)/.exec(text)?.[1];
  if (candidates !== undefined) {
    const names = [...candidates.matchAll(/"((?:[^"]|"")*)"/g)]
      .map(([, name = '']) => ({ name, far: distance(word, lastPart(name)) }))
      .sort((a, b) => a.far - b.far);
    const near = names.filter(({ far }) => far <= tolerance(word)).slice(0, 2);
    const listed = (near.length ? near : names).map(({ name }) => inShort(name)).join(', ');
    return listed ? { hint: near.length ? `Did you mean ${listed}?` : `There are ${listed}.` } : {};
  }
  const call = /^Candidate macros:\s*(\w+\([^()]*\))/.exec(text)?.[1];
  if (call !== undefined) {
    return { hint: `It is called as ${call}.` };
  }
  if (text.startsWith('Candidate functions:')) {
    return { hint: 'CAST(value AS type), or value::type, converts a value.' };
  }
  const meant = /^Did you mean "([^"]+)"/.exec(text)?.[1];
  if (meant !== undefined) {
    return distance(word, lastPart(meant)) <= tolerance(word) ? { hint: `Did you mean ${meant}?` } : {};
  }
  return text ? { hint: inShort(text) } : {};
}

function lastPart(name: string): string {
  return (name.split('.').pop() ?? name).toLowerCase();
}

/** The place that the lines `LINE 2: …` and `^` point at. */
function placeIn(message: string, sql: string): { start: number; end: number } | undefined {
  const found = /(?:^|\n)(LINE (\d+): )(.*)\n( *)\^/.exec(message);
  if (!found) {
    return undefined;
  }
  const [, prefix = '', number, shown = '', pad = ''] = found;
  const lines = sql.split('\n');
  const index = Number(number) - 1;
  const line = lines[index];
  if (line === undefined) {
    return undefined;
  }
  const cut = shown.startsWith('...') ? 3 : 0;
  const snippet = shown.slice(cut).replace(/\.\.\.$/, '');
  const from = line.indexOf(snippet);
  const column = Math.max(0, from) + pad.length - prefix.length - cut;
  const before = lines.slice(0, index).reduce((sum, text) => sum + text.length + 1, 0);
  const start = Math.min(before + Math.max(0, column), sql.length);
  return rangeAt(sql, Buffer.byteLength(sql.slice(0, start)));
}
