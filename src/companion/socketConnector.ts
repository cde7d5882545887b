/**
 * The connector over the companion's WebSocket.
 *
 * Invariants
 * - A question whose socket is lost is asked again on the next one, and a watched one is
 *   watched on there; nothing that changes something is sent twice.
 * - Once the companion is off, requests are refused; what is watched waits.
 */
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import { timeZone } from '../core/timeZone';
import { Connection } from './connection';
import type { ConnectionState, IConnector, IProgress } from './connector';
import { CompanionError } from './error';
import type { IErrorBody, IQueryRequest, IResult, IResults, IWatchRequest, RequestBody } from './wire';

/** Times that a file is asked for where nobody answers. */
const MAX_TRIES = 3;
/** What can be asked twice. */
const QUESTIONS: ReadonlySet<string> = new Set(['query', 'filter', 'sync', 'status', 'runs']);

export class SocketConnector implements IConnector, IDisposable {
  constructor(private readonly _settings: ServerConnection.ISettings = ServerConnection.makeSettings()) {
    this._connection = new Connection(_settings);
  }

  get state(): ConnectionState {
    return this._connection.state;
  }

  get stateChanged(): ISignal<unknown, ConnectionState> {
    return this._connection.stateChanged;
  }

  get isDisposed(): boolean {
    return this._connection.isDisposed;
  }

  async request<T extends RequestBody>(
    body: T,
    signal?: AbortSignal,
    onProgress?: (progress: IProgress) => void
  ): Promise<IResults[T['type']]> {
    const asked = body.type === 'query' ? here(body) : body;
    for (;;) {
      const exchange = await this._connection.ready(signal);
      try {
        return await exchange.request(asked, signal, onProgress);
      } catch (error) {
        if (!isLost(error) || !QUESTIONS.has(body.type) || this.isDisposed) {
          throw error;
        }
      }
    }
  }

  async watch(
    body: IWatchRequest,
    onAnswer: (answer: IResult) => void,
    signal: AbortSignal,
    onError?: (error: CompanionError) => void
  ): Promise<void> {
    while (!signal.aborted && !this.isDisposed) {
      try {
        const exchange = await this._connection.ready(signal);
        await exchange.watch(here(body), onAnswer, signal, onError);
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        if (!isLost(error)) {
          throw error;
        }
        if (this.state === 'off') {
          onError?.(error);
          await this._connection.nextState(signal);
        }
      }
    }
  }

  async file(body: IQueryRequest, type: 'application/vnd.apache.parquet', signal?: AbortSignal): Promise<Blob> {
    for (let tries = 1; ; tries++) {
      try {
        return await this._file(here(body), type, signal);
      } catch (error) {
        if (!isLost(error) || tries === MAX_TRIES || this.isDisposed) {
          throw error;
        }
        await this._connection.ready(signal);
      }
    }
  }

  /** Try to connect at once instead of waiting for the next attempt. */
  reconnect(): void {
    this._connection.reconnect();
  }

  dispose(): void {
    this._connection.dispose();
  }

  private async _file({ type, ...query }: IQueryRequest, accept: string, signal?: AbortSignal): Promise<Blob> {
    const url = URLExt.join(this._settings.baseUrl, 'nbtrail', 'api', type);
    const headers = { accept, 'content-type': 'application/json' };
    const init = { method: 'POST', body: JSON.stringify(query), headers, signal };
    let response: Response;
    try {
      response = await ServerConnection.makeRequest(url, init, this._settings);
    } catch {
      throw signal?.aborted ? CompanionError.cancelled() : CompanionError.unreachable();
    }
    if (!response.ok) {
      const told = (await response.json().catch(() => null)) as { error?: IErrorBody } | null;
      throw told?.error ? new CompanionError(told.error) : CompanionError.unreachable();
    }
    return response.blob();
  }

  private readonly _connection: Connection;
}

/** The question with the reader's own time zone, whose days it means. */
function here<T extends RequestBody>(body: T): T {
  return { time_zone: timeZone(), ...body };
}

function isLost(error: unknown): error is CompanionError {
  return error instanceof CompanionError && error.code === 'NT501';
}
