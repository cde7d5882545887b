/**
 * One writer's declarations: what its packed rows mean. Held in memory while the
 * writer is followed, and read from the tables when it begins to be.
 */
import type { IFoundFact } from '../../journal/Fact';
import type { IRows } from '../../journal/readRows';
import { NUMBERS } from '../../records';
import { Fields, MisfitError, wholeNumber } from '../merge/fields';
import type { PointAppender } from './PointAppender';
import type { Ranks } from '../project/Ranks';
import type { Row } from '../merge/Register';
import type { IDefinition, Series } from './Series';
import type { SeriesIndex } from './SeriesIndex';
import type { Stage } from '../merge/Stage';
import { micros, stamp } from '../merge/stamp';
import { numberOf } from '../merge/values';

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

/** The latest time that is believed: after it there is room for as many facts as one writer will ever write. */
const MAX_MICROS = micros(Infinity) - 1e12;

export class Declarations {
  /**
   * @param number - the writer's number in the tables
   * @param index - the series, with those of the runs of these shapes
   * @param rank - its process's number among those that work together; null for one alone
   */
  constructor(
    readonly writerId: string,
    readonly number: number,
    shapes: { number: number; run_id: string; keys: string[] }[],
    private readonly index: SeriesIndex,
    /** Microseconds since the epoch: where the order of its facts stands. */
    public said: number,
    rank: number | null
  ) {
    this.setRank(rank);
    for (const { number: shape, run_id, keys } of shapes) {
      this.shapes.set(shape, { run_id, series: keys.map(key => index.series(run_id, key)) });
      this.runs.add(run_id);
    }
  }

  /** What the table has of the writer's position, once it was written. */
  position: Row | undefined;
  /** The runs that it has points of. */
  readonly runs = new Set<string>();

  /**
   * The place of the next fact among all: its time, or, where it is about a run
   * and the writer's clock was set back, just behind the one before that was.
   */
  order({ t, run_id }: IFoundFact): number {
    const at = Math.min(micros(t), MAX_MICROS);
    if (typeof run_id !== 'string') {
      return at;
    }
    this.said = Math.max(at, this.said + 1);
    return this.said;
  }

  /** The process has this number among those that work together, which its points outside of cells tell. */
  setRank(rank: number | null): void {
    const told = rank !== null && rank >= 0 && rank < 2 ** 31;
    this.outside = told ? -1 - rank : 0;
  }

  /** A `series` fact. */
  declare(fact: IFoundFact, stage: Stage, by: string): void {
    const fields = new Fields(fact);
    const number = fields.whole('series');
    const run_id = fields.id('run_id');
    const keys = fields.texts('keys');
    if (number === null || number < 0) {
      throw new MisfitError('series has no number');
    }
    this.shapes.set(number, { run_id, series: keys.map(key => this.index.series(run_id, key)) });
    this.runs.add(run_id);
    stage.put('shape', { writer_id: this.writerId, number }, 'told', by, { run_id, keys });
  }

  /** A `metrics` fact: the points of one `log` call. */
  addMetrics(fact: IFoundFact, into: PointAppender): void {
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
      this.add(this.index.series(run_id, key), step, at, value, n, into);
    }
    this.runs.add(run_id);
    this.live(run_id, at, step);
  }

  /** A `metric_defined` fact, which `project` has found good. */
  define(fact: IFoundFact, by: string): void {
    const fields = new Fields(fact);
    const project = fields.text('project');
    if (project !== null) {
      this.index.aim(project, fields.id('key'), { by, goal: fields.text('goal') as IDefinition['goal'] });
      return;
    }
    const run_id = fields.id('run_id');
    this.index.define(run_id, fields.id('key'), {
      by,
      goal: fields.text('goal') as IDefinition['goal'],
      summary: fields.text('summary'),
      primary: fields.flag('primary') ?? false
    });
    this.runs.add(run_id);
  }

  /** Packed rows; one that nothing declares is set aside. */
  addRows(rows: IRows, stage: Stage, into: PointAppender): void {
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
      const n = bytes.readUInt32LE(values + 8 * count) | 0;
      for (let index = 0; index < count; index++) {
        const value = bytes.readDoubleLE(values + 8 * index);
        this.add(shape.series[index] as Series, step, at, value, n, into);
      }
      this.live(shape.run_id, at, step);
    }
  }

  /** Write what changed into the stage; the book is clean afterwards. */
  settle(stage: Stage, ranks: Ranks): void {
    for (const [run_id, { at, step }] of this.lived) {
      ranks.live(run_id, this.writerId, at);
      const run = { run_id };
      stage.raise('run', run, { last_step: step, touched_at: at });
      stage.put('run', run, 'lived', stamp(at / 1e6, this.writerId, 0), {
        lived_at: at,
        speaker: this.writerId
      });
    }
    this.lived.clear();
  }

  private setAside(rows: IRows, start: number, count: number, shape: IShape | undefined, stage: Stage): void {
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

  private add(series: Series, step: number, at: number, value: number, n: number, into: PointAppender): void {
    series.add(step, at, value);
    this.index.touch(series);
    if (n === 0) {
      into.append(series.id, step, at, value, this.outside, this.outside < 0 ? -1 : 0);
    } else {
      into.append(series.id, step, at, value, n, this.number);
    }
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

  /** What its points outside of cells have as the number of their cell. */
  private outside = 0;
  private readonly shapes = new Map<number, IShape>();
  private readonly lived = new Map<string, ILived>();
}
