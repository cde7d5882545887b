/** What a line chart draws. Charts know nothing of runs: a series has an id, a name and points. */

/** Points of a line in the order of their x; both arrays have one length. */
export interface IPoints {
  x: number[];
  /** NaN breaks the line. */
  y: number[];
}

export interface ISeries extends IPoints {
  id: string;
  label: string;
  /** A CSS colour, `var(--…)` included. */
  colour: string;
  /** Dashed 5-3: the baseline, and nothing else. */
  dashed?: boolean;
  /** Drawn 2.25 px wide and on top. */
  chosen?: boolean;
  /** The line before smoothing, drawn thin behind it. */
  raw?: IPoints;
  /** Where a value was not a number: marked at the foot of the chart. */
  gaps?: number[];
  /** The last point is still moving: it gets a halo. */
  live?: boolean;
}

/**
 * The value of a line at `x`: the last point at or before it. Undefined outside
 * of the line, and where the line is broken.
 */
export function valueAt(points: IPoints, x: number): number | undefined {
  const index = indexAt(points.x, x);
  if (index < 0 || (index === points.x.length - 1 && x > (points.x[index] ?? Infinity))) {
    return undefined;
  }
  const value = points.y[index] ?? NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** Index of the last entry that is not above `x`; −1 when all are. */
export function indexAt(sorted: readonly number[], x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) <= x) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

/** The x nearest to `x` that some series has a point at; undefined without points. */
export function nearestX(series: readonly IPoints[], x: number): number | undefined {
  let best: number | undefined;
  for (const { x: xs } of series) {
    const index = indexAt(xs, x);
    for (const candidate of [xs[index], xs[index + 1]]) {
      if (candidate !== undefined && (best === undefined || Math.abs(candidate - x) < Math.abs(best - x))) {
        best = candidate;
      }
    }
  }
  return best;
}
