/** Reads of the tables what {@link SeriesIndex} holds. */
import { type DuckDBConnection, LIST, listValue, VARCHAR } from '@duckdb/node-api';

import type { Goal } from './metricName';
import { type IAim, type IDefinition, Series } from './Series';
import { mostPreferredOf, type SeriesIndex } from './SeriesIndex';
import type { Stage } from '../merge/Stage';

type Found = Record<string, unknown>;

const SERIES = 'SELECT s.* REPLACE (epoch_us(s.first_at) AS first_at, epoch_us(s.last_at) AS last_at)';

/** Have the metrics of these runs in the index. */
export async function readMetrics(
  reader: DuckDBConnection,
  index: SeriesIndex,
  runIds: readonly string[]
): Promise<void> {
  const missing = [...new Set(runIds)].filter(runId => !index.has(runId));
  if (missing.length === 0) {
    return;
  }
  const read = (sql: string): Promise<Found[]> =>
    rows(reader, `${sql} WHERE run_id IN (SELECT unnest($1))`, [listValue(missing)], [LIST(VARCHAR)]);
  const projects = new Map(
    (await read('SELECT run_id, project FROM store.run')).map(row => [String(row.run_id), row.project])
  );
  const series = await read(`${SERIES} FROM store.series s`);
  const definitions = await read('SELECT run_id, key, set_by, goal, summary, is_primary FROM store.definition');
  index.take(
    missing.map(run_id => ({ run_id, project: (projects.get(run_id) ?? null) as string | null })),
    series.map(row => Series.from(row)),
    definitions.map(row => ({
      run_id: String(row.run_id),
      key: String(row.key),
      definition: definitionOf(row)
    }))
  );
}

/** What was said of the metrics of whole projects. */
export async function readAims(reader: DuckDBConnection): Promise<{ project: string; key: string; aim: IAim }[]> {
  return (await rows(reader, 'SELECT project, key, set_by, goal FROM store.aim')).map(row => ({
    project: String(row.project),
    key: String(row.key),
    aim: { by: String(row.set_by), goal: row.goal as Goal | null }
  }));
}

/**
 * Stage anew what a project's aim changes in runs that the index does not hold:
 * the metric's goal and best, and what their runs say of it.
 */
export async function restate(
  reader: DuckDBConnection,
  index: SeriesIndex,
  project: string,
  key: string,
  stage: Stage
): Promise<void> {
  const found = await rows(
    reader,
    `${SERIES}, d.set_by, d.goal AS said_goal, r.primary_metric
     FROM store.series s JOIN store.run r ON r.run_id = s.run_id
       LEFT JOIN store.definition d ON d.run_id = s.run_id AND d.key = s.key
     WHERE r.project = $1 AND s.key = $2`,
    [project, key]
  );
  for (const row of found.filter(({ run_id }) => !index.has(String(run_id)))) {
    const series = seriesOf({ ...row, goal: row.said_goal }, row.set_by);
    series.aim = index.aimOf(project, key);
    stage.put('series', { series: series.id }, 'told', ' ', series.toRow());
    const others = await rows(
      reader,
      `${SERIES} FROM store.series s WHERE s.run_id = $1 AND s.key <> $2
         AND (s.is_primary OR s.diverged_at_step IS NOT NULL)`,
      [series.run_id, key]
    );
    const all = [series, ...others.map(other => seriesOf(other, ''))];
    const primary = all.find(({ isPrimary }) => isPrimary);
    const worst = mostPreferredOf(all.filter(({ divergence }) => divergence !== null));
    stage.put('run', { run_id: series.run_id }, 'led', ' ', {
      primary_metric: row.primary_metric as string | null,
      primary_goal: primary?.goal ?? null,
      primary_value: primary?.best.value ?? null,
      diverged_metric: worst?.key ?? null,
      diverged_at_step: worst?.divergence?.step ?? null,
      diverged_value: worst?.divergence?.value ?? null
    });
  }
}

function seriesOf(row: Found, by: unknown): Series {
  const series = Series.from(row);
  series.definition = by === null ? undefined : definitionOf({ ...row, set_by: by });
  series.isPrimary = row.is_primary === true;
  return series;
}

function definitionOf(row: Found): IDefinition {
  return {
    by: String(row.set_by),
    goal: row.goal as Goal | null,
    summary: row.summary as string | null,
    primary: row.is_primary === true
  };
}

async function rows(
  reader: DuckDBConnection,
  sql: string,
  ...values: Parameters<DuckDBConnection['runAndReadAll']> extends [string, ...infer R] ? R : never
): Promise<Found[]> {
  return (await reader.runAndReadAll(sql, ...values)).getRowObjectsJS();
}
