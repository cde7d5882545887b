import type { IConnector } from '../companion/connector';
import type { Cell, RunStatus } from '../companion/wire';
import { rowsOf } from '../companion/rows';
import { literals } from '../companion/sql';

/** What the commands need to know of a run. */
export interface IRunFacts {
  [column: string]: Cell;
  run_id: string;
  name: string;
  project: string;
  notebook_path: string | null;
  status: RunStatus;
  stop_requested_at: string | null;
  tags: string[] | null;
  note: string | null;
  archived: boolean;
  hidden: boolean;
  is_baseline: boolean;
  baseline_run_id: string | null;
}

/** The runs with these ids, in their order; unknown ids are left out. */
export async function runFacts(connector: IConnector, ids: readonly string[]): Promise<IRunFacts[]> {
  const sql = `SELECT r.run_id, r.name, r.project, r.notebook_path, r.tags, r.note, r.archived, r.hidden,
  r.is_baseline, r.status, r.stop_requested_at, p.baseline_run_id
FROM runs AS r LEFT JOIN projects AS p ON p.project = r.project
WHERE r.run_id IN ${literals(ids)}`;
  const found = rowsOf<IRunFacts>(await connector.request({ type: 'query', sql }));
  const byId = new Map(found.map(run => [run.run_id, run]));
  return ids.map(id => byId.get(id)).filter((run): run is IRunFacts => run !== undefined);
}
