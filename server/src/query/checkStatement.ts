/**
 * Decides whether a text may be run: one statement, a question, and nothing in
 * it that tells of more than the history.
 *
 * It looks at the syntax tree that DuckDB's own parser makes of the text, never
 * at the text, so comments, quoting and capitals hide nothing. What DuckDB
 * cannot write down as a tree is not a SELECT and is refused. This is the first
 * of the walls; QueryBox tells the others.
 *
 * Functions that stand in FROM must be on the list: they are the ones that
 * reach files, settings and other text that is run as SQL.
 */
import { QueryError } from '../errors';
import { MACROS, signature } from '../store/macros';
import { GUARDED } from '../store/macros/guards';
import { MATCHING } from '../store/macros/matching';
import { inShort } from './describeError';
import { explainLength, pastBlanks } from './explainLength';
import { distance, tolerance } from './editDistance';
import { rangeAt } from './rangeAt';
import { constantOf, type INode, nameOf, walkTree } from './syntaxTree';

const TABLE_FUNCTIONS = new Set([
  ...MACROS.filter(({ kind }) => kind === 'rows').map(({ name }) => name),
  'range',
  'generate_series',
  'unnest',
  'repeat',
  'repeat_row',
  'json_each',
  'json_tree',
  'duckdb_columns',
  'duckdb_constraints',
  'duckdb_functions',
  'duckdb_keywords',
  'duckdb_schemas',
  'duckdb_tables',
  'duckdb_types',
  'duckdb_views',
  'pragma_show',
  'pragma_table_info',
  'pragma_version',
  'pg_timezone_names',
  'test_all_types'
]);

/** Functions of single values that read settings, plan other SQL, write logs, or only waste time. */
const REFUSED_FUNCTIONS = new Set([
  'getenv',
  'current_setting',
  'json_serialize_plan',
  'write_log',
  'sleep_ms',
  'pg_sleep'
]);

/** Functions that macros of ours stand before. */
const GUARDED_FUNCTIONS = new Set([...GUARDED, ...MATCHING]);
/** Those of them that make lists: one in a lambda makes one for each entry of another. */
const LISTS = new Set(['range', 'generate_series', 'list_resize', 'array_resize']);
/** What writes a value by a pattern, and patterns that may make it wider than anybody reads. */
const PATTERNED = new Set(['format', 'printf']);
const WIDE = /\d{4}|\*|\{[^{}]*\{/;

/** Views of DuckDB's own that tell paths, settings or what others asked. */
const REFUSED_TABLES =
  /^(duckdb_(?!columns$|constraints$|schemas$|tables$|types$|views$)|pragma_|pg_settings$|pg_prepared)/;

const WRITES =
  /^(insert|update|delete|merge|create|drop|alter|truncate|replace|copy|import|export|vacuum|checkpoint|comment)\b/i;

const QUESTIONS = /^(select|with|from|values|table)$/i;

/** Characters of a text, and of the tree that is made of it: what can be looked through at once. */
const MAX_CHARACTERS = 1_000_000;
const MAX_TREE_CHARACTERS = 2_000_000;

/** DuckDB reads such a run anew from each of its signs, and hears no interrupt meanwhile. */
const LONG_RUN = /[~!@#^&|`?+\-*/%<>=]{500}/;
/** Of a long chain of conditions DuckDB copies all that it has with each next one, likewise. */
const CONDITION = /\b(?:and|or)\b/gi;
const MAX_CONDITIONS = 10_000;
/** Each join keeps room for all columns of those before it. */
const MAX_JOINS = 32;

/** What `json_serialize_sql` answers. */
interface ITree {
  error: boolean;
  error_type?: string;
  error_message?: string;
  position?: string;
  statements?: unknown[];
}

/** Refuses, with the place in bytes. */
type Report = (problem: string, offset: number, hint?: string) => void;

/** Writes a text down as a syntax tree, DuckDB's `json_serialize_sql`; null when the tree is longer than `most`. */
export type Serialize = (sql: string, most: number) => Promise<string | null>;

/**
 * @returns the statement's syntax tree; of EXPLAIN, that of what it explains
 * @throws QueryError NT301, NT304, NT309 or NT313
 */
export async function checkStatement(sql: string, serialize: Serialize): Promise<unknown> {
  if (sql.length > MAX_CHARACTERS) {
    throw tooLong(`The query has more than ${MAX_CHARACTERS} characters`);
  }
  const run = LONG_RUN.exec(sql);
  if (run) {
    throw tooLong('The query has 500 operator signs in a row', { start: run.index, end: run.index + 500 });
  }
  if ((sql.match(CONDITION)?.length ?? 0) > MAX_CONDITIONS) {
    throw tooLong(`The query has more than ${MAX_CONDITIONS} conditions`);
  }
  const nul = sql.indexOf('\0');
  if (nul >= 0) {
    // Where DuckDB reads one text to its end, it reads another to its first NUL.
    throw new QueryError('NT301', 'The query holds a NUL character', { start: nul, end: nul + 1 });
  }
  let prefix = 0;
  let tree = await treeOf(sql, serialize);
  if (tree.error && tree.error_type !== 'parser') {
    prefix = explainLength(sql);
    tree = prefix > 0 ? await treeOf(sql.slice(prefix), serialize) : tree;
  }
  if (tree.error) {
    throw refusal(tree, sql, prefix);
  }
  if (tree.statements?.length === 0) {
    throw new QueryError('NT301', 'There is no statement', { hint: 'Try: SELECT * FROM runs.' });
  }
  if (tree.statements?.length !== 1) {
    throw new QueryError('NT304', `One statement at a time; these are ${tree.statements?.length}`, {
      hint: 'Run them one after the other; WITH … AS (…) names what a single one needs.'
    });
  }
  const report: Report = (problem, offset, hint) => {
    throw new QueryError('NT309', problem, {
      ...(hint === undefined ? {} : { hint }),
      ...rangeAt(sql, bytesOf(sql, prefix) + offset)
    });
  };
  let joins = 0;
  walkTree(tree.statements[0], (node, isInLambda) => {
    look(node, isInLambda, report);
    joins += node.type === 'JOIN' ? 1 : 0;
  });
  if (joins > MAX_JOINS) {
    throw tooLong(`The query joins more than ${MAX_JOINS} times`, { hint: 'Split it into several queries.' });
  }
  return tree.statements[0];
}

async function treeOf(text: string, serialize: Serialize): Promise<ITree> {
  const tree = await serialize(text, MAX_TREE_CHARACTERS);
  if (tree === null) {
    throw tooLong('The query has too many parts');
  }
  try {
    return JSON.parse(tree) as ITree;
  } catch {
    // DuckDB writes 1e999 as JSON cannot have it.
    return JSON.parse(tree.replace(/:(?:-?Infinity|NaN)(?=[,}])/g, ':null')) as ITree;
  }
}

function tooLong(problem: string, more: { hint?: string; start?: number; end?: number } = {}): QueryError {
  return new QueryError('NT313', problem, more);
}

function refusal(tree: ITree, sql: string, prefix: number): QueryError {
  if (tree.error_type === 'parser') {
    return new QueryError('NT301', `SQL: ${inShort(tree.error_message ?? 'syntax error')}`, {
      ...(tree.position === undefined ? {} : rangeAt(sql, bytesOf(sql, prefix) + Number(tree.position)))
    });
  }
  const start = pastBlanks(sql, prefix);
  const text = sql.slice(start);
  const word = /^\w+/.exec(text)?.[0] ?? '';
  const place = { start, end: start + word.length };
  if (/^pivot$/i.test(word) || /\bpivot\b/i.test(text)) {
    return new QueryError('NT304', 'A PIVOT has to name its columns', {
      hint: "Write PIVOT … ON column IN ('a', 'b') ….",
      ...place
    });
  }
  if (QUESTIONS.test(word) && !/^Only SELECT/.test(tree.error_message ?? '')) {
    // A question that DuckDB could not write down: what it says is the reason.
    return /memory/i.test(tree.error_message ?? '')
      ? tooLong('The query has too many parts')
      : new QueryError('NT301', `SQL: ${inShort(tree.error_message ?? 'it cannot be read')}`);
  }
  return new QueryError(
    'NT304',
    WRITES.test(word)
      ? `What was recorded is read-only: ${word.toUpperCase()} is refused`
      : `What was recorded is read-only: only SELECT, DESCRIBE, SHOW, SUMMARIZE and EXPLAIN are allowed, not ${word.toUpperCase() || 'this'}`,
    place
  );
}

/** Report what a part of the tree may not be, with its place in bytes. */
function look(node: INode, isInLambda: boolean, report: Report): void {
  const { type, function_name: name, table_name: table, function: inner, query_location: at } = node;
  const offset = typeof at === 'number' ? at : 0;
  if (type === 'TABLE_FUNCTION') {
    const called = nameOf((inner as { function_name?: unknown } | undefined)?.function_name);
    if (!TABLE_FUNCTIONS.has(called)) {
      report(
        `${inShort(called) || 'This function'}() cannot be used here: queries see only what was recorded`,
        offset,
        rowsHint(called)
      );
    }
  } else if (typeof name === 'string') {
    lookAtFunction(nameOf(name), node, isInLambda, (problem, hint) => report(problem, offset, hint));
  } else if (typeof table === 'string' && REFUSED_TABLES.test(nameOf(table))) {
    report(`${inShort(table)} cannot be read here: queries see only what was recorded`, offset);
  }
}

function lookAtFunction(
  name: string,
  { schema, catalog, children }: INode,
  isInLambda: boolean,
  report: (problem: string, hint?: string) => void
): void {
  if (REFUSED_FUNCTIONS.has(name)) {
    report(`${name}() cannot be used here: queries see only what was recorded`);
  } else if (GUARDED_FUNCTIONS.has(name) && (schema || catalog) && !isMapLiteral(name, schema, catalog)) {
    report(`${name}() is called without a schema here`, `Write ${name}(…).`);
  } else if (isInLambda && LISTS.has(name) && !(children as INode[]).every(isSmall)) {
    report(
      `${name}() takes numbers up to 1,000 that are written out, inside of a lambda`,
      'Join with FROM range(…) instead.'
    );
  } else if (PATTERNED.has(name)) {
    const text = constantOf((children as INode[])[0]);
    if (typeof text !== 'string' || WIDE.test(text)) {
      report(
        `${name}() takes a pattern here that is written out and no wider than 999`,
        `For example: ${name === 'format' ? "format('{:.3f}', value)" : "printf('%.3f', value)"}.`
      );
    }
  }
}

/** DuckDB's parser writes `MAP {…}` as a call of `main.map`, which is the macro, too. */
function isMapLiteral(name: string, schema: unknown, catalog: unknown): boolean {
  return name === 'map' && nameOf(schema) === 'main' && !catalog;
}

function isSmall(node: INode): boolean {
  const value = constantOf(node);
  return value !== undefined && !(Math.abs(Number(value)) > 1_000);
}

/** What was meant by a function in FROM that gives no rows, or that there is not. */
function rowsHint(called: string): string | undefined {
  const value = MACROS.find(({ name }) => name === called);
  if (value) {
    return `${signature(value)} gives a value: ask for it after SELECT.`;
  }
  const [near] = MACROS.filter(({ kind }) => kind === 'rows').filter(
    ({ name }) => called.length > 2 && distance(called, name) < tolerance(called)
  );
  return near && `Did you mean ${signature(near)}?`;
}

function bytesOf(sql: string, characters: number): number {
  return Buffer.byteLength(sql.slice(0, characters));
}
