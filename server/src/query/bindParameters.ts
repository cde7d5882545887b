import {
  BIGINT,
  DOUBLE,
  type DuckDBPreparedStatement,
  type DuckDBType,
  type DuckDBValue,
  LIST,
  listValue,
  SQLNULL,
  STRUCT,
  structValue,
  BOOLEAN,
  VARCHAR
} from '@duckdb/node-api';

import { QueryError } from '../errors';
import type { Cell, IQueryRequest } from '../protocol';
import type { Given } from './givenTables';

/**
 * Give the statement's placeholders their values: by name (`$lr`) from an
 * object, by position (`?`, `$1`) from an array.
 *
 * Whole numbers are bound as BIGINT, so that `range($n)` and `LIMIT $n` work.
 *
 * @throws QueryError NT303 when a value is missing or left over
 */
export function bindParameters(
  statement: DuckDBPreparedStatement,
  params: IQueryRequest['params'],
  values: Given['values'] = null
): void {
  const names = Array.from({ length: statement.parameterCount }, (_, index) => statement.parameterName(index + 1));
  const given = new Map(values ?? entriesOf(params).map(([name, cell]) => [name, typed(cell)]));
  names.forEach((name, index) => {
    const key = name.toLowerCase();
    const found = given.get(key);
    if (found === undefined) {
      const place = /^\d+$/.test(name) ? `parameter ${name}` : `$${name}`;
      throw new QueryError('NT303', `The query asks for ${place}, and params does not give it`, {
        hint: /^\d+$/.test(name) ? `Give a list of ${names.length} values.` : `Give a value by name: {"${name}": …}.`
      });
    }
    given.delete(key);
    statement.bindValue(index + 1, found.value, found.type);
  });
  const [extra] = given.keys();
  if (extra !== undefined) {
    throw new QueryError('NT303', `The query has no placeholder for the parameter ${extra}`, {
      hint: /^\d+$/.test(extra)
        ? `It asks for ${names.length} values, and ${names.length + given.size} were given.`
        : `Write $${extra} where the value belongs, or leave it out.`
    });
  }
}

function entriesOf(params: IQueryRequest['params']): [string, Cell][] {
  return Array.isArray(params)
    ? params.map((value, index) => [String(index + 1), value])
    : Object.entries(params ?? {}).map(([name, value]) => [name.replace(/^\$/, '').toLowerCase(), value]);
}

/** A JSON value as DuckDB's, with the type that the whole of it has. */
function typed(cell: Cell): { value: DuckDBValue; type: DuckDBType } {
  if (cell === null) {
    return { value: null, type: SQLNULL };
  }
  if (Array.isArray(cell)) {
    const type = commonType(cell.map(item => typed(item).type));
    return { value: listValue(cell.map(item => coerced(item, type))), type: LIST(type) };
  }
  switch (typeof cell) {
    case 'boolean':
      return { value: cell, type: BOOLEAN };
    case 'number':
      return Number.isSafeInteger(cell) ? { value: BigInt(cell), type: BIGINT } : { value: cell, type: DOUBLE };
    case 'string':
      return { value: cell, type: VARCHAR };
  }
  const entries = Object.entries(cell).map(([name, entry]) => ({ name, ...typed(entry) }));
  return {
    value: structValue(Object.fromEntries(entries.map(({ name, value }) => [name, value]))),
    type: STRUCT(Object.fromEntries(entries.map(({ name, type }) => [name, type])))
  };
}

/** The type of a list whose items may differ: numbers widen to DOUBLE, mixtures become text. */
function commonType(types: DuckDBType[]): DuckDBType {
  const known = types.filter(type => type !== SQLNULL);
  const [first] = known;
  if (first === undefined) {
    return VARCHAR;
  }
  if (known.every(type => type.toString() === first.toString())) {
    return first;
  }
  return known.every(type => type === BIGINT || type === DOUBLE) ? DOUBLE : VARCHAR;
}

function coerced(value: Cell, type: DuckDBType): DuckDBValue {
  if (value === null) {
    return null;
  }
  if (type === DOUBLE) {
    return Number(value);
  }
  if (type === VARCHAR && typeof value !== 'string') {
    return JSON.stringify(value);
  }
  return typed(value).value;
}
