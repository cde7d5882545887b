import type { ICodeCell } from './cells';
import { mapPair } from '../../core/pair';

/** The same cell in two runs; one side is missing where only the other ran it. */
export type CellPair = { left: ICodeCell; right: ICodeCell | null } | { left: null; right: ICodeCell };

/** The cell that stands for the pair: as the right run has it, where it ran there. */
export function shownCell({ left, right }: CellPair): ICodeCell {
  return left === null ? right : (right ?? left);
}

/** Share of lines that two texts must have in common to count as one cell. */
const ALIKE = 0.5;

/**
 * Pairs the cells of two runs: by cell id, then by equal text, then by the most
 * similar text, so that moving a cell is not a change. In the right run's
 * order; cells of the left run only stand where they stood there.
 */
export function matchCells(left: readonly ICodeCell[], right: readonly ICodeCell[]): CellPair[] {
  const partner = new Map<ICodeCell, ICodeCell>();
  const taken = new Set<ICodeCell>();
  const pair = (a: ICodeCell, b: ICodeCell | undefined) => {
    if (b) {
      partner.set(b, a);
      taken.add(a);
    }
  };
  const free = () => right.filter(cell => !partner.has(cell));

  for (const same of [
    (a: ICodeCell, b: ICodeCell) => a.last.cellId !== null && a.last.cellId === b.last.cellId,
    (a: ICodeCell, b: ICodeCell) => a.last.sourceHash === b.last.sourceHash
  ]) {
    for (const a of left.filter(cell => !taken.has(cell))) {
      pair(
        a,
        free().find(b => same(a, b))
      );
    }
  }
  const candidates = left
    .filter(a => !taken.has(a))
    .flatMap(a => free().map(b => ({ a, b, alike: similarity(a.last.source, b.last.source) })))
    .filter(({ alike }) => alike >= ALIKE)
    .sort((x, y) => y.alike - x.alike);
  for (const { a, b } of candidates) {
    if (!taken.has(a) && !partner.has(b)) {
      pair(a, b);
    }
  }

  const pairs: CellPair[] = right.map(b => ({ left: partner.get(b) ?? null, right: b }));
  left.forEach((a, i) => {
    if (!taken.has(a)) {
      const before = i > 0 ? pairs.findIndex(p => p.left === left[i - 1]) : -1;
      pairs.splice(before + 1, 0, { left: a, right: null });
    }
  });
  return pairs;
}

/** Dice coefficient over the texts' lines, blank ones left out: 0 nothing shared, 1 the same lines. */
export function similarity(a: string, b: string): number {
  const [x, y] = mapPair([a, b], lines);
  if (x.length + y.length === 0) {
    return 1;
  }
  const counts = new Map<string, number>();
  for (const line of x) {
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  let shared = 0;
  for (const line of y) {
    const count = counts.get(line) ?? 0;
    if (count > 0) {
      shared++;
      counts.set(line, count - 1);
    }
  }
  return (2 * shared) / (x.length + y.length);
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}
