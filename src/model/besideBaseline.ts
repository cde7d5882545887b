/** What is asked beside the list's rows, and put beside each row's value. */
import { rowsOf } from '../companion/rows';
import { literals } from '../companion/sql';
import type { IResult } from '../companion/wire';
import { noiseOf, repeatsSql, type IBaselineRepeat, type INoise } from './baselineNoise';
import { dataStanding, readUse, usualData, type IHasData, type IUse } from './dataDifference';
import type { IRunRow } from './runRow';

/** What is put beside a row, and what of the row it depends on. */
export type IBesideBaseline = Pick<
  IRunRow,
  'run_id' | 'project' | 'metric' | 'data' | 'is_repeat' | 'baseline_repeats' | 'noise' | 'ranked'
>;

/** Which runs, and what of them, are put beside their baselines. */
export interface IBesideRequest {
  runs: readonly string[];
  projects: readonly string[];
  metrics: readonly string[];
}

/** The repeats of the baselines, and what these, the baselines and the runs were trained and scored on. */
export function besideSql({ runs, projects, metrics }: IBesideRequest): string {
  return `WITH repeats AS (
${repeatsSql(projects, metrics)}
)
SELECT * FROM repeats
UNION ALL BY NAME
SELECT d.run_id, d.role, d.dataset_hash, d.hash_kind, b.project AS baseline_of, true AS is_use
FROM run_datasets AS d LEFT JOIN baselines AS b ON b.run_id = d.run_id
WHERE d.run_id IN ${literals(runs)} OR b.project IN ${literals(projects)} OR d.run_id IN (SELECT run_id FROM repeats)`;
}

/** What {@link besideSql} found. */
export interface IBeside {
  repeats: readonly IBaselineRepeat[];
  /** By run, and by what stands for a project's baseline. */
  data: ReadonlyMap<string, IHasData>;
}

export function readBeside(answer: IResult): IBeside {
  const rows = rowsOf<IBaselineRepeat & IUse & { baseline_of: string | null; is_use: boolean | null }>(answer);
  const data = new Map<string, IHasData>();
  for (const use of rows.filter(({ is_use }) => is_use)) {
    const one = readUse(use);
    [use.run_id, ...(use.baseline_of === null ? [] : [baselineOf(use.baseline_of)])].forEach(id =>
      data.set(id, { data: [...(data.get(id)?.data ?? []), one] })
    );
  }
  return { repeats: rows.filter(({ is_use }) => !is_use), data };
}

/**
 * Put whether the data lets it be compared with its project's baseline, and what is known
 * of the baseline's noise, beside each row's value.
 *
 * @param isRanked - whether the list is of the best first.
 */
export function putBeside(rows: readonly IBesideBaseline[], { repeats, data }: IBeside, isRanked: boolean): void {
  const standing = ({ project, run_id }: Pick<IRunRow, 'project' | 'run_id'>) =>
    dataStanding(data.get(baselineOf(project)) ?? NO_DATA, data.get(run_id) ?? NO_DATA);
  const noises = noisesOf(repeats.filter(repeat => ['comparable', 'uncertain'].includes(standing(repeat))));
  const repeating = new Set(repeats.map(({ run_id }) => run_id));
  const ranked = rows.flatMap(({ run_id, metric }) => (metric === null ? [] : (data.get(run_id) ?? [])));
  const usual = isRanked ? usualData(ranked) : null;
  for (const row of rows) {
    const { repeats: count = 0, noise = null } = noises.get(`${row.metric}\n${row.project}`) ?? {};
    row.data = standing(row);
    row.is_repeat = repeating.has(row.run_id);
    row.baseline_repeats = count;
    row.noise = noise;
    row.ranked =
      !isRanked || row.metric === null
        ? null
        : usual && dataStanding(usual, data.get(row.run_id) ?? NO_DATA) === 'other'
          ? 'other data'
          : 'fair';
  }
}

/** By metric and project. */
function noisesOf(repeats: readonly IBaselineRepeat[]): Map<string, INoise> {
  const groups = new Map<string, IBaselineRepeat[]>();
  for (const repeat of repeats) {
    const of = `${repeat.key}\n${repeat.project}`;
    groups.set(of, [...(groups.get(of) ?? []), repeat]);
  }
  return new Map([...groups].map(([of, found]) => [of, noiseOf(found)]));
}

const NO_DATA: IHasData = { data: [] };

/** What stands for a project's baseline among ids of runs. */
const baselineOf = (project: string): string => `\0${project}`;
