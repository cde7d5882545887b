import { createHash } from 'node:crypto';

import { falls, telling } from './metricName';
import type { Row } from './Register';

/**
 * One series' summary, kept up point by point. A point counts as first or last
 * by time, then step; of equal extremes the one met first stays.
 */
export class Series {
  constructor(
    readonly id: bigint,
    readonly told: { writer_id: string; run_id: string; key: string; packed: boolean }
  ) {
    this.low = Number(BigInt.asIntN(32, id));
    this.high = Number(id >> 32n);
  }

  /**
   * The id: hour of the declaration, then a hash, so that the same journals
   * give the same ids, and points that were logged together lie together.
   */
  static idOf(
    told: { writer_id: string; run_id: string; key: string; packed: boolean },
    declaredAt: number
  ): bigint {
    const hour = BigInt(Math.floor(declaredAt / 3_600_000_000)) & 0xfffffn;
    const text = [told.writer_id, told.run_id, told.key, String(told.packed)].join('\0');
    const hash = createHash('sha256').update(text).digest().readBigUInt64BE() >> 21n;
    return (hour << 43n) | hash;
  }

  /** A series as the table has it. */
  static from(row: Record<string, unknown>): Series {
    const series = new Series(BigInt(row['series'] as bigint), {
      writer_id: row['writer_id'] as string,
      run_id: row['run_id'] as string,
      key: row['key'] as string,
      packed: row['packed'] as boolean
    });
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

  /** As the table has it. */
  toRow(): Row {
    const row: Row = {
      ...this.told,
      rank: telling(this.told.key),
      falls: falls(this.told.key),
      count: this.count,
      nan_count: this.nan_count,
      sum: this.sum
    };
    SUMMED.forEach(name => (row[name] = this[name]));
    return row;
  }

  readonly low: number;
  readonly high: number;
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
