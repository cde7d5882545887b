/**
 * The hot path into DuckDB: points gathered in typed arrays, handed over as
 * whole chunks of 2,048 rows. Values are never null; NaN is a value.
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

const CHUNK = 2048;
const HIGH = 4_294_967_296;

export class PointAppender {
  private constructor(
    private readonly appender: DuckDBAppender,
    /** Rows in the table, with those appended. */
    public recent: number
  ) {}

  static async create(connection: DuckDBConnection, recent: number): Promise<PointAppender> {
    return new PointAppender(await connection.createAppender('recent_points', 'store'), recent);
  }

  /**
   * @param step - a whole number
   * @param time - whole microseconds since the epoch
   * @param n - of the cell, 0 for none
   * @param writer - the number of its writer
   */
  append(series: number, step: number, time: number, value: number, n: number, writer: number): void {
    const row = this.rows++;
    this.recent++;
    const at = 2 * row;
    this.series[row] = series;
    this.steps[at] = step >>> 0;
    this.steps[at + 1] = Math.floor(step / HIGH);
    this.times[at] = time >>> 0;
    this.times[at + 1] = Math.floor(time / HIGH);
    this.values[row] = value;
    this.cells[at] = n;
    this.cells[at + 1] = n === 0 ? 0 : writer;
    if (this.rows === CHUNK) {
      this.handOver();
    }
  }

  /** Everything appended is in the transaction afterwards. */
  flush(): void {
    if (this.rows > 0) {
      this.handOver();
    }
    this.appender.flushSync();
  }

  /** Points that were not flushed are forgotten; an appender that is dropped would write them yet. */
  close(): void {
    this.appender.clear();
    this.appender.closeSync();
  }

  private handOver(): void {
    const { chunk } = this.chunk;
    bindings.data_chunk_reset(chunk);
    [this.series, this.steps, this.times, this.values, this.cells].forEach((column, index) => {
      const width = index === 0 ? 4 : 8;
      const vector = bindings.data_chunk_get_vector(chunk, index);
      bindings.copy_data_to_vector(vector, 0, column.buffer, 0, this.rows * width);
    });
    bindings.data_chunk_set_size(chunk, this.rows);
    this.appender.appendDataChunk(this.chunk);
    this.rows = 0;
  }

  private rows = 0;
  private readonly series = new Int32Array(new ArrayBuffer(4 * CHUNK));
  private readonly steps = new Int32Array(new ArrayBuffer(8 * CHUNK));
  private readonly times = new Int32Array(new ArrayBuffer(8 * CHUNK));
  private readonly values = new Float64Array(new ArrayBuffer(8 * CHUNK));
  private readonly cells = new Int32Array(new ArrayBuffer(8 * CHUNK));
  private readonly chunk = DuckDBDataChunk.create([INTEGER, BIGINT, TIMESTAMPTZ, DOUBLE, BIGINT]);
}
