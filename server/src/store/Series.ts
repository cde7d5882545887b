import { falls } from './metricName';
import type { Row } from './Register';

/** What was said of how a metric is to be read. */
export interface IDefinition {
  /** The stamp of who said so. */
  by: string;
  goal: string | null;
  summary: string | null;
  primary: boolean;
}

/**
 * One metric of one run: its summary, kept up point by point. A point counts as
 * first or last by time, then step; of equal extremes the one met first stays.
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
    const series = new Series(Number(row['series']), String(row['run_id']), String(row['key']));
    for (const name of SUMMED) {
      const value = row[name];
      series[name] = value === null || value === undefined ? null : Number(value);
    }
    series.count = Number(row['count']);
    series.nan_count = Number(row['nan_count']);
    series.sum = Number(row['sum']);
    return series;
  }

  add(step: number, time: number, value: number): void {
    this.count++;
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
    if (value !== value) {
      this.nan_count++;
      return;
    }
    this.sum += value;
    if (this.min_value === null || value < this.min_value) {
      this.min_value = value;
      this.min_step = step;
    }
    if (this.max_value === null || value > this.max_value) {
      this.max_value = value;
      this.max_step = step;
    }
  }

  /** `max` or `min`: as defined, else by the name. */
  get goal(): string {
    return this.definition?.goal ?? (falls(this.key) ? 'min' : 'max');
  }

  /** What counts as the best: by the summary that was asked for, else in the goal's direction. */
  get best(): { value: number | null; step: number | null } {
    switch (this.definition?.summary ?? this.goal) {
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

  /** NaNs left out. */
  get mean(): number | null {
    return this.count > this.nan_count ? this.sum / (this.count - this.nan_count) : null;
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
      sum: this.sum
    };
    SUMMED.forEach(name => (row[name] = this[name]));
    return row;
  }

  /** What the table has of it, once it was written. */
  kept: Row | undefined;
  definition: IDefinition | undefined;
  isPrimary = false;
  count = 0;
  nan_count = 0;
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
  'max_step'
] as const;
