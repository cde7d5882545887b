import type { IExecution } from '../code/cells';
import { distinctCells } from '../code/cells';
import { diffCell, type ICellDiff } from '../code/diffCell';
import { matchCells, type CellPair } from '../code/matchCells';
import type { IRunRecord } from '../run/runRecord';
import { isDecisive } from './codeDifference';
import type { IDifferenceRow } from './differences';
import { mapPair } from '../../core/pair';

/** A pair of cells with its diff. */
export type IComparedCell = CellPair & { diff: ICellDiff };

/** What two runs' code differs in. */
export interface ICodeChange {
  cells: IComparedCell[];
  /** Cells that may have made the difference. */
  changed: IComparedCell[];
  /** Lines of these. */
  added: number;
  removed: number;
}

/** What two runs' executions differ in. */
export function codeChange(
  base: IRunRecord,
  candidate: IRunRecord,
  executions: readonly [readonly IExecution[], readonly IExecution[]]
): ICodeChange {
  const [left, right] = mapPair(executions, distinctCells);
  const cells = matchCells(left, right).map(pair => ({
    ...pair,
    diff: diffCell(pair.left?.last.source ?? null, pair.right?.last.source ?? null)
  }));
  const changed = cells.filter(cell => isDifferent(cell) && isDecisive(cell, base, candidate));
  return {
    cells,
    changed,
    added: changed.reduce((sum, { diff }) => sum + diff.added, 0),
    removed: changed.reduce((sum, { diff }) => sum + diff.removed, 0)
  };
}

/** Whether any line of the cell differs. */
export function isDifferent({ diff }: IComparedCell): boolean {
  return diff.added + diff.removed > 0;
}

/** Everything known to differ between the baseline and one candidate; null is not known yet. */
export interface IChanges {
  params: IDifferenceRow[];
  packages: IDifferenceRow[] | null;
  code: ICodeChange | null;
}
