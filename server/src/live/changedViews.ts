import type { IChangedPush } from '../protocol';
import type { ICommit } from '../store/Store';
import { LOGS, REGISTERS } from '../store/tables';

/** The views that may answer differently once a table has changed. */
const VIEWS_OVER: Readonly<Record<keyof typeof REGISTERS | keyof typeof LOGS, readonly string[]>> = {
  writer: ['writers'],
  position: [],
  session: ['sessions', 'cells', 'runs', 'packages', 'projects'],
  run: ['runs', 'experiments', 'projects'],
  param: ['params'],
  result: ['run_summary'],
  tag: ['tags', 'runs'],
  definition: ['metric_summary', 'runs'],
  baseline: ['projects', 'runs'],
  cell: ['cells', 'metrics'],
  run_cell: ['run_cells'],
  source: ['cells'],
  environment: ['environments'],
  package: ['packages'],
  shape: [],
  series: ['metrics', 'metric_summary', 'runs'],
  event: ['events'],
  notice: ['notices'],
  quarantine: ['quarantine']
};

/** A commit as clients hear of it. */
export function changedViews({ version, tables, runs }: ICommit): IChangedPush {
  const views = new Set(
    tables.flatMap(table => VIEWS_OVER[table as keyof typeof VIEWS_OVER] ?? [])
  );
  return { type: 'changed', version, views: [...views], runs };
}
