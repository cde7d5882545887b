import type { Columns, Row } from './Register';

/**
 * The end of a series, from the point on after which none was good any more.
 * Points may come in any order of time, then step. Where a good one comes late
 * into the middle of the end, only the points themselves tell where it begins now.
 */
export class Tail {
  /** @param name - what its columns begin with */
  constructor(private readonly name: string) {}

  /** The first bad point after the last good one; null where the last point is good. */
  get step(): number | null {
    return this.from_step;
  }

  /**
   * A point of the series, before it counts as the last.
   *
   * @param lastAt - time of the last point so far; null before the first
   * @param lastStep - step of that
   */
  add(isBad: boolean, at: number, step: number, lastAt: number | null, lastStep: number | null): void {
    if (!isBad && !this.met) {
      return;
    }
    if (isBad) {
      if (!this.met) {
        this.good_at = lastAt;
        this.good_step = lastStep;
      }
      this.met = true;
      const isAfterGood = this.good_at === null || isLater(at, step, this.good_at, this.good_step);
      if (isAfterGood && (this.from_at === null || isLater(this.from_at, this.from_step, at, step))) {
        this.from_at = at;
        this.from_step = step;
      }
      return;
    }
    if (this.good_at === null || isLater(at, step, this.good_at, this.good_step)) {
      this.good_at = at;
      this.good_step = step;
    }
    if (this.from_at !== null && !isLater(this.from_at, this.from_step, this.good_at, this.good_step)) {
      this.isInDoubt = lastAt !== null && isLater(lastAt, lastStep, this.good_at, this.good_step);
      this.from_at = this.isInDoubt ? lastAt : null;
      this.from_step = this.isInDoubt ? lastStep : null;
    }
  }

  /** The last good point, where it is to be looked up which bad one came first after it: see {@link begin}. */
  get doubt(): { at: number; step: number } | null {
    return this.isInDoubt ? { at: this.good_at ?? 0, step: this.good_step ?? 0 } : null;
  }

  /** What the points told. */
  begin(at: number, step: number): void {
    this.isInDoubt = false;
    this.from_at = at;
    this.from_step = step;
  }

  /** Take up what the table has. */
  restore(row: Record<string, unknown>): void {
    for (const column of COLUMNS) {
      const value = row[`${this.name}_${column}`];
      this[column] = value === null || value === undefined ? null : Number(value);
    }
    this.met = this.from_at !== null || this.good_at !== null;
  }

  into(row: Row): void {
    COLUMNS.forEach(column => (row[`${this.name}_${column}`] = this[column]));
  }

  private isInDoubt = false;
  private met = false;
  private from_at: number | null = null;
  private from_step: number | null = null;
  private good_at: number | null = null;
  private good_step: number | null = null;
}

const COLUMNS = ['from_at', 'from_step', 'good_at', 'good_step'] as const;

/** What a table keeps of a tail. */
export function tailColumns(name: string): Columns {
  return Object.fromEntries(COLUMNS.map(column => [`${name}_${column}`, 'BIGINT']));
}

function isLater(at: number, step: number | null, than: number, thanStep: number | null): boolean {
  return at > than || (at === than && (step ?? 0) >= (thanStep ?? 0));
}
