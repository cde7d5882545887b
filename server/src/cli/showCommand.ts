import type { Cell, IResult } from '../protocol';
import { type ICommand, UsageError } from './Command';
import { json } from './json';
import { rowObjects, table, written } from './table';
import { began, theRun } from './theRun';
import { visible } from './visible';

/** What is shown of a run, and asked for by its id. */
const PARTS = {
  params: 'SELECT key, value FROM params WHERE run_id = $run ORDER BY key',
  summary: 'SELECT key, value FROM run_summary WHERE run_id = $run ORDER BY key',
  metrics: `SELECT key, goal, count, first_value AS first, last_value AS last,
              best_value AS best, best_step FROM metric_summary WHERE run_id = $run ORDER BY key`,
  cells: `SELECT position, execution_count AS "In", status, round(duration_seconds, 2) AS seconds,
            error_name AS error, regexp_extract(source, '[^\\n]+') AS source
          FROM cells WHERE execution_id IN (SELECT execution_id FROM run_cells WHERE run_id = $run)
             OR run_id = $run ORDER BY started_at`,
  environment: `SELECT e.python_version AS python, e.platform, e.cpu, e.memory_bytes, e.package_count
                FROM environments e JOIN runs r USING (environment_hash) WHERE r.run_id = $run`
} as const;

export const showCommand: ICommand = {
  name: 'show',
  summary: 'show one run: parameters, metrics, cells, environment',
  usage: `nbtrail show RUN [--json]

RUN is a run's id, the beginning of one, or a run's name.

  --json   print one object and nothing else`,
  most: 1,
  options: { json: { type: 'boolean' } },
  async run([name], options, { client, say }) {
    if (name === undefined) {
      throw new UsageError('Which run?', 'nbtrail runs lists them.');
    }
    const run = await theRun(client, name);
    const id = String(run.run_id);
    const asked = await Promise.all(
      Object.entries(PARTS).map(
        async ([part, sql]): Promise<[string, IResult]> => [
          part,
          await client.ask('query', { sql, params: { run: id } })
        ]
      )
    );
    if (options.json) {
      const parts = asked.map(([part, result]) => [part, rowObjects(result)]);
      say(json({ run, ...Object.fromEntries(parts) }));
      return 0;
    }
    heading(run).forEach(say);
    for (const [part, result] of asked.filter(([, found]) => found.row_count > 0)) {
      say('');
      say(part);
      table(result).forEach(line => say(`  ${line}`));
    }
    return 0;
  }
};

/** `val/loss is NaN since step 3` */
function divergence(run: { [column: string]: Cell }): string | null {
  const { diverged_metric: metric, diverged_value: value, diverged_at_step: step } = run;
  return metric === null || metric === undefined
    ? null
    : `${String(metric)} is ${written(value)} since step ${written(step)}`;
}

function heading(run: { [column: string]: Cell }): string[] {
  const facts: [string, Cell | undefined][] = [
    ['run', run.run_id],
    ['project', run.project],
    ['experiment', run.experiment],
    ['notebook', run.notebook_path],
    ['started', began(run)],
    ['seconds', run.duration_seconds],
    [String(run.primary_metric ?? 'metric'), run.primary_value],
    ['diverged', divergence(run)],
    ['tags', run.tags],
    ['note', run.note],
    ['git', run.git_commit],
    ['error', run.error_name && `${String(run.error_name)}: ${String(run.error_value ?? '')}`]
  ];
  const shown = facts.filter(([, value]) => value !== null && value !== '' && written(value) !== '');
  const wide = Math.max(...shown.map(([label]) => label.length));
  return [
    `${written(run.name)} · ${written(run.status)}`,
    ...shown.map(([label, value]) => `  ${visible(label).padEnd(wide)}  ${written(value)}`)
  ];
}
