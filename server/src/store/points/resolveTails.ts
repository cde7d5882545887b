import type { DuckDBConnection } from '@duckdb/node-api';

import type { Series } from './Series';

/** Ask the points of these series where their ends begin: after a good one came late into the middle of an end. */
export async function resolveTails(connection: DuckDBConnection, doubtful: readonly Series[]): Promise<void> {
  for (const { id, doubts } of doubtful) {
    for (const { tail, limit } of doubts) {
      const { at, step } = tail.doubt ?? { at: 0, step: 0 };
      const reader = await connection.runAndReadAll(
        `SELECT epoch_us(time) AS at, step FROM store.points
         WHERE series = ${id} AND (NOT isfinite(value) OR abs(value) >= '${limit}'::DOUBLE)
           AND (epoch_us(time), step) > (${at}, ${step})
         ORDER BY time, step LIMIT 1`
      );
      const [first] = reader.getRowsJS();
      if (first) {
        tail.begin(Number(first[0]), Number(first[1]));
      }
    }
  }
}
