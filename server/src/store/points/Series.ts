import { type Goal, goalByName } from './metricName';
import type { Row } from '../merge/Register';
import { Tail } from '../merge/Tail';

/** What was said of how a metric is to be read. */
export interface IDefinition {
  /** The stamp of who said so. */
  by: string;
  goal: Goal | null;
  summary: string | null;
  primary: boolean;
}

/** What was said of a metric's direction for all runs of a project; null: that it has none. */
export interface IAim {
  by: string;
  goal: Goal | null;
}

/** Where a metric left the track: the first step after its last good value, and what it ended with. */
export interface IDivergence {
  step: number | null;
  value: number;
}

/**
 * A value is far off when it is a thousand times as large as the first one, or
 * as 1 where that is smaller; and in any case from 1e30 on.
 */
const FAR = 1e3;
const BEYOND = 1e30;

/**
 * One metric of one run: its summary, kept up point by point. A point counts as
 * first or last by time, then step; of equal extremes the one met first stays.
 * Extremes, sum and mean are those of finite values.
 */
export class Series {
  constructor(
    /** Its number in the tables; 0 until it has a point. */
    public id: number,
    readonly run_id: string,
    readonly key: string
  ) {}

  /** A series as the table has it, its times in microseconds. */
  static from(row: Record<string, unknown>): Series {
    const series = new Series(Number(row.series), String(row.run_id), String(row.key));
    for (const name of SUMMED) {
      const value = row[name];
      series[name] = value === null || value === undefined ? null : Number(value);
    }
    series.count = Number(row.count);
    series.nan_count = Number(row.nan_count);
    series.infinite_count = Number(row.infinite_count);
    series.unsound.restore(row);
    series.far.restore(row);
    series.sum = Number(row.sum);
    return series;
  }

  add(step: number, time: number, value: number): void {
    this.count++;
    const finite = value - value === 0;
    this.unsound.add(!finite, time, step, this.last_at, this.last_step);
    this.far.add(!finite || this.isFar(value), time, step, this.last_at, this.last_step);
    if (this.first_at === null || time < this.first_at || (time === this.first_at && step < (this.first_step ?? 0))) {
      this.first_at = time;
      this.first_step = step;
      this.first_value = value;
    }
    if (this.last_at === null || time > this.last_at || (time === this.last_at && step >= (this.last_step ?? 0))) {
      this.last_at = time;
      this.last_step = step;
      this.last_value = value;
    }
    if (!finite) {
      this.nan_count += Number.isNaN(value) ? 1 : 0;
      this.infinite_count += Number.isNaN(value) ? 0 : 1;
      this.first_nan_step = Math.min(step, this.first_nan_step ?? step);
      return;
    }
    this.sum += value;
    // Of equal values the lowest step, so that it does not depend on the order in which they come.
    if (
      this.min_value === null ||
      value < this.min_value ||
      (value === this.min_value && step < (this.min_step ?? 0))
    ) {
      this.min_value = value;
      this.min_step = step;
    }
    if (
      this.max_value === null ||
      value > this.max_value ||
      (value === this.max_value && step < (this.max_step ?? 0))
    ) {
      this.max_value = value;
      this.max_step = step;
    }
  }

  /** As the run or its project said last, else by the name; null where it has no direction. */
  get goal(): Goal | null {
    const { definition, aim } = this;
    if (definition?.goal && !(aim && aim.by > definition.by)) {
      return definition.goal;
    }
    return aim ? aim.goal : goalByName(this.key);
  }

  /** What counts as the best: by the summary that was asked for, else in the goal's direction, else the last. */
  get best(): { value: number | null; step: number | null } {
    switch (this.definition?.summary ?? this.goal ?? 'last') {
      case 'min':
        return { value: this.min_value, step: this.min_step };
      case 'max':
        return { value: this.max_value, step: this.max_step };
      case 'last':
        return { value: this.last_value, step: this.last_step };
      case 'first':
        return { value: this.first_value, step: this.first_step };
      default:
        return { value: this.mean, step: null };
    }
  }

  get mean(): number | null {
    return this.finite > 0 ? this.sum / this.finite : null;
  }

  /**
   * Null unless it ended off the track: not finite, or far off to the bad side.
   * One that never had a finite value may be undefined here, unless it is a loss
   * or the primary one; an infinity may be what it strives for.
   */
  get divergence(): IDivergence | null {
    const { last_value: value, goal } = this;
    if (value === null) {
      return null;
    }
    if (!Number.isFinite(value)) {
      const isUndefined = this.finite === 0 && goal !== 'min' && !this.isPrimary;
      const isStrivenFor = value === { max: Infinity, min: -Infinity }[goal ?? 'max'] && goal !== null;
      return isUndefined || isStrivenFor ? null : { step: this.unsound.step, value };
    }
    const isBad = goal === null ? Math.abs(value) >= BEYOND : goal === 'min' ? value > 0 : value < 0;
    return isBad && this.isFar(value) ? { step: this.far.step, value } : null;
  }

  /** Its values that are numbers and not infinite. */
  private get finite(): number {
    return this.count - this.nan_count - this.infinite_count;
  }

  /** Its ends that are in doubt, each with the size from which on a value is bad. */
  get doubts(): { tail: Tail; limit: number }[] {
    return [
      { tail: this.unsound, limit: Infinity },
      { tail: this.far, limit: this.limit }
    ].filter(({ tail }) => tail.doubt !== null);
  }

  private isFar(value: number): boolean {
    return Math.abs(value) >= this.limit;
  }

  private get limit(): number {
    const first = Math.abs(this.first_value ?? 1);
    return Math.min(BEYOND, FAR * (first > 1 && first < Infinity ? first : 1));
  }

  /** As the table has it. */
  toRow(): Row {
    const row: Row = {
      run_id: this.run_id,
      key: this.key,
      goal: this.goal,
      summary: this.definition?.summary ?? null,
      is_primary: this.isPrimary,
      best_value: this.best.value,
      best_step: this.best.step,
      count: this.count,
      nan_count: this.nan_count,
      infinite_count: this.infinite_count,
      diverged_at_step: this.divergence?.step ?? null,
      sum: this.sum
    };
    this.unsound.into(row);
    this.far.into(row);
    SUMMED.forEach(name => (row[name] = this[name]));
    return row;
  }

  /** What the table has of it, once it was written. */
  kept: Row | undefined;
  definition: IDefinition | undefined;
  aim: IAim | undefined;
  isPrimary = false;
  count = 0;
  nan_count = 0;
  infinite_count = 0;
  sum = 0;
  first_value: number | null = null;
  first_step: number | null = null;
  first_at: number | null = null;
  last_value: number | null = null;
  last_step: number | null = null;
  last_at: number | null = null;
  min_value: number | null = null;
  min_step: number | null = null;
  max_value: number | null = null;
  max_step: number | null = null;
  first_nan_step: number | null = null;
  private readonly unsound = new Tail('unsound');
  private readonly far = new Tail('far');
}

const SUMMED = [
  'first_value',
  'first_step',
  'first_at',
  'last_value',
  'last_step',
  'last_at',
  'min_value',
  'min_step',
  'max_value',
  'max_step',
  'first_nan_step'
] as const;
