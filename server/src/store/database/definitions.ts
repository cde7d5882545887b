/**
 * The public schema in the database: views, macros, and comments on all of them.
 *
 * The database keeps a hash of the definitions that it has. Where it is another
 * one than this companion's, or where it has not the same views, all are made
 * anew in one transaction; the tables, and so what they hold, stay as they are.
 */
import { createHash } from 'node:crypto';

import type { DuckDBConnection } from '@duckdb/node-api';

import { type IMacro, MACROS } from '../macros';
import { GUARD_STATEMENTS } from '../macros/guards';
import { matchingStatements } from '../macros/matching';
import { quoted } from '../quoted';
import { type IView, VIEWS } from '../views';
import { BASE_DEFINITIONS, BASE_VIEWS } from '../views/baseViews';

/** Have the definitions of this companion in the database. */
export async function define(connection: DuckDBConnection): Promise<void> {
  const has = await state(connection);
  const views = await viewNames(connection);
  if (has?.hash === HASH && views.length === OWN_VIEWS.size && views.every(name => OWN_VIEWS.has(name))) {
    return;
  }
  const gone = [
    ...views.filter(name => !OWN_VIEWS.has(name)).map(name => `DROP VIEW ${name}`),
    ...(has?.macros ?? []).map(drop => `DROP ${drop}`)
  ];
  const macros = MACROS.map(macro => quoted(`${kindOf(macro)} IF EXISTS main.${macro.name}`));
  await connection.run('BEGIN');
  try {
    await connection.run([...gone, ...STATEMENTS].join(';\n'));
    await connection.run(`CREATE OR REPLACE TABLE store.definitions AS
      SELECT ${quoted(HASH)} AS hash, [${macros.join(', ')}] AS macros`);
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK');
    throw error;
  }
}

const STATEMENTS = [
  ...BASE_DEFINITIONS,
  ...GUARD_STATEMENTS,
  ...matchingStatements(),
  ...VIEWS.flatMap(viewStatements),
  ...MACROS.flatMap(macroStatements)
];

const HASH = createHash('sha256').update(STATEMENTS.join('\0')).digest('hex');

const OWN_VIEWS = new Set([...BASE_VIEWS.map(name => `store."${name}"`), ...VIEWS.map(({ name }) => `main."${name}"`)]);

async function viewNames(connection: DuckDBConnection): Promise<string[]> {
  const reader = await connection.runAndReadAll(`
    SELECT format('{}."{}"', schema_name, view_name) FROM duckdb_views()
    WHERE NOT internal AND NOT temporary`);
  return reader.getRows().map(([name]) => String(name));
}

/** What is kept of the definitions: their hash, and the macros, which DuckDB takes long to list. */
async function state(connection: DuckDBConnection): Promise<{ hash: string; macros: string[] } | null> {
  const found = await connection.runAndReadAll(
    "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'store' AND table_name = 'definitions'"
  );
  if (found.currentRowCount === 0) {
    return null;
  }
  const reader = await connection.runAndReadAll('SELECT hash, macros FROM store.definitions');
  const [row] = reader.getRowObjectsJS();
  return { hash: String(row?.hash), macros: (row?.macros ?? []) as string[] };
}

function viewStatements({ name, row, columns, sql }: IView): string[] {
  return [
    `CREATE OR REPLACE VIEW main.${name} AS ${sql}`,
    `COMMENT ON VIEW main.${name} IS ${quoted(`A row is ${row}`)}`,
    ...Object.entries(columns).map(
      ([column, comment]) => `COMMENT ON COLUMN main.${name}."${column}" IS ${quoted(comment)}`
    )
  ];
}

function macroStatements(macro: IMacro): string[] {
  const { name, kind, parameters, comment, sql } = macro;
  const as = kind === 'rows' ? 'AS TABLE' : 'AS';
  return [
    `CREATE OR REPLACE MACRO main.${name}(${parameters.join(', ')}) ${as} ${sql}`,
    `COMMENT ON ${kindOf(macro)} main.${name} IS ${quoted(comment)}`
  ];
}

function kindOf({ kind }: IMacro): string {
  return kind === 'rows' ? 'MACRO TABLE' : 'MACRO';
}
