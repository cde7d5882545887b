/**
 * Spares a question the points that lie between those that it is about.
 *
 * Their series' numbers are looked up in the question's own transaction, and put
 * into a variable of its connection, which the view of all points looks at.
 */
import { type DuckDBConnection, LIST, listValue, VARCHAR } from '@duckdb/node-api';

import { QueryError } from '../errors';
import type { IPointsOf } from '../protocol';
import { SERIES_ASKED } from '../store/views/baseViews';

/** Of more series each point's would be compared with too many numbers. */
const MAX_SERIES = 64;

const NUMBERS = 'SELECT series FROM store.series WHERE key = $1 AND list_contains($2, run_id)';

/** @throws QueryError NT405 for what is no such points */
export function checkPoints(points: IPointsOf | undefined): void {
  if (points === undefined) {
    return;
  }
  const { key, runs } = points ?? {};
  if (typeof key !== 'string' || !Array.isArray(runs) || runs.some(run => typeof run !== 'string')) {
    throw new QueryError('NT405', 'points has to name a key and a list of runs', {
      hint: '{"key": "val/loss", "runs": ["20261124-0800-1"]}'
    });
  }
}

/** For the statements that follow on this connection, until {@link widen}. */
export async function narrow(connection: DuckDBConnection, { key, runs }: IPointsOf): Promise<void> {
  if (runs.length > MAX_SERIES) {
    return;
  }
  const reader = await connection.runAndReadAll(NUMBERS, [key, listValue(runs)], [VARCHAR, LIST(VARCHAR)]);
  const numbers = reader.getRowsJS().map(([series]) => Number(series));
  await connection.run(`SET VARIABLE ${SERIES_ASKED} = [${numbers.join()}]::INTEGER[]`);
}

export async function widen(connection: DuckDBConnection): Promise<void> {
  await connection.run(`RESET VARIABLE ${SERIES_ASKED}`);
}
