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
import { distance, tolerance } from './nearness';
import { rangeAt } from './rangeAt';

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

/** Functions of single values that read settings, write logs, or only waste time. */
const REFUSED_FUNCTIONS = new Set([
  'getenv',
  'current_setting',
  'write_log',
  'sleep_ms',
  'pg_sleep'
]);

/** Views of DuckDB's own that tell paths, settings or what others asked. */
const REFUSED_TABLES =
  /^(duckdb_(?!columns$|constraints$|schemas$|tables$|types$|views$)|pragma_|pg_settings$|pg_prepared)/;

const WRITES =
  /^(insert|update|delete|merge|create|drop|alter|truncate|replace|copy|import|export|vacuum|checkpoint|comment)\b/i;

/** What is in front of the statement that EXPLAIN explains. */
const EXPLAIN =
  /^(?:\s|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/)*explain\b(?:(?:\s|\/\*[^]*?\*\/)*analy[zs]e\b)?(?:\s*\((?:\s*(?:analyze|format)\b[^()]*)\))?/i;

const BLANKS = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/|;)*/;

/** What `json_serialize_sql` answers. */
interface ITree {
  error: boolean;
  error_type?: string;
  error_message?: string;
  position?: string;
  statements?: unknown[];
}

/** Writes a text down as a syntax tree: DuckDB's `json_serialize_sql`. */
export type Serialize = (sql: string) => Promise<string>;

/** @throws QueryError NT301, NT304 or NT309 */
export async function vetStatement(sql: string, serialize: Serialize): Promise<void> {
  const prefix = EXPLAIN.exec(sql)?.[0].length ?? 0;
  const text = sql.slice(prefix);
  const start = BLANKS.exec(text)?.[0].length ?? 0;
  if (start === text.length) {
    throw new QueryError('NT301', 'There is no statement', { hint: 'Try: SELECT * FROM runs.' });
  }
  const tree = JSON.parse(await serialize(text)) as ITree;
  if (tree.error) {
    throw refusal(tree, sql, prefix, start);
  }
  if (tree.statements?.length !== 1) {
    throw new QueryError('NT304', `One statement at a time; these are ${tree.statements?.length}`, {
      hint: 'Run them one after the other; WITH … AS (…) names what a single one needs.'
    });
  }
  visit(tree.statements[0], (problem, offset, hint) => {
    throw new QueryError('NT309', problem, {
      ...(hint === undefined ? {} : { hint }),
      ...rangeAt(sql, bytesOf(sql, prefix) + offset)
    });
  });
}

function refusal(tree: ITree, sql: string, prefix: number, start: number): QueryError {
  if (tree.error_type === 'parser') {
    return new QueryError('NT301', `SQL: ${tree.error_message ?? 'syntax error'}`, {
      ...(tree.position === undefined
        ? {}
        : rangeAt(sql, bytesOf(sql, prefix) + Number(tree.position)))
    });
  }
  const text = sql.slice(prefix + start);
  const word = /^\w+/.exec(text)?.[0] ?? '';
  const place = { start: prefix + start, end: prefix + start + word.length };
  if (/^pivot$/i.test(word) || /\bpivot\b/i.test(text)) {
    return new QueryError('NT304', 'A PIVOT has to name its columns', {
      hint: "Write PIVOT … ON column IN ('a', 'b') ….",
      ...place
    });
  }
  return new QueryError(
    'NT304',
    WRITES.test(word)
      ? `The history is read only: ${word.toUpperCase()} is refused`
      : `The history is read only: only SELECT, DESCRIBE, SHOW, SUMMARIZE and EXPLAIN are answered, not ${word.toUpperCase() || 'this'}`,
    place
  );
}

/** Walk the tree and report what it may not hold, with its place in bytes. */
function visit(
  node: unknown,
  report: (problem: string, offset: number, hint?: string) => void
): void {
  if (Array.isArray(node)) {
    node.forEach(item => visit(item, report));
    return;
  }
  if (node === null || typeof node !== 'object') {
    return;
  }
  const {
    type,
    function_name: name,
    table_name: table,
    function: inner,
    query_location: at
  } = node as { [key: string]: unknown };
  const offset = typeof at === 'number' ? at : 0;
  if (type === 'TABLE_FUNCTION') {
    const called = nameOf((inner as { function_name?: unknown } | undefined)?.function_name);
    if (!TABLE_FUNCTIONS.has(called)) {
      report(
        `${called || 'This function'}() cannot be asked here: only the history can`,
        offset,
        rowsHint(called)
      );
    }
  } else if (typeof name === 'string' && REFUSED_FUNCTIONS.has(nameOf(name))) {
    report(`${nameOf(name)}() cannot be asked here: only the history can`, offset);
  } else if (typeof table === 'string' && REFUSED_TABLES.test(nameOf(table))) {
    report(`${table} cannot be asked here: only the history can`, offset);
  }
  Object.values(node).forEach(child => visit(child, report));
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

function nameOf(name: unknown): string {
  return typeof name === 'string' ? name.toLowerCase() : '';
}

function bytesOf(sql: string, characters: number): number {
  return Buffer.byteLength(sql.slice(0, characters));
}
