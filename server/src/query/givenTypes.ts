/** The types of columns that come with a query, and what is said of those that are malformed. */
import {
  BIGINT,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  type DuckDBType,
  ENUM,
  FLOAT,
  HUGEINT,
  INTEGER,
  INTERVAL,
  SMALLINT,
  SQLNULL,
  TIME,
  TIME_NS,
  TIMESTAMP,
  TIMESTAMP_MS,
  TIMESTAMP_NS,
  TIMESTAMP_S,
  TIMESTAMPTZ,
  TIMETZ,
  TINYINT,
  UBIGINT,
  UHUGEINT,
  UINTEGER,
  USMALLINT,
  UTINYINT,
  UUID
} from '@duckdb/node-api';

import { QueryError } from '../errors';
import type { INode } from './columns';

/** Types that have no more to them than their name. */
const TYPES = new Map<string, DuckDBType>([
  ['NULL', SQLNULL],
  ...[
    BOOLEAN,
    TINYINT,
    SMALLINT,
    INTEGER,
    BIGINT,
    HUGEINT,
    UTINYINT,
    USMALLINT,
    UINTEGER,
    UBIGINT,
    UHUGEINT,
    FLOAT,
    DOUBLE,
    DATE,
    TIME,
    TIME_NS,
    TIMETZ,
    TIMESTAMP,
    TIMESTAMP_S,
    TIMESTAMP_MS,
    TIMESTAMP_NS,
    TIMESTAMPTZ,
    INTERVAL,
    UUID
  ].map((type): [string, DuckDBType] => [String(type), type])
]);

export function plainType(head: Partial<INode>): DuckDBType {
  switch (head.type) {
    case 'DECIMAL': {
      const width = whole(head.width, 1, 38);
      return DECIMAL(width, whole(head.scale, 0, width));
    }
    case 'ENUM': {
      const values = textsIn(head.values);
      if (values.length === 0 || new Set(values).size !== values.length) {
        throw malformed('has no values of its own');
      }
      return ENUM(values);
    }
  }
  const type = TYPES.get(String(head.type));
  if (!type) {
    throw malformed(`is of a type that cannot be given, ${String(head.type)}`);
  }
  return type;
}

export function textsIn(texts: unknown): string[] {
  if (!Array.isArray(texts) || texts.some(text => typeof text !== 'string')) {
    throw malformed('lacks its texts');
  }
  return texts as string[];
}

export function whole(value: unknown, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw malformed('has a size that cannot be');
  }
  return value;
}

export function malformed(problem: string): QueryError {
  return new QueryError('NT405', `A column that was given ${problem}`, {
    hint: 'nbtrail/client/packing.py writes what query/columns.ts describes.'
  });
}
