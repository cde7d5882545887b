/** Courses of metrics reduced in SQL: the extremes of each stretch are kept, nothing is sampled. */
import type { IConnector } from '../companion/connector';
import type { Cell } from '../companion/wire';
import { rowsOf } from '../companion/rows';
import { literal, literals } from '../companion/sql';

export type Course = readonly (readonly [step: number, value: number])[];

const STRETCHES = 19;

interface IStretch {
  [column: string]: Cell;
  run_id: string;
  low: number;
  low_step: number;
  high: number;
  high_step: number;
  last: number;
  last_step: number;
}

/** Asks for the course of one metric of each run, at most forty points each. */
export function coursesSql(wanted: readonly { run_id: string; metric: string }[]): string {
  const pairs = wanted.map(({ run_id, metric }) => `(${literal(run_id)}, ${literal(metric)})`);
  return `WITH points AS (
  SELECT m.run_id, m.step, m.value,
    min(m.step) OVER (PARTITION BY m.run_id) AS first_step,
    max(m.step) OVER (PARTITION BY m.run_id) AS final_step
  FROM metrics AS m
  WHERE m.run_id IN ${literals(wanted.map(({ run_id }) => run_id))}
    AND (m.run_id, m.key) IN (${pairs.join(', ')})
    AND isfinite(m.value)
)
SELECT run_id,
  least(${STRETCHES - 1}, floor(${STRETCHES} * (step - first_step) / greatest(final_step - first_step, 1e-9))) AS stretch,
  min(value) AS low, arg_min(step, value) AS low_step,
  max(value) AS high, arg_max(step, value) AS high_step,
  arg_max(value, step) AS last, max(step) AS last_step
FROM points
GROUP BY run_id, stretch
ORDER BY run_id, stretch`;
}

export async function courses(
  connector: IConnector,
  wanted: readonly { run_id: string; metric: string }[]
): Promise<Map<string, Course>> {
  const result = await connector.request({ type: 'query', sql: coursesSql(wanted) });
  const found = new Map<string, [number, number][]>(wanted.map(({ run_id }) => [run_id, []]));
  let before: IStretch | undefined;
  const close = (stretch: IStretch | undefined) => {
    if (stretch) {
      push(found.get(stretch.run_id), stretch.last_step, stretch.last);
    }
  };
  for (const stretch of rowsOf<IStretch>(result)) {
    if (before?.run_id !== stretch.run_id) {
      close(before);
    }
    const course = found.get(stretch.run_id);
    const extremes: [number, number][] = [
      [stretch.low_step, stretch.low],
      [stretch.high_step, stretch.high]
    ];
    extremes.sort((a, b) => a[0] - b[0]).forEach(([step, value]) => push(course, step, value));
    before = stretch;
  }
  close(before);
  return found;
}

function push(course: [number, number][] | undefined, step: number, value: number): void {
  const last = course?.[course.length - 1];
  if (!last || last[0] !== step || last[1] !== value) {
    course?.push([step, value]);
  }
}
