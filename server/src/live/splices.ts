/** What is new between two answers to one question. */
import type { Cell, IResult, ISplice } from '../protocol';

type Rows = Pick<IResult, 'data' | 'row_count'>;

/** Rows by which a window that moved is looked for, at most. */
const MOST_MOVED = 1_000;

/**
 * Splices that make the rows of `before` those of `after`, done one after the
 * other. They are few and short where rows were added at one end, fell off the
 * other, or changed in place; else they are all between the first and the last
 * row that differ.
 */
export function splices(before: Rows, after: Rows): ISplice[] {
  const same = (a: number, b: number): boolean =>
    after.data.every((column, index) => equal(before.data[index]?.[a] ?? null, column[b] ?? null));
  let start = 0;
  while (start < before.row_count && start < after.row_count && same(start, start)) {
    start++;
  }
  let [end, endAfter] = [before.row_count, after.row_count];
  while (end > start && endAfter > start && same(end - 1, endAfter - 1)) {
    end--;
    endAfter--;
  }
  const [old, now] = [end - start, endAfter - start];
  const take = (from: number, to: number): Cell[][] => after.data.map(column => column.slice(from, to));
  const goesOn = (skipped: number, added: number, rows: number): boolean => {
    for (let row = 0; row < rows; row++) {
      if (!same(start + skipped + row, start + added + row)) {
        return false;
      }
    }
    return true;
  };
  const most = Math.min(MOST_MOVED, Math.min(old, now) / 2);
  for (let moved = 1; moved <= most; moved++) {
    const pushed = Math.min(old, now - moved);
    if (goesOn(0, moved, pushed)) {
      return [
        { start: start + pushed, remove: old - pushed, data: take(start + moved + pushed, endAfter) },
        { start, remove: 0, data: take(start, start + moved) }
      ].filter(isSomething);
    }
    const left = Math.min(old - moved, now);
    if (goesOn(moved, 0, left)) {
      return [
        { start, remove: moved, data: take(0, 0) },
        { start: start + left, remove: old - moved - left, data: take(start + left, endAfter) }
      ].filter(isSomething);
    }
  }
  return old === now ? inPlace() : [{ start, remove: old, data: take(start, endAfter) }];

  function inPlace(): ISplice[] {
    const changed: ISplice[] = [];
    for (let row = start; row < end; row++) {
      const last = changed.at(-1);
      if (same(row, row)) {
        continue;
      }
      if (last && last.start + last.remove === row) {
        last.remove++;
      } else {
        changed.push({ start: row, remove: 1, data: [] });
      }
    }
    return changed.map(splice => ({ ...splice, data: take(splice.start, splice.start + splice.remove) }));
  }
}

function isSomething({ remove, data }: ISplice): boolean {
  return remove > 0 || (data[0]?.length ?? 0) > 0;
}

function equal(a: Cell, b: Cell): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
}
