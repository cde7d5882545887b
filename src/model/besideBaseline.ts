/** What is asked for beside the list's page, and put beside each row's value. */
import type { IConnector } from '../companion/connector';
import { numberOf, rowsOf } from '../companion/rows';
import type { Cell } from '../companion/wire';
import { noiseOf, readRepeats, repeatsSql, type IBaselineRepeat, type INoise } from './baselineNoise';
import { dataStanding, readUse, usualData, type IHasData, type IUse } from './dataDifference';
import { baselineValuesSql, dataSql, endsSql } from './runListSql';
import type { IRunRow } from './runRow';

/** What is put beside a row, and what of the row it depends on. */
export type IBesideBaseline = Pick<
  IRunRow,
  'run_id' | 'project' | 'metric' | 'baseline_value' | 'data' | 'is_repeat' | 'baseline_repeats' | 'noise' | 'ranked'
>;

/**
 * Put what its project's baseline reached, whether the data lets both be compared, and
 * what is known of the baseline's noise, beside each row's value.
 *
 * @param known - whether there may be a baseline.
 * @param isRanked - whether the list is of the best first.
 */
export async function putBesideBaseline(
  connector: IConnector,
  rows: readonly IBesideBaseline[],
  { known, isRanked }: { known: boolean; isRanked: boolean }
): Promise<void> {
  const metrics = [...new Set(rows.flatMap(({ metric }) => metric ?? []))];
  const values = new Map<string, Cell>();
  const data = new Map<string, IHasData>();
  let repeats: IBaselineRepeat[] = [];
  if ((known || isRanked) && metrics.length > 0) {
    const projects = [...new Set(rows.map(({ project }) => project))];
    const ask = (sql: string) => connector.request({ type: 'query', sql });
    const [found, alike] = await Promise.all([
      ask(baselineValuesSql(projects, metrics)),
      known ? ask(repeatsSql(projects, metrics)) : null
    ]);
    repeats = alike === null ? [] : readRepeats(alike);
    const ids = new Set([...rows, ...repeats].map(({ run_id }) => run_id));
    const used = await ask(dataSql(projects, [...ids]));
    rowsOf<{ project: string; key: string; best_value: Cell }>(found).forEach(({ project, key, best_value }) =>
      values.set(`${key}\n${project}`, best_value)
    );
    rowsOf<IUse & { baseline_of: string | null }>(used).forEach(use => {
      const one = readUse(use);
      [use.run_id, ...(use.baseline_of === null ? [] : [baselineOf(use.baseline_of)])].forEach(id =>
        data.set(id, { data: [...(data.get(id)?.data ?? []), one] })
      );
    });
  }
  const standing = ({ project, run_id }: Pick<IRunRow, 'project' | 'run_id'>) =>
    dataStanding(data.get(baselineOf(project)) ?? NO_DATA, data.get(run_id) ?? NO_DATA);
  const noises = noisesOf(repeats.filter(repeat => ['comparable', 'uncertain'].includes(standing(repeat))));
  const repeating = new Set(repeats.map(({ run_id }) => run_id));
  const ranked = rows.flatMap(({ run_id, metric }) => (metric === null ? [] : (data.get(run_id) ?? [])));
  const usual = isRanked ? usualData(ranked) : null;
  for (const row of rows) {
    const { repeats: count = 0, noise = null } = noises.get(`${row.metric}\n${row.project}`) ?? {};
    row.baseline_value = numberOf(values.get(`${row.metric}\n${row.project}`) ?? null);
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

/** Put beside each row's best value what its metric came to. */
export async function putEnds(connector: IConnector, rows: readonly IRunRow[]): Promise<void> {
  const metrics = new Set(rows.flatMap(({ metric }) => metric ?? []));
  if (metrics.size === 0) {
    return;
  }
  const sql = endsSql(
    rows.map(({ run_id }) => run_id),
    [...metrics]
  );
  const found = rowsOf<{ run_id: string; key: string; best_step: Cell; last_value: Cell }>(
    await connector.request({ type: 'query', sql })
  );
  const ends = new Map(found.map(end => [`${end.run_id}\n${end.key}`, end]));
  for (const row of rows) {
    const end = ends.get(`${row.run_id}\n${row.metric}`);
    row.best_step = numberOf(end?.best_step ?? null);
    row.last_value = numberOf(end?.last_value ?? null);
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
