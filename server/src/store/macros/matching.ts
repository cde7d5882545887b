/**
 * LIKE, ILIKE and GLOB in time that grows with the text and no faster.
 *
 * DuckDB tries, for each wildcard, all places in the text for the next one, and
 * hears no interrupt meanwhile: a pattern of five wildcards takes days on a cell's
 * source. Macros of the operators' names stand before them. Patterns of one
 * wildcard, besides those at the end, and short texts stay DuckDB's own; otherwise
 * the pattern is written as a regular expression, which RE2 matches in one pass. Of
 * a pattern that is written out that is done once, when the question is planned.
 */

/** Signs that mean something in a regular expression. */
const SIGNS = String.raw`([\\.+*?()|\[\]{}^$])`;
const quoted = (text: string): string => `system.main.regexp_replace(${text}, '${SIGNS}', '\\\\\\1', 'g')`;
const replaced = (text: string, what: string, by: string): string =>
  `system.main.regexp_replace(${text}, '${what}', '${by}', 'g')`;

/** Bytes of a text in which DuckDB's way is quick for patterns of up to four parts. */
const SHORT = 256;

/** Whether a pattern has two wildcards apart from each other and more behind them, and the text or the pattern is long. */
const isLong = (wildcard: string, short: number): string =>
  `(system.main.regexp_matches(_b, '[${wildcard}][^${wildcard}]+[${wildcard}]+[^${wildcard}]')
    AND (system.main.strlen(_a) > ${short} OR system.main.regexp_matches(_b, '([${wildcard}][^${wildcard}]+){5}')))`;

const likeExpression = (pattern: string): string =>
  `'(?s)' || ${replaced(replaced(quoted(pattern), '%+', '.*'), '_', '.')}`;

/** Token by token, as an escape takes the meaning of what follows. */
const tokens = (pattern: string, token: string, cases: string): string =>
  `'(?s)' || system.main.array_to_string(system.main.list_transform(system.main.regexp_extract_all(${pattern}, ${token}), lambda _t: CASE ${cases} ELSE ${quoted('_t')} END), '')`;

const escapedExpression = (pattern: string): string =>
  tokens(
    pattern,
    `'(?s)' || CASE WHEN _c = '' THEN '' ELSE ${quoted('_c')} || '.|' END || '%+|_|.'`,
    `WHEN system.main.strlen(_c) > 1 THEN error('An escape is one character, or none')
     WHEN _c <> '' AND _t = _c THEN error('The pattern must not end with its escape character')
     WHEN _c <> '' AND system.main.starts_with(_t, _c) THEN ${quoted('_t[2:]')}
     WHEN system.main.starts_with(_t, '%') THEN '.*' WHEN _t = '_' THEN '.'`
  );

/** GLOB counts in bytes, and has an escape of its own. */
const globExpression = tokens(
  '_b',
  String.raw`'(?s)\\.|\*+|.'`,
  String.raw`WHEN _t = '\' THEN '[^\x00-\x{10FFFF}]'
     WHEN system.main.starts_with(_t, '\') THEN ${quoted('_t[2:]')}
     WHEN system.main.starts_with(_t, '*') THEN '\C*' WHEN _t = '?' THEN '\C'
     WHEN _t = '[' THEN error('GLOB takes [ ] beside one * only here: write regexp_matches(text, pattern)')`
);

const full = (text: string, expression: string): string => `system.main.regexp_full_match(${text}, ${expression})`;
const lower = (text: string): string => `system.main.lower(${text})`;

/** Each operator's function: its parameters, its wildcard, and what is asked of long ones. */
const MATCHERS: readonly (readonly [name: string, parameters: string, wildcard: string, linear: string])[] = [
  ['~~', '_a, _b', '%', full('_a', likeExpression('_b'))],
  ['~~*', '_a, _b', '%', full(lower('_a'), likeExpression(lower('_b')))],
  ['~~~', '_a, _b', '*', full('_a', globExpression)],
  ['like_escape', '_a, _b, _c', '%', full('_a', escapedExpression('_b'))],
  ['ilike_escape', '_a, _b, _c', '%', full(lower('_a'), escapedExpression(lower('_b')))]
];

const NEGATIONS: Readonly<Record<string, string>> = {
  '!~~': '~~',
  '!~~*': '~~*',
  not_like_escape: 'like_escape',
  not_ilike_escape: 'ilike_escape'
};

export const MATCHING: readonly string[] = [...MATCHERS.map(([name]) => name), ...Object.keys(NEGATIONS)];

/** The macros; texts of more than `short` bytes are matched in one pass. */
export function matchingStatements(short = SHORT): string[] {
  const parametersOf = new Map(MATCHERS.map(([name, parameters]) => [name, parameters]));
  return [
    ...MATCHERS.map(
      ([name, parameters, wildcard, linear]) =>
        `CREATE OR REPLACE MACRO main."${name}"(${parameters}) AS CASE WHEN ${isLong(wildcard, short)} THEN ${linear} ELSE system.main."${name}"(${parameters}) END`
    ),
    ...Object.entries(NEGATIONS).map(
      ([name, of]) =>
        `CREATE OR REPLACE MACRO main."${name}"(${parametersOf.get(of)}) AS NOT main."${of}"(${parametersOf.get(of)})`
    )
  ];
}
