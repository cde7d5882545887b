import type { IExecution } from '../code/cells';
import { distinctCells } from '../code/cells';
import { diffCell, type ICellDiff } from '../code/diffCell';
import { matchCells, type ICellPair } from '../code/matchCells';
import type { IDifferenceRow } from './differences';

/** A pair of cells with its diff. */
export interface IComparedCell extends ICellPair {
  diff: ICellDiff;
}

/** What two runs' code differs in. */
export interface ICodeChange {
  cells: IComparedCell[];
  /** Cells edited, or run by one side only. */
  changed: IComparedCell[];
  added: number;
  removed: number;
}

export function codeChange(
  base: readonly IExecution[],
  candidate: readonly IExecution[]
): ICodeChange {
  const cells = matchCells(distinctCells(base), distinctCells(candidate)).map(pair => ({
    ...pair,
    diff: diffCell(pair.left?.last.source ?? null, pair.right?.last.source ?? null)
  }));
  const changed = cells.filter(({ diff }) => diff.added + diff.removed > 0);
  return {
    cells,
    changed,
    added: changed.reduce((sum, { diff }) => sum + diff.added, 0),
    removed: changed.reduce((sum, { diff }) => sum + diff.removed, 0)
  };
}

/** Everything known to differ between the baseline and one candidate; null is not known yet. */
export interface IChanges {
  params: IDifferenceRow[];
  packages: IDifferenceRow[] | null;
  code: ICodeChange | null;
}
