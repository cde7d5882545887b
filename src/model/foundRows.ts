/** Rows of the list's question, and what they tell of the list. */
import { numberOf, rowsOf } from '../companion/rows';
import type { Cell, IResult } from '../companion/wire';
import { goalOf } from '../core/metricKind';
import type { IRanking } from './runListSql';
import type { IRunRow } from './runRow';

/** A row of {@link listSql}. */
export type Found = IRunRow & {
  listed: boolean;
  pinned: boolean;
  waits: boolean;
  place: Cell;
  total: Cell;
  waiting: Cell;
  unfiltered: Cell;
  newest: string | null;
};

export function readFound(answer: IResult): Found[] {
  return rowsOf<Found>(answer).map(row => ({
    ...row,
    best_step: numberOf(row.best_step),
    last_value: numberOf(row.last_value),
    baseline_value: numberOf(row.baseline_value)
  }));
}

/** The rows that have a place, by it. */
export function placed(found: readonly Found[]): Map<number, IRunRow> {
  return new Map(
    found.flatMap(row => (row.listed && !row.pinned && !row.waits ? [[Number(row.place), row] as const] : []))
  );
}

export function rankingOf(row: Found | undefined): IRanking | null {
  const metric = row?.ranked_by;
  return typeof metric === 'string' ? { metric, goal: goalOf(row?.ranked_goal ?? null) } : null;
}
