import { Signal } from '@lumino/signaling';

import type { ConnectionState, IConnector, IProgress } from '../../companion/connector';
import { CompanionError } from '../../companion/error';
import type { Cell, IChangedPush, IQueryRequest, IResult, IWatchRequest } from '../../companion/wire';

/** A result of rows as a person writes them. */
export function result(columns: { [name: string]: string }, rows: Cell[][], more: Partial<IResult> = {}): IResult {
  return {
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
    data: Object.keys(columns).map((_, i) => rows.map(row => row[i])),
    row_count: rows.length,
    truncated: false,
    elapsed_ms: 12,
    version: 1,
    ...more
  };
}

interface IPending {
  request: IQueryRequest;
  signal?: AbortSignal;
  onProgress?: (progress: IProgress) => void;
  resolve: (answer: IResult) => void;
  reject: (error: Error) => void;
}

/** The seam: a companion whose answers the test gives by hand, or through `answer`. */
export class FakeConnector implements IConnector {
  state: ConnectionState = 'on';
  readonly stateChanged = new Signal<IConnector, ConnectionState>(this);
  readonly changed = new Signal<IConnector, IChangedPush>(this);
  readonly pending: IPending[] = [];
  asked = 0;

  /** Answers at once instead of by hand. */
  answer: ((request: IQueryRequest) => IResult | CompanionError | null) | null = null;

  request: IConnector['request'] = ((
    request: IQueryRequest,
    signal?: AbortSignal,
    onProgress?: IPending['onProgress']
  ) => {
    this.asked++;
    return new Promise<IResult>((resolve, reject) => {
      const ready = this.answer?.(request);
      if (ready instanceof CompanionError) {
        reject(ready);
      } else if (ready) {
        resolve(ready);
      } else {
        this.pending.push({ request, signal, onProgress, resolve, reject });
        signal?.addEventListener('abort', () => reject(CompanionError.cancelled()));
      }
    });
  }) as IConnector['request'];

  /** Questions that are watched, and how their answers are given. */
  readonly watched: { request: IWatchRequest; onAnswer: (answer: IResult) => void; signal: AbortSignal }[] = [];

  watch: IConnector['watch'] = async (request, onAnswer, signal) => {
    this.watched.push({ request, onAnswer, signal });
  };

  /** Files that were asked for. */
  readonly files: IQueryRequest[] = [];

  file: IConnector['file'] = async (request, type) => {
    this.files.push(request);
    return new Blob(['PAR1'], { type });
  };

  set(state: ConnectionState): void {
    this.state = state;
    this.stateChanged.emit(state);
  }
}

/** Waits until something holds. */
export async function until(condition: () => unknown): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error(`never came true: ${condition}`);
    }
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
