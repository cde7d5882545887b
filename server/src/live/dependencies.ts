/**
 * What an answer depends on: tables, and runs. Told from the text alone, and
 * rather too much than too little.
 *
 * A view or macro depends on the tables that its SQL names with their schema, as
 * all of ours do, itself or through other views; a test compares with what
 * DuckDB finds.
 */
import type { IWatchRequest } from '../protocol';
import { constantOf, type INode, nameOf, walkTree } from '../query/syntaxTree';
import { MACROS } from '../store/macros';
import { LOGS, REGISTERS } from '../store/merge/tables';
import { VIEWS } from '../store/views';
import { BASE_DEFINITIONS } from '../store/views/baseViews';

/** `null`: any. */
export interface IDependencies {
  tables: ReadonlySet<string> | null;
  runs: ReadonlySet<string> | null;
}

/** Points come with a row of their series, which alone tells that there are more. */
const POINTS = /^(settled_points|recent_points)$/;
/** Tables that change with every commit, and show in no answer but in passing. */
const IN_PASSING = new Set(['position', 'shape']);
/** Views whose rows of a run change with that run alone. */
const OF_ONE_RUN = new Set([
  'metrics',
  'metric_summary',
  'params',
  'tags',
  'events',
  'run_summary',
  'run_cells',
  'system_metrics'
]);

const TABLES = new Set<string>([...Object.keys(REGISTERS), ...Object.keys(LOGS)]);
const SOURCES = new Map<string, string>([
  ...BASE_DEFINITIONS.flatMap(sql =>
    [...sql.matchAll(/VIEW store\.(\w+)/g)].map(([, name = '']): [string, string] => [name, sql])
  ),
  ...VIEWS.map(({ name, sql }): [string, string] => [name, sql]),
  ...MACROS.map(({ name, sql }): [string, string] => [name, sql])
]);
const found = new Map<string, ReadonlySet<string>>();

/** The tables behind a table, view or macro; `undefined` when there is none of this name. */
export function tablesBehind(name: string): ReadonlySet<string> | undefined {
  const known = found.get(name);
  if (known) {
    return known;
  }
  const sql = SOURCES.get(name);
  if (sql === undefined) {
    return plainTable(name);
  }
  const tables = new Set<string>();
  for (const [, behind = ''] of sql.matchAll(/\b(?:store|main)\.(\w+)/g)) {
    // A view may have the name of the table that it shows.
    const theirs = plainTable(behind) ?? (behind === name ? undefined : tablesBehind(behind));
    theirs?.forEach(table => tables.add(table));
  }
  found.set(name, tables);
  return tables;
}

function plainTable(name: string): ReadonlySet<string> | undefined {
  if (POINTS.test(name)) {
    return new Set(['series']);
  }
  return TABLES.has(name) ? new Set(IN_PASSING.has(name) ? [] : [name]) : undefined;
}

/**
 * What a question depends on.
 *
 * @param tree - as `json_serialize_sql` writes the statement
 */
export function dependenciesOf(tree: unknown, params: IWatchRequest['params']): IDependencies {
  const tables = new Set<string>();
  const defined = new Set<string>();
  const named: string[] = [];
  walkTree(tree, node => {
    if (node.type === 'BASE_TABLE') {
      named.push(nameOf(node.table_name));
    }
    if (SOURCES.has(nameOf(node.function_name))) {
      named.push(nameOf(node.function_name));
    }
    const entries = (node.cte_map as { map?: { key?: unknown }[] } | undefined)?.map ?? [];
    entries.forEach(({ key }) => defined.add(nameOf(key)));
  });
  for (const name of named) {
    const behind = tablesBehind(name) ?? (defined.has(name) ? [] : null);
    if (behind === null) {
      return { tables: null, runs: null };
    }
    behind.forEach(table => tables.add(table));
  }
  return { tables, runs: runsOf(tree, named, params) };
}

/** The runs that a plain question about one view names: `WHERE run_id = …` or `run_id IN (…)`. */
function runsOf(tree: unknown, named: string[], params: IWatchRequest['params']): ReadonlySet<string> | null {
  const node = (tree as { node?: INode }).node;
  const from = node?.from_table as INode | undefined;
  if (named.length !== 1 || node?.type !== 'SELECT_NODE' || from?.type !== 'BASE_TABLE') {
    return null;
  }
  if (!OF_ONE_RUN.has(nameOf(from.table_name))) {
    return null;
  }
  const where = node.where_clause as INode | null;
  const conditions = where?.type === 'CONJUNCTION_AND' ? (where.children as INode[]) : where ? [where] : [];
  for (const condition of conditions) {
    const [column, ...values] = operands(condition);
    const runs = values.map(value => textOf(value, params));
    if (column && isRunId(column) && runs.length > 0 && runs.every(run => run !== null)) {
      return new Set(runs);
    }
  }
  return null;
}

function operands(condition: INode): INode[] {
  switch (condition.type) {
    case 'COMPARE_EQUAL': {
      const sides = [condition.left, condition.right] as [INode, INode];
      return isRunId(sides[0]) ? sides : sides.reverse();
    }
    case 'COMPARE_IN':
      return condition.children as INode[];
    default:
      return [];
  }
}

function isRunId(node: INode): boolean {
  return node.type === 'COLUMN_REF' && nameOf((node.column_names as unknown[]).at(-1)) === 'run_id';
}

function textOf(node: INode, params: IWatchRequest['params']): string | null {
  const value =
    node.type === 'VALUE_PARAMETER' && params
      ? (params as { [name: string]: unknown })[
          Array.isArray(params) ? Number(node.identifier) - 1 : String(node.identifier)
        ]
      : constantOf(node);
  return typeof value === 'string' ? value : null;
}
