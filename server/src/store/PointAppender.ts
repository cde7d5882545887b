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
  private constructor(private readonly appender: DuckDBAppender) {}

  static async create(connection: DuckDBConnection): Promise<PointAppender> {
    return new PointAppender(await connection.createAppender('points', 'store'));
  }

  /**
   * @param series - the id's lower and upper 32 bits
   * @param step - a whole number
   * @param time - whole microseconds since the epoch
   */
  append(low: number, high: number, step: number, time: number, value: number, execution: number): void {
    const row = this.rows++;
    const at = 2 * row;
    this.series[at] = low;
    this.series[at + 1] = high;
    this.steps[at] = step >>> 0;
    this.steps[at + 1] = Math.floor(step / HIGH);
    this.times[at] = time >>> 0;
    this.times[at + 1] = Math.floor(time / HIGH);
    this.values[row] = value;
    this.executions[row] = execution;
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
    [this.series, this.steps, this.times, this.values, this.executions].forEach((column, index) => {
      const width = index === 4 ? 4 : 8;
      const vector = bindings.data_chunk_get_vector(chunk, index);
      bindings.copy_data_to_vector(vector, 0, column.buffer, 0, this.rows * width);
    });
    bindings.data_chunk_set_size(chunk, this.rows);
    this.appender.appendDataChunk(this.chunk);
    this.rows = 0;
  }

  private rows = 0;
  private readonly series = new Int32Array(new ArrayBuffer(8 * CHUNK));
  private readonly steps = new Int32Array(new ArrayBuffer(8 * CHUNK));
  private readonly times = new Int32Array(new ArrayBuffer(8 * CHUNK));
  private readonly values = new Float64Array(new ArrayBuffer(8 * CHUNK));
  private readonly executions = new Int32Array(new ArrayBuffer(4 * CHUNK));
  private readonly chunk = DuckDBDataChunk.create([BIGINT, BIGINT, TIMESTAMPTZ, DOUBLE, INTEGER]);
}
