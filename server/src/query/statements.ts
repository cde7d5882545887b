/** Texts as DuckDB takes them: checked as a syntax tree, and prepared. */
import { type DuckDBConnection, type DuckDBPreparedStatement, StatementType } from '@duckdb/node-api';

import { QueryError } from '../errors';
import { checkStatement } from './checkStatement';

const SERIALIZE = `
  SELECT CASE WHEN strlen(_tree) <= $2 THEN _tree END
  FROM (SELECT json_serialize_sql($1::VARCHAR)::VARCHAR AS _tree)`;

/** The statement's syntax tree. @throws QueryError as checkStatement */
export function checkedTree(connection: DuckDBConnection, sql: string): Promise<unknown> {
  return checkStatement(sql, async (text, most) => {
    const reader = await connection.runAndReadAll(SERIALIZE, [text, most]);
    const tree = reader.getRows()[0]?.[0];
    return typeof tree === 'string' ? tree : null;
  });
}

/** @throws QueryError NT304 for what is no question */
export async function prepared(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) {
    throw new QueryError('NT304', `One statement at a time; these are ${statements.count}`);
  }
  const statement = await statements.prepare(0);
  const type = statement.statementType;
  if (type !== StatementType.SELECT && type !== StatementType.EXPLAIN) {
    statement.destroySync();
    throw new QueryError('NT304', `What was recorded is read-only: ${StatementType[type]} is refused`);
  }
  return statement;
}
