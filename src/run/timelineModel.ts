import type { TranslationBundle } from '@jupyterlab/translation';

import type { ITimelineBar, ITimelineRow } from '../charts';
import { distinctCells, type IExecution } from '../model/code/cells';
import { displayText } from '../ui/displayText';
import { formatDuration } from '../core/format';

/** Executions that a timeline is about: the run's own, or all of its session up to its end. */
export type TimelineScope = 'run' | 'session';

/** More than this many executions before a run would bury it. */
const MANY = 60;

export function scopeOf(executions: readonly IExecution[]): TimelineScope {
  const own = executions.filter(execution => execution.own).length;
  return executions.length > MANY && own > 0 ? 'run' : 'session';
}

/** Rows and bars of the executions, in seconds since the first of them began. */
export function timelineModel(
  executions: readonly IExecution[],
  scope: TimelineScope,
  now: number,
  trans: TranslationBundle
): { rows: ITimelineRow[]; bars: ITimelineBar[] } {
  const numbered = distinctCells(executions);
  const shown = scope === 'run' ? executions.filter(execution => execution.own) : executions;
  const ids = new Set(shown.map(execution => execution.executionId));
  const zero = Math.min(...shown.map(execution => execution.started));
  const cells = numbered.filter(cell => cell.executions.some(execution => ids.has(execution.executionId)));
  const rows = cells.map(cell => ({
    id: cell.key,
    number: String(cell.number),
    label: displayText(firstLine(cell.last.source))
  }));
  const bars = cells.flatMap(cell =>
    cell.executions.flatMap((execution, i): ITimelineBar[] => {
      if (!ids.has(execution.executionId)) {
        return [];
      }
      const end = execution.ended ?? (execution.status === 'running' ? now : execution.started);
      const edited = i > 0 && cell.executions[i - 1]?.sourceHash !== execution.sourceHash;
      const duration = formatDuration(execution.status === 'running' ? end - execution.started : execution.duration);
      return [
        {
          id: execution.executionId,
          row: cell.key,
          start: execution.started - zero,
          end: Math.max(end, execution.started) - zero,
          status: execution.status,
          own: execution.own,
          edited,
          text: duration,
          title: describe(execution, cell.number, duration, edited, trans)
        }
      ];
    })
  );
  return { rows, bars };
}

/** Executions of an earlier cell that followed one of a later cell. */
export function outOfOrder(executions: readonly IExecution[]): number {
  const numbers = new Map(
    distinctCells(executions).flatMap(cell => cell.executions.map(execution => [execution.executionId, cell.number]))
  );
  const numberOf = (execution?: IExecution): number => (execution && numbers.get(execution.executionId)) ?? 0;
  return executions.filter((execution, i) => i > 0 && numberOf(execution) < numberOf(executions[i - 1])).length;
}

function describe(
  execution: IExecution,
  number: number,
  duration: string,
  edited: boolean,
  trans: TranslationBundle
): string {
  const status = {
    ok: trans.__('ran'),
    error: trans.__('failed with %1', execution.errorName ?? trans.__('an error')),
    interrupted: trans.__('was interrupted'),
    running: trans.__('is running')
  }[execution.status];
  const parts = [trans.__('Cell %1 %2, %3', number, status, duration)];
  if (edited) {
    parts.push(trans.__('edited before'));
  }
  return displayText(parts.join(', '));
}

function firstLine(source: string): string {
  return source.split('\n').find(line => line.trim() !== '') ?? '';
}
