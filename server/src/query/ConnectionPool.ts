import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/**
 * A few connections, each lent to one query at a time; who comes when all are
 * lent waits in line.
 */
export class ConnectionPool {
  constructor(
    private readonly instance: DuckDBInstance,
    private readonly size: number
  ) {}

  /** @throws the signal's reason when it aborts before a connection is free */
  async acquire(signal: AbortSignal): Promise<DuckDBConnection> {
    signal.throwIfAborted();
    if (this.lent >= this.size) {
      await this.turn(signal);
    } else {
      this.lent++;
    }
    try {
      return this.idle.pop() ?? (await this.connected());
    } catch (error) {
      this.handOver();
      throw error;
    }
  }

  /** Give back; a connection in doubt is closed instead of kept. */
  release(connection: DuckDBConnection, isReusable: boolean): void {
    if (isReusable && !this.disposed) {
      this.idle.push(connection);
    } else {
      connection.closeSync();
    }
    this.handOver();
  }

  /** Close what is idle now, and the rest as it comes back. */
  dispose(): void {
    this.disposed = true;
    this.idle.splice(0).forEach(connection => connection.closeSync());
  }

  /** A connection that knows how far its query is. */
  private async connected(): Promise<DuckDBConnection> {
    const connection = await this.instance.connect();
    await connection.run('SET enable_progress_bar = true; SET enable_progress_bar_print = false');
    return connection;
  }

  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const entry = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        reject(signal.reason);
      };
      this.waiting.push(entry);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  private handOver(): void {
    const next = this.waiting.shift();
    if (next) {
      next();
    } else {
      this.lent--;
    }
  }

  private readonly idle: DuckDBConnection[] = [];
  private readonly waiting: (() => void)[] = [];
  private lent = 0;
  private disposed = false;
}
