/**
 * Of many rows those that leave a trace: a million marks on three hundred
 * pixels lie on top of each other, and what is left out here would not be seen.
 */

/** Fewer rows than this are all drawn. */
export const MAX_DRAWN = 5_000;

type Place = (row: number) => number;

/** One row for each spot of 2 × 2 pixels. */
export function thinnedDots(rows: readonly number[], x: Place, y: Place): readonly number[] {
  if (rows.length <= MAX_DRAWN) {
    return rows;
  }
  const taken = new Set<number>();
  return rows.filter(row => {
    const spot = Math.round(x(row) / 2) * 65_536 + Math.round(y(row) / 2);
    const free = !taken.has(spot);
    taken.add(spot);
    return free;
  });
}

/** First, last, highest and lowest row of each column of pixels: the line through them looks the same. */
export function thinnedLine(rows: readonly number[], x: Place, y: Place): readonly number[] {
  if (rows.length <= MAX_DRAWN) {
    return rows;
  }
  const columns = new Map<number, { first: number; last: number; low: number; high: number }>();
  for (const row of rows) {
    const column = columns.get(Math.round(x(row)));
    if (!column) {
      columns.set(Math.round(x(row)), { first: row, last: row, low: row, high: row });
      continue;
    }
    column.first = x(row) < x(column.first) ? row : column.first;
    column.last = x(row) >= x(column.last) ? row : column.last;
    column.low = y(row) < y(column.low) ? row : column.low;
    column.high = y(row) > y(column.high) ? row : column.high;
  }
  return [...new Set([...columns.values()].flatMap(({ first, last, low, high }) => [first, low, high, last]))];
}
