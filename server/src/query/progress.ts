/** What is done while a connection's query runs. */
import type { DuckDBConnection } from '@duckdb/node-api';

import type { IProgressPush } from '../protocol';

/** Milliseconds until the first word on how far a query is, and between two of them. */
const PROGRESS_MS = 300;

/** How far a query is. */
export type Progress = Omit<IProgressPush, 'type' | 'request'>;

/**
 * Interrupt the connection once the signal aborts, and again until told to
 * stop: an interrupt that comes between two statements is forgotten by DuckDB.
 */
export function interruptOn(signal: AbortSignal, connection: DuckDBConnection): () => void {
  let again: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    connection.interrupt();
    again ??= setInterval(() => connection.interrupt(), 50);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  if (signal.aborted) {
    interrupt();
  }
  return () => {
    signal.removeEventListener('abort', interrupt);
    clearInterval(again);
  };
}

/** Tell how far the connection's query is, now and then, until told to stop. */
export function reportProgress(connection: DuckDBConnection, onProgress: (progress: Progress) => void): () => void {
  const timer = setInterval(() => {
    const { percentage, rows_processed } = connection.progress;
    onProgress({
      fraction: percentage < 0 ? null : Math.min(1, percentage / 100),
      rows: Number(rows_processed)
    });
  }, PROGRESS_MS);
  return () => clearInterval(timer);
}
