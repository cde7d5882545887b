import type { Cell, IResult } from '../../companion/wire';
import { numberOf, rowsOf } from '../../companion/rows';

/** One execution of a cell in a run's session, up to the run's end. Times are seconds since the epoch. */
export interface IExecution {
  executionId: string;
  cellId: string | null;
  position: number;
  executionCount: number | null;
  source: string;
  sourceHash: string;
  status: 'ok' | 'error' | 'interrupted' | 'running';
  started: number;
  ended: number | null;
  duration: number | null;
  errorName: string | null;
  errorValue: string | null;
  traceback: string | null;
  /** The run took place in this execution. */
  own: boolean;
}

/** A cell as a run saw it: its executions in order; the last one is the code that counted. */
export interface ICodeCell {
  /** The cell's id, or its source's hash where the frontend sends none. */
  key: string;
  /** 1, 2, 3, … in the order of first execution. */
  number: number;
  executions: IExecution[];
  last: IExecution;
}

/** A source that comes more than once is sent once. */
export const CELLS_SQL = `SELECT r.run_id, c.execution_id, c.cell_id, c.position, c.execution_count, c.source_hash,
  CASE WHEN row_number() OVER (PARTITION BY c.source_hash) = 1 THEN c.source END AS source,
  c.status, epoch(c.started_at) AS started, epoch(c.ended_at) AS ended, c.duration_seconds,
  c.error_name, c.error_value, c.traceback, rc.execution_id IS NOT NULL AS own
FROM runs r
JOIN cells c ON c.session_id = r.session_id AND (r.ended_at IS NULL OR c.started_at <= r.ended_at)
LEFT JOIN run_cells rc ON rc.run_id = r.run_id AND rc.execution_id = c.execution_id
WHERE list_contains($runs, r.run_id)
ORDER BY r.run_id, c.position`;

/** Executions per run id, in order. */
export function readExecutions(result: IResult): Map<string, IExecution[]> {
  const found = new Map<string, IExecution[]>();
  const rows = rowsOf<{ [column: string]: Cell }>(result);
  const sources = new Map(
    rows.filter(({ source }) => source !== null).map(row => [row.source_hash, String(row.source)])
  );
  for (const row of rows) {
    const text = (name: string) => (row[name] === null ? null : String(row[name]));
    const list = found.get(String(row.run_id)) ?? [];
    list.push({
      executionId: String(row.execution_id),
      cellId: text('cell_id'),
      position: numberOf(row.position) ?? 0,
      executionCount: numberOf(row.execution_count),
      source: sources.get(row.source_hash) ?? '',
      sourceHash: String(row.source_hash),
      status: row.status as IExecution['status'],
      started: numberOf(row.started) ?? 0,
      ended: numberOf(row.ended),
      duration: numberOf(row.duration_seconds),
      errorName: text('error_name'),
      errorValue: text('error_value'),
      traceback: text('traceback'),
      own: row.own === true
    });
    found.set(String(row.run_id), list);
  }
  return found;
}

/** The distinct cells among `executions`, in the order of their first execution. */
export function distinctCells(executions: readonly IExecution[]): ICodeCell[] {
  const cells = new Map<string, ICodeCell>();
  for (const execution of executions) {
    const key = execution.cellId ?? execution.sourceHash;
    const cell = cells.get(key);
    if (cell) {
      cell.executions.push(execution);
      cell.last = execution;
    } else {
      cells.set(key, { key, number: cells.size + 1, executions: [execution], last: execution });
    }
  }
  return [...cells.values()];
}

const NAMING = /^\s*(?:#+\s*(?<comment>\S.*)|%%\w+\s+(?<magic>\S.*)|(?:async\s+)?(?:def|class)\s+(?<defined>\w+))/;

/** A few words that name a cell: its first comment, what it defines, or its first line. */
export function cellTitle(source: string): string {
  const lines = source.split('\n').filter(line => line.trim() !== '');
  const { comment, magic, defined } = NAMING.exec(lines[0] ?? '')?.groups ?? {};
  return (comment ?? magic ?? defined ?? lines[0] ?? '').trim();
}

/** Whether an execution of an earlier cell follows one of a later cell. */
export function wentBack(cells: readonly ICodeCell[]): Set<string> {
  const all = cells
    .flatMap(cell => cell.executions.map(execution => ({ execution, number: cell.number })))
    .sort((a, b) => a.execution.position - b.execution.position);
  return new Set(
    all
      .filter(({ number }, i) => i > 0 && number < (all[i - 1]?.number ?? 0))
      .map(({ execution }) => execution.executionId)
  );
}
