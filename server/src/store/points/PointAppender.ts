/**
 * The hot path into DuckDB: a transaction's points gathered in typed arrays,
 * handed over as whole chunks of 2,048 rows. Values are never null; NaN is a value.
 *
 * Few of them are appended to `recent_points` as they came, and sorted among the
 * others once they are many. Many at once are sorted here and stay where they
 * are: DuckDB writes so many into its file at once, and would write them again.
 *
 * Among many, those of new series lie close together, and each row group holds a
 * narrow range of series; a question for one passes over the others. What is left
 * of series begun long before would make a range wide, so that part of a row
 * group goes to `recent_points`, where it meets its like.
 */
import {
  BIGINT,
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  INTEGER,
  TIMESTAMPTZ
} from '@duckdb/node-api';
import bindings from '@duckdb/node-bindings';

import { SETTLE } from '../merge/tables';

const CHUNK = 2048;
const HIGH = 4_294_967_296;
/** Points of one of DuckDB's row groups, which it writes into its file as soon as it is full. */
const ROW_GROUP = 122_880;
/** Points that are many. Fewer would mostly leave row groups half full, which DuckDB writes once more to merge them. */
const MANY = 2 * ROW_GROUP;
/** Points that there is room for while they come few by few. */
const ROOM = 2 ** 16;

export class PointAppender {
  private constructor(
    private readonly connection: DuckDBConnection,
    private readonly recentPoints: DuckDBAppender,
    private readonly settledPoints: DuckDBAppender,
    /** Rows in `recent_points`. */
    public recent: number,
    /** The greatest number that a series has. */
    private last: number
  ) {
    this.lastKnown = last;
  }

  static async create(connection: DuckDBConnection, recent: number, last: number): Promise<PointAppender> {
    return new PointAppender(
      connection,
      await connection.createAppender('recent_points', 'store'),
      await connection.createAppender('settled_points', 'store'),
      recent,
      last
    );
  }

  /**
   * @param step - a whole number
   * @param time - whole microseconds since the epoch
   * @param low - of the number of its cell (see `POINTS`), the lower half
   * @param high - the upper half
   */
  append(series: number, step: number, time: number, value: number, low: number, high: number): void {
    if (this.rows === this.series.length) {
      this.makeRoom(2 * this.rows);
    }
    if (series <= this.lastKnown) {
      this.known++;
    } else if (series > this.last) {
      this.last = series;
    }
    const row = this.rows++;
    this.series[row] = series;
    this.steps[row] = step;
    this.times[row] = time;
    this.values[row] = value;
    this.cells[row] = low;
    this.writers[row] = high;
  }

  /** Everything appended is in the transaction afterwards. Others have a turn now and then meanwhile. */
  async flush(): Promise<void> {
    const { rows, known } = this;
    const left = known < rows ? known % ROW_GROUP : 0;
    if (rows - left < MANY) {
      await this.handOver(
        this.recentPoints,
        Uint32Array.from({ length: rows }, (_, row) => row)
      );
      this.recent += rows;
    } else {
      const order = this.sorted();
      await this.handOver(this.settledPoints, order.subarray(0, known - left));
      await this.handOver(this.recentPoints, order.subarray(known - left, known));
      await this.handOver(this.settledPoints, order.subarray(known));
      this.recent += left;
    }
    this.rows = this.known = 0;
    this.lastKnown = this.last;
    if (rows < MANY && this.series.length > ROOM) {
      this.makeRoom(ROOM);
    }
  }

  /** Sort the recent points among the others, in a transaction of its own. */
  async settle(): Promise<void> {
    await this.connection.run('BEGIN');
    try {
      await this.connection.run(SETTLE);
      await this.connection.run('DELETE FROM store.recent_points');
      await this.connection.run('COMMIT');
      this.recent = 0;
    } catch (error) {
      await this.connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  /** Points that were not flushed are forgotten; an appender that is dropped would write them yet. */
  close(): void {
    for (const appender of [this.recentPoints, this.settledPoints]) {
      appender.clear();
      appender.closeSync();
    }
  }

  /** The rows in the order in which they settle: see {@link SETTLE}. */
  private sorted(): Uint32Array {
    const { rows, series, steps, times } = this;
    const counts = new Map<number, number>();
    for (let row = 0; row < rows; row++) {
      const id = series[row] as number;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    const ends = new Map<number, number>();
    let end = 0;
    for (const [id, count] of [...counts].sort(([a], [b]) => a - b)) {
      ends.set(id, end);
      end += count;
    }
    const order = new Uint32Array(rows);
    for (let row = 0; row < rows; row++) {
      const id = series[row] as number;
      const place = ends.get(id) as number;
      order[place] = row;
      ends.set(id, place + 1);
    }
    const compare = (a: number, b: number): number =>
      (steps[a] as number) - (steps[b] as number) || (times[a] as number) - (times[b] as number);
    for (const [id, to] of ends) {
      const own = order.subarray(to - (counts.get(id) as number), to);
      // Mostly they are in order already.
      if (own.some((row, index) => index > 0 && compare(own[index - 1] as number, row) > 0)) {
        own.sort(compare);
      }
      if (id % 2 !== 0) {
        own.reverse();
      }
    }
    return order;
  }

  private async handOver(appender: DuckDBAppender, order: Uint32Array): Promise<void> {
    if (order.length === 0) {
      return;
    }
    const { chunk } = this.chunk;
    for (let start = 0; start < order.length; start += CHUNK) {
      if (start % ROW_GROUP === 0 && start > 0) {
        await new Promise(setImmediate);
      }
      const count = Math.min(CHUNK, order.length - start);
      for (let index = 0; index < count; index++) {
        const row = order[start + index] as number;
        const [step, time] = [this.steps[row] as number, this.times[row] as number];
        this.columns[0][index] = this.series[row] as number;
        this.columns[1][2 * index] = step >>> 0;
        this.columns[1][2 * index + 1] = Math.floor(step / HIGH);
        this.columns[2][2 * index] = time >>> 0;
        this.columns[2][2 * index + 1] = Math.floor(time / HIGH);
        this.columns[3][index] = this.values[row] as number;
        this.columns[4][2 * index] = this.cells[row] as number;
        this.columns[4][2 * index + 1] = this.writers[row] as number;
      }
      bindings.data_chunk_reset(chunk);
      this.columns.forEach((column, index) => {
        const vector = bindings.data_chunk_get_vector(chunk, index);
        bindings.copy_data_to_vector(vector, 0, column.buffer, 0, count * (index === 0 ? 4 : 8));
      });
      bindings.data_chunk_set_size(chunk, count);
      appender.appendDataChunk(this.chunk);
    }
    appender.flushSync();
  }

  private makeRoom(length: number): void {
    const grown = <T extends Int32Array | Float64Array>(made: T, from: T): T => {
      made.set(from.subarray(0, this.rows));
      return made;
    };
    this.series = grown(new Int32Array(length), this.series);
    this.steps = grown(new Float64Array(length), this.steps);
    this.times = grown(new Float64Array(length), this.times);
    this.values = grown(new Float64Array(length), this.values);
    this.cells = grown(new Int32Array(length), this.cells);
    this.writers = grown(new Int32Array(length), this.writers);
  }

  /** The greatest number that a series had before what is gathered now. */
  private lastKnown: number;
  private rows = 0;
  /** How many of them are of series that were there before. */
  private known = 0;
  private series = new Int32Array(ROOM);
  private steps = new Float64Array(ROOM);
  private times = new Float64Array(ROOM);
  private values = new Float64Array(ROOM);
  private cells = new Int32Array(ROOM);
  private writers = new Int32Array(ROOM);
  /** The columns of one chunk, numbers of 64 bits in two halves. */
  private readonly columns = [
    new Int32Array(new ArrayBuffer(4 * CHUNK)),
    new Int32Array(new ArrayBuffer(8 * CHUNK)),
    new Int32Array(new ArrayBuffer(8 * CHUNK)),
    new Float64Array(new ArrayBuffer(8 * CHUNK)),
    new Int32Array(new ArrayBuffer(8 * CHUNK))
  ] as const;
  private readonly chunk = DuckDBDataChunk.create([INTEGER, BIGINT, TIMESTAMPTZ, DOUBLE, BIGINT]);
}
