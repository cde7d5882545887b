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
  params: IQueryRequest['params']
): void {
  const names = Array.from({ length: statement.parameterCount }, (_, index) =>
    statement.parameterName(index + 1)
  );
  const given = new Map(
    Array.isArray(params)
      ? params.map((value, index): [string, Cell] => [String(index + 1), value])
      : Object.entries(params ?? {}).map(([name, value]): [string, Cell] => [
          name.replace(/^\$/, '').toLowerCase(),
          value
        ])
  );
  names.forEach((name, index) => {
    const key = name.toLowerCase();
    const value = given.get(key);
    if (value === undefined) {
      const place = /^\d+$/.test(name) ? `parameter ${name}` : `$${name}`;
      throw new QueryError('NT303', `The query asks for ${place}, and params does not give it`, {
        hint: /^\d+$/.test(name)
          ? `Give a list of ${names.length} values.`
          : `Give a value by name: {"${name}": …}.`
      });
    }
    given.delete(key);
    const { bound, type } = typed(value);
    statement.bindValue(index + 1, bound, type);
  });
  const [extra] = given.keys();
  if (extra !== undefined) {
    throw new QueryError('NT303', `The query has no placeholder for the parameter ${extra}`, {
      hint: Array.isArray(params)
        ? `It asks for ${names.length} values, and ${params.length} were given.`
        : `Write $${extra} where the value belongs, or leave it out.`
    });
  }
}

/** A JSON value as DuckDB's, with the type that the whole of it has. */
function typed(value: Cell): { bound: DuckDBValue; type: DuckDBType } {
  if (value === null) {
    return { bound: null, type: SQLNULL };
  }
  if (Array.isArray(value)) {
    const type = commonType(value.map(item => typed(item).type));
    return { bound: listValue(value.map(item => coerced(item, type))), type: LIST(type) };
  }
  switch (typeof value) {
    case 'boolean':
      return { bound: value, type: BOOLEAN };
    case 'number':
      return Number.isSafeInteger(value)
        ? { bound: BigInt(value), type: BIGINT }
        : { bound: value, type: DOUBLE };
    case 'string':
      return { bound: value, type: VARCHAR };
  }
  const entries = Object.entries(value).map(([name, entry]) => ({ name, ...typed(entry) }));
  return {
    bound: structValue(Object.fromEntries(entries.map(({ name, bound }) => [name, bound]))),
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
  return typed(value).bound;
}
