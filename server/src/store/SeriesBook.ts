/**
 * One writer's series: what its packed rows mean, and the summaries that its
 * points keep up. Held in memory while the writer is followed, read from the
 * tables when it begins to be, and written back in each transaction.
 */
import type { IFoundFact } from '../journal/Fact';
import type { IRows } from '../journal/readRows';
import { NUMBERS } from '../records';
import { Fields, MisfitError, wholeNumber } from './fields';
import type { PointAppender } from './PointAppender';
import { Series } from './Series';
import type { Stage } from './Stage';
import { micros, stamp } from './stamp';
import { numberOf } from './values';

/** A shape: the run, and a series per value of a row. */
interface IShape {
  run_id: string;
  series: Series[];
}

interface ILived {
  /** Microseconds since the epoch. */
  at: number;
  step: number;
}

export class SeriesBook {
  constructor(
    readonly writerId: string,
    shapes: { number: number; run_id: string; keys: string[] }[],
    series: Series[]
  ) {
    series.forEach(one => this.known.set(nameOf(one.told), one));
    for (const { number, run_id, keys } of shapes) {
      const found = keys.map(key => this.known.get(nameOf({ run_id, key, packed: true })));
      if (found.every(one => one !== undefined)) {
        this.shapes.set(number, { run_id, series: found });
      }
    }
  }

  /** Points added since the last commit. */
  points = 0;

  /** A `series` fact. */
  declare(fact: IFoundFact, stage: Stage, by: string): void {
    const fields = new Fields(fact);
    const number = fields.whole('series');
    const run_id = fields.id('run_id');
    const keys = fields.texts('keys');
    if (number === null || number < 0) {
      throw new MisfitError('series has no number');
    }
    const at = micros(fact.t);
    this.shapes.set(number, { run_id, series: keys.map(key => this.series(run_id, key, true, at)) });
    stage.put('shape', { writer_id: this.writerId, number }, 'told', by, { run_id, keys });
  }

  /** A `metrics` fact: points in words. */
  say(fact: IFoundFact, into: PointAppender): void {
    const fields = new Fields(fact);
    const run_id = fields.id('run_id');
    const step = fields.whole('step') ?? 0;
    const n = fields.whole('n') ?? 0;
    const values = fields.entries('values').map(([key, value]): [string, number] => {
      const number = numberOf(value);
      if (number === null) {
        throw new MisfitError(`${key} of metrics is not a number`);
      }
      return [key, number];
    });
    const at = micros(fact.t);
    for (const [key, value] of values) {
      this.add(this.series(run_id, key, false, at), step, at, value, n, into);
    }
    this.live(run_id, at, step);
  }

  /** Packed rows; one that nothing declares is set aside. */
  take(rows: IRows, stage: Stage, into: PointAppender): void {
    const { bytes, starts } = rows;
    for (const start of starts) {
      const count = bytes.readUInt16LE(start + 2);
      const shape = this.shapes.get(bytes.readUInt32LE(start + 4));
      if (!shape || shape.series.length !== count) {
        this.setAside(rows, start, count, shape, stage);
        continue;
      }
      const step = wholeNumber(bytes.readDoubleLE(start + 8));
      const at = micros(bytes.readDoubleLE(start + 16));
      const values = start + 24;
      const execution = bytes.readUInt32LE(values + 8 * count) | 0;
      for (let index = 0; index < count; index++) {
        const value = bytes.readDoubleLE(values + 8 * index);
        this.add(shape.series[index] as Series, step, at, value, execution, into);
      }
      this.live(shape.run_id, at, step);
    }
  }

  /** Write what changed into the stage; the book is clean afterwards. */
  settle(stage: Stage): void {
    for (const series of this.changed) {
      stage.put('series', { series: series.id }, 'told', ' ', series.toRow());
    }
    for (const [run_id, { at, step }] of this.lived) {
      const run = { run_id };
      stage.raise('run', run, { last_step: step, touched_at: at });
      stage.put('run', run, 'lived', stamp(at / 1e6, this.writerId, 0), {
        lived_at: at,
        speaker: this.writerId
      });
    }
    this.changed.clear();
    this.lived.clear();
    this.points = 0;
  }

  private setAside(
    rows: IRows,
    start: number,
    count: number,
    shape: IShape | undefined,
    stage: Stage
  ): void {
    const length = NUMBERS.rowBytes(count);
    const number = rows.bytes.readUInt32LE(start + 4);
    stage.log('quarantine', {
      writer_id: this.writerId,
      segment: rows.segment,
      byte_offset: rows.offset + start,
      byte_length: length,
      reason: shape
        ? `The row has ${count} values, and series ${number} has ${shape.series.length} keys`
        : `No fact declares series ${number}`,
      content: rows.bytes.toString('hex', start, start + Math.min(length, 500))
    });
  }

  private add(
    series: Series,
    step: number,
    at: number,
    value: number,
    n: number,
    into: PointAppender
  ): void {
    series.add(step, at, value);
    into.append(series.low, series.high, step, at, value, n);
    this.changed.add(series);
    this.points++;
  }

  private live(run_id: string, at: number, step: number): void {
    const lived = this.lived.get(run_id);
    if (!lived) {
      this.lived.set(run_id, { at, step });
    } else {
      lived.at = Math.max(lived.at, at);
      lived.step = Math.max(lived.step, step);
    }
  }

  private series(run_id: string, key: string, packed: boolean, at: number): Series {
    const told = { writer_id: this.writerId, run_id, key, packed };
    const name = nameOf(told);
    let series = this.known.get(name);
    if (!series) {
      series = new Series(Series.idOf(told, at), told);
      this.known.set(name, series);
      this.changed.add(series);
    }
    return series;
  }

  private readonly known = new Map<string, Series>();
  private readonly shapes = new Map<number, IShape>();
  private readonly changed = new Set<Series>();
  private readonly lived = new Map<string, ILived>();
}

function nameOf(told: { run_id: string; key: string; packed: boolean }): string {
  return `${told.run_id}\0${told.key}\0${told.packed}`;
}
