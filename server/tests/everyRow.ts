import type { Home, Row } from './support';

/**
 * Everything that the views tell which show tables (the others follow from
 * them); of the points a digest of all of them.
 */
export async function everyRow(home: Home): Promise<Record<string, unknown>> {
  await home.ask('sync');
  const all: Record<string, unknown> = {};
  const views = await home.sql(
    "SELECT view_name AS name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main' AND contains(sql, 'store.')"
  );
  for (const { name } of views.filter(view => view.name !== 'metrics')) {
    const rows = await home.sql(`SELECT * FROM ${String(name)}`);
    all[String(name)] = rows.map(row => JSON.stringify(still(row), rounded)).sort();
  }
  all.metrics = await home.sql(
    `SELECT count(*) AS points, count(DISTINCT (run_id, key, step)) AS kinds,
      CAST(sum(CAST(hash(run_id, key, step, time, value, execution_id) AS HUGEINT)) AS VARCHAR) AS digest FROM metrics`
  );
  return all;
}

/** Sums depend on the order of what is summed, in their last digits. */
function rounded(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(12)) : value;
}

/** The row without what changes while a run goes on. */
function still(row: Row): Row {
  const { duration, duration_seconds, ...rest } = row;
  return row.status === 'running' ? rest : row;
}
