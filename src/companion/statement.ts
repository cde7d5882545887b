import type { Cell, IPointsOf } from './wire';
import { literal } from './sql';

/** A question to the companion: SQL with `$name` placeholders, and their values. */
export interface IStatement {
  sql: string;
  params: { [name: string]: Cell };
  /** The points that it is about, where these are few among many. */
  points?: IPointsOf;
  /** The runs that it is about, where the changes of others cannot change its answer. */
  runs?: string[];
  /** Least milliseconds between two answers, where it is watched. */
  every_ms?: number;
}

/** The statement with its values written into it: what "Show SQL" opens. */
export function sqlText({ sql, params }: IStatement): string {
  return sql.replace(/\$(\w+)/g, (placeholder, name: string) => {
    const value = params[name];
    return value === undefined ? placeholder : written(value);
  });
}

function written(value: Cell): string {
  if (value === null) {
    return 'NULL';
  }
  if (Array.isArray(value)) {
    return `[${value.map(written).join(', ')}]`;
  }
  if (typeof value === 'string') {
    return literal(value);
  }
  return typeof value === 'object' ? literal(JSON.stringify(value)) : String(value);
}
