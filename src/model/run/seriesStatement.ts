/**
 * A metric's lines, reduced in SQL to what a chart can show.
 *
 * Reduction is M4 (Jugel et al., VLDB 2014): per pixel column the first, last,
 * lowest and highest point stay, so the drawn line is the same as that of all
 * points. A line with fewer points than columns stays exact. Smoothing comes
 * first, over the full series: Σ w^(n−j) y_j / Σ w^(n−j), the debiased moving
 * average of charts/smooth.ts as window sums. To keep w^−j in a double's range
 * the sums run over blocks, each with the block before it carried over; what
 * lies further back weighs less than 1e−200.
 */
import type { IPoints } from '../../charts';
import type { Cell, IResult } from '../../companion/wire';
import type { IStatement } from '../../companion/statement';
import { rowsOf } from '../../companion/rows';

export type XAxis = 'step' | 'elapsed' | 'clock';

export interface ISeriesRequest {
  runs: string[];
  key: string;
  xAxis: XAxis;
  /** Columns that the chart has: about its width in pixels. */
  columns: number;
  /** From 0 (off) to below 1. */
  smoothing: number;
  /** The zoomed part of the x axis; the neighbours of its ends come along. */
  within?: readonly [number, number] | null;
}

/** One run's line. */
export interface IRunSeries extends IPoints {
  runId: string;
  /** The line before smoothing. */
  raw?: IPoints;
  /** x of values that were not numbers. */
  gaps: number[];
}

const X: { [axis in XAxis]: string } = {
  step: 'm.step::DOUBLE',
  elapsed: 'epoch(m.time) - epoch(r.started_at)',
  clock: 'epoch(m.time)'
};

export function seriesStatement(request: ISeriesRequest): IStatement {
  const { runs, key, xAxis, columns, smoothing, within } = request;
  const isSmooth = smoothing > 0;
  const params: IStatement['params'] = { runs, key, columns };
  if (isSmooth) {
    params.weight = smoothing;
    params.block = Math.max(1, Math.floor((200 * Math.LN10) / -Math.log(smoothing)));
  }
  if (within) {
    [params.from, params.to] = within;
  }
  const join = xAxis === 'elapsed' ? '\n  JOIN runs r ON r.run_id = m.run_id' : '';
  const isLong = (window: string): string => `count(*) OVER (${window}) > 2 * $columns AS is_long`;
  // Where no zoom filters in between, the points are numbered and counted in one pass.
  const inside = within
    ? `placed AS (
  SELECT *, row_number() OVER w AS i, lag(x) OVER w AS before, lead(x) OVER w AS after
  FROM lines
  WINDOW w AS (PARTITION BY run, is_raw ORDER BY x, time)
), inside AS (
  SELECT *, ${isLong('PARTITION BY run, is_raw')}
  FROM placed
  WHERE coalesce(after, x) >= $from AND coalesce(before, x) <= $to
)`
    : `inside AS (
  SELECT *, row_number() OVER w AS i,
    ${isLong('w ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING')}
  FROM lines
  WINDOW w AS (PARTITION BY run, is_raw ORDER BY x, time)
)`;
  const sql = `WITH points AS (
  SELECT list_position($runs, m.run_id) AS run, ${X[xAxis]} AS x, m.value AS y, m.time
  FROM metrics m${join}
  WHERE m.key = $key AND list_contains($runs, m.run_id)
), ${isSmooth ? SMOOTH : PLAIN}, ${inside}, kept AS (
  SELECT run, is_raw, unnest(if(isfinite(y), [min(i), max(i), arg_min(i, y), arg_max(i, y)], [min(i)])) AS i
  FROM inside, (SELECT min(x) AS low, max(x) AS high FROM inside)
  WHERE is_long
  GROUP BY run, is_raw, isfinite(y), floor((x - low) / (high - low) * $columns)
)
SELECT $runs[run] AS run_id, if(is_raw, 'raw', 'line') AS kind, list(x ORDER BY i) AS x, list(y ORDER BY i) AS y
FROM inside
WHERE NOT is_long OR (run, is_raw, i) IN (SELECT (run, is_raw, i) FROM kept)
GROUP BY run, is_raw`;
  return { sql, params, points: { runs, key }, runs };
}

const PLAIN = `lines AS (
  SELECT run, false AS is_raw, x, y, time FROM points
)`;

const SMOOTH = `counted AS (
  SELECT *, row_number() OVER (PARTITION BY run ORDER BY x, time) - 1 AS n
  FROM points WHERE isfinite(y)
), blocks AS (
  SELECT *, n // $block AS b, n % $block AS k,
    sum(y * pow($weight, -(n % $block))) OVER (PARTITION BY run, n // $block ORDER BY n) AS p
  FROM counted
), carried AS (
  SELECT run, b + 1 AS b, arg_max(p * pow($weight, k), n) AS carry FROM blocks GROUP BY run, b
), lines AS (
  SELECT run, false AS is_raw, x, time,
    (p * pow($weight, k) + coalesce(carry, 0) * pow($weight, k + 1)) * (1 - $weight) / (1 - pow($weight, n + 1)) AS y
  FROM blocks LEFT JOIN carried USING (run, b)
  UNION ALL BY NAME SELECT run, true AS is_raw, x, y, time FROM points
)`;

/** Reads the answer of {@link seriesStatement}, a line per run and kind. */
export function readSeries(result: IResult): Map<string, IRunSeries> {
  const lines = rowsOf<{ run_id: string; kind: string; x: Cell[]; y: Cell[] }>(result).map(row => ({
    runId: row.run_id,
    kind: row.kind,
    x: row.x.map(Number),
    y: row.y.map(Number)
  }));
  const gaps = new Map<string, Set<number>>();
  for (const { runId, x, y } of lines) {
    const found = gaps.get(runId) ?? new Set();
    x.filter((_, i) => !Number.isFinite(y[i])).forEach(at => found.add(at));
    gaps.set(runId, found);
  }
  const series = new Map<string, IRunSeries>();
  for (const { runId, kind, x, y } of lines) {
    const gap = [...(gaps.get(runId) ?? [])].sort((a, b) => a - b);
    const points = broken(
      x.filter((_, i) => Number.isFinite(y[i])),
      y.filter(Number.isFinite),
      gap
    );
    const one = series.get(runId) ?? { runId, x: [], y: [], gaps: gap };
    series.set(runId, kind === 'raw' ? { ...one, raw: points } : { ...one, ...points });
  }
  return series;
}

/** The points with a NaN at each gap, so that the line breaks there. */
function broken(x: number[], y: number[], gaps: readonly number[]): IPoints {
  if (gaps.length === 0) {
    return { x, y };
  }
  const out: IPoints = { x: [], y: [] };
  let passed = 0;
  const breakBefore = (end: number): void => {
    for (let gap = gaps[passed]; gap !== undefined && gap < end; gap = gaps[++passed]) {
      out.x.push(gap);
      out.y.push(NaN);
    }
  };
  x.forEach((at, i) => {
    breakBefore(at);
    out.x.push(at);
    out.y.push(y[i] ?? NaN);
  });
  breakBefore(Infinity);
  return out;
}
