/**
 * The connector over the companion's WebSocket.
 *
 * Invariants
 * - One socket at a time; it is opened at once and, when it goes, again and
 *   again with growing pauses until {@link SocketConnector.dispose}.
 * - Every request is settled exactly once: by its reply, by its signal, or, once the
 *   companion is off, by that. A question whose socket is lost is asked again on the
 *   next one, and by HTTP when its answer is too long for a socket; nothing that
 *   changes something is sent twice.
 * - The companion is off only when none has answered for {@link ABSENCE_MS}: one that
 *   starts, or that a busy machine is slow with, is waited for without a word.
 * - `changed` is emitted once for every connection made, after the subscription
 *   stands, so that nothing committed in between is missed.
 */
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import { timeZone } from '../core/timeZone';
import { backoff } from './backoff';
import type { ConnectionState, IConnector, IProgress } from './connector';
import { CompanionError } from './error';
import { spliced } from './spliced';
import { VIEWS } from './views';
import type {
  IChangedPush,
  IErrorBody,
  IQueryRequest,
  IResult,
  IResults,
  IRowsPush,
  IWatchRequest,
  Push,
  Reply,
  RequestBody
} from './wire';

/**
 * Answers with more rows than this come by HTTP, like those that the companion
 * finds too long for a socket (NT314), where one long message holds up all others.
 */
const MOST_ROWS_ON_SOCKET = 10_000;
/** Milliseconds without a companion after which it counts as off. */
const ABSENCE_MS = 10_000;
/** Times that a question by HTTP is asked where nobody answers. */
const MOST_TRIES = 3;
/** What can be asked twice. */
const QUESTIONS: ReadonlySet<string> = new Set(['query', 'filter', 'sync', 'status', 'runs']);

interface IPending {
  resolve(result: IResults[keyof IResults]): void;
  reject(error: CompanionError): void;
  onProgress?: (progress: IProgress) => void;
}

/** What is heard of a watched question. */
interface IWatching {
  onRows(push: IRowsPush): void;
  onLost(): void;
}

export class SocketConnector implements IConnector, IDisposable {
  constructor(settings: ServerConnection.ISettings = ServerConnection.makeSettings()) {
    this._settings = settings;
    this._awaitAnswer();
    this._connect();
    globalThis.addEventListener?.('online', this._retryNow);
  }

  readonly stateChanged = new Signal<this, ConnectionState>(this);
  readonly changed = new Signal<this, IChangedPush>(this);

  get state(): ConnectionState {
    return this._state;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  async request<T extends RequestBody>(
    body: T,
    signal?: AbortSignal,
    onProgress?: (progress: IProgress) => void
  ): Promise<IResults[T['type']]> {
    const isQuery = body.type === 'query';
    const asked = isQuery ? here(body) : body;
    const long = async (): Promise<IResults[T['type']]> =>
      (await this._post(asked as IQueryRequest, 'application/json', signal)).json();
    if (isQuery && (body.limit ?? 0) > MOST_ROWS_ON_SOCKET) {
      return long();
    }
    for (;;) {
      const socket = await this._ready(signal);
      try {
        return await this._ask(socket, ++this._lastId, asked, signal, onProgress);
      } catch (error) {
        const code = error instanceof CompanionError ? error.code : null;
        if (isQuery && code === 'NT314') {
          return long();
        }
        if (code !== 'NT501' || !QUESTIONS.has(body.type) || this._isDisposed) {
          throw error;
        }
      }
    }
  }

  async watch(body: IWatchRequest, onAnswer: (answer: IResult) => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this._isDisposed) {
      const socket = await this._opened;
      if (socket && socket === this._socket) {
        await this._watchOnce(socket, body, onAnswer, signal);
      } else {
        await this._nextState(signal);
      }
    }
  }

  async file(body: IQueryRequest, type: 'application/vnd.apache.parquet', signal?: AbortSignal): Promise<Blob> {
    return (await this._post(here(body), type, signal)).blob();
  }

  /** Try to connect at once instead of waiting for the next attempt. */
  reconnect(): void {
    this._attempt = 0;
    this._retryNow();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    globalThis.removeEventListener?.('online', this._retryNow);
    clearTimeout(this._timer);
    clearTimeout(this._absence);
    this._socket?.close();
    this._lost();
    Signal.clearData(this);
  }

  /** Asks by HTTP, where an answer may be as long as it is; of the next companion, where one goes away meanwhile. */
  private async _post(body: IQueryRequest, accept: string, signal?: AbortSignal): Promise<Response> {
    for (let tries = 1; ; tries++) {
      try {
        return await this._postOnce(body, accept, signal);
      } catch (error) {
        if (!(error instanceof CompanionError && error.code === 'NT501') || tries === MOST_TRIES || this._isDisposed) {
          throw error;
        }
        await this._ready(signal);
      }
    }
  }

  private async _postOnce({ type, ...query }: IQueryRequest, accept: string, signal?: AbortSignal): Promise<Response> {
    const url = URLExt.join(this._settings.baseUrl, 'nbtrail', 'api', type);
    const init = {
      method: 'POST',
      body: JSON.stringify(query),
      headers: { accept, 'content-type': 'application/json' },
      signal
    };
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
    return response;
  }

  /** The socket to ask on, which is waited for as long as the companion is not off. */
  private async _ready(signal?: AbortSignal): Promise<WebSocket> {
    for (;;) {
      const change = new AbortController();
      const opened = this._opened;
      const socket = await Promise.race([opened, this._nextState(change.signal)]);
      change.abort();
      if (signal?.aborted) {
        throw CompanionError.cancelled();
      }
      if (socket && socket === this._socket) {
        return socket;
      }
      if (this._state === 'off' || this._isDisposed) {
        throw CompanionError.unreachable();
      }
      if (socket !== undefined && opened === this._opened) {
        // That one is gone, and the next attempt has not begun.
        await this._nextState(signal ?? new AbortController().signal);
      }
    }
  }

  private async _ask<T extends RequestBody>(
    socket: WebSocket,
    id: number,
    body: T,
    signal?: AbortSignal,
    onProgress?: (progress: IProgress) => void
  ): Promise<IResults[T['type']]> {
    const giveUp = () => {
      socket.send(JSON.stringify({ type: 'cancel', id }));
      this._settle(id)?.reject(CompanionError.cancelled());
    };
    try {
      return await new Promise<IResults[T['type']]>((resolve, reject) => {
        const settled = resolve as IPending['resolve'];
        this._pending.set(id, { resolve: settled, reject, onProgress });
        signal?.addEventListener('abort', giveUp, { once: true });
        socket.send(JSON.stringify({ ...body, id }));
      });
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** Watch until the signal aborts or the socket is lost. */
  private async _watchOnce(
    socket: WebSocket,
    body: IWatchRequest,
    onAnswer: (answer: IResult) => void,
    signal: AbortSignal
  ): Promise<void> {
    const id = ++this._lastId;
    const early: IRowsPush[] = [];
    let answer: IResult | null = null;
    const onRows = (push: IRowsPush): void => {
      if (!answer) {
        early.push(push);
      } else if (!push.error) {
        answer = spliced(answer, push);
        onAnswer(answer);
      }
    };
    const lost = new Promise<void>(resolve => this._watching.set(id, { onRows, onLost: resolve }));
    try {
      answer = await this._ask(socket, id, here(body), signal);
      onAnswer(answer);
      early.forEach(onRows);
      await Promise.race([lost, aborted(signal)]);
    } catch (error) {
      const isLost = error instanceof CompanionError && error.body.code === 'NT501';
      if (!signal.aborted && !isLost) {
        throw error;
      }
    } finally {
      this._watching.delete(id);
      if (signal.aborted && socket === this._socket) {
        socket.send(JSON.stringify({ type: 'cancel', id }));
      }
    }
  }

  /** Settled at the next change of the connection, or when the signal aborts. */
  private _nextState(signal: AbortSignal): Promise<void> {
    const change = new PromiseDelegate<void>();
    const onChange = (): void => change.resolve();
    this.stateChanged.connect(onChange);
    return Promise.race([change.promise, aborted(signal)]).finally(() => this.stateChanged.disconnect(onChange));
  }

  private _connect(): void {
    const { wsUrl, token, appendToken, WebSocket } = this._settings;
    // Jupyter's own rule: its cookie logs the socket in; the token joins the
    // address only where cookies cannot (another host, Node).
    const url =
      URLExt.join(wsUrl, 'nbtrail', 'api', 'live') +
      (appendToken && token ? `?token=${encodeURIComponent(token)}` : '');
    const socket = new WebSocket(url);
    this._socket = socket;
    this._opened = new Promise(resolve => {
      socket.onopen = () => {
        resolve(socket);
        void this._welcome(socket);
      };
      socket.onclose = () => {
        resolve(null);
        if (this._socket === socket && !this._isDisposed) {
          this._lost();
          if (this._state === 'on') {
            this._awaitAnswer();
            this._setState('connecting');
          }
          this._timer = setTimeout(this._retryNow, backoff(this._attempt++));
        }
      };
    });
    socket.onmessage = event => this._receive(String(event.data));
  }

  private async _welcome(socket: WebSocket): Promise<void> {
    try {
      const { version } = await this.request({ type: 'subscribe', every_ms: 250 });
      this._attempt = 0;
      clearTimeout(this._absence);
      this._setState('on');
      this.changed.emit({ type: 'changed', version, views: [...VIEWS], runs: null });
    } catch {
      // A door that opens but does not answer is no companion.
      socket.close();
    }
  }

  private _receive(text: string): void {
    const message = JSON.parse(text) as Reply | Push;
    if (!('id' in message)) {
      this._hear(message);
      return;
    }
    const asked = this._settle(message.id);
    if ('error' in message) {
      asked?.reject(new CompanionError(message.error));
    } else {
      asked?.resolve(message.result);
    }
  }

  private _hear(push: Push): void {
    switch (push.type) {
      case 'changed':
        this.changed.emit(push);
        break;
      case 'rows':
        this._watching.get(push.watch)?.onRows(push);
        break;
      case 'progress':
        this._pending.get(push.request)?.onProgress?.(push);
        break;
    }
  }

  private _settle(id: number): IPending | undefined {
    const pending = this._pending.get(id);
    this._pending.delete(id);
    return pending;
  }

  private _lost(): void {
    this._socket = null;
    for (const id of [...this._pending.keys()]) {
      this._settle(id)?.reject(CompanionError.unreachable());
    }
    this._watching.forEach(({ onLost }) => onLost());
  }

  /** From now on a companion has so long to answer. */
  private _awaitAnswer(): void {
    clearTimeout(this._absence);
    this._absence = setTimeout(() => this._setState('off'), ABSENCE_MS);
  }

  private _setState(state: ConnectionState): void {
    if (this._state !== state) {
      this._state = state;
      this.stateChanged.emit(state);
    }
  }

  private readonly _retryNow = (): void => {
    clearTimeout(this._timer);
    if (!this._socket && !this._isDisposed && !this._isLooking) {
      this._isLooking = true;
      void this._isThere().then(isThere => {
        this._isLooking = false;
        if (isThere && !this._socket && !this._isDisposed) {
          this._connect();
        } else if (!this._socket && !this._isDisposed) {
          this._timer = setTimeout(this._retryNow, backoff(this._attempt++));
        }
      });
    }
  };

  /**
   * Whether to knock: where the server knows that no companion listens, a socket would
   * fail with words in every console. Every third time it is tried all the same, since
   * it is the asking that has the server start one.
   */
  private async _isThere(): Promise<boolean> {
    if (this._attempt % 3 === 2) {
      return true;
    }
    try {
      const url = URLExt.join(this._settings.baseUrl, 'nbtrail-server', 'status');
      const response = await ServerConnection.makeRequest(url, {}, this._settings);
      const told = (await response.json()) as { companion?: { running?: boolean } };
      return !response.ok || told.companion?.running !== false;
    } catch {
      return true;
    }
  }

  private readonly _settings: ServerConnection.ISettings;
  private readonly _pending = new Map<number, IPending>();
  private readonly _watching = new Map<number, IWatching>();
  private _socket: WebSocket | null = null;
  private _opened: Promise<WebSocket | null> = Promise.resolve(null);
  private _state: ConnectionState = 'connecting';
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _absence: ReturnType<typeof setTimeout> | undefined;
  private _attempt = 0;
  private _isLooking = false;
  private _lastId = 0;
  private _isDisposed = false;
}

/** The question with the reader's own time zone, whose days it means. */
function here<T extends RequestBody>(body: T): T {
  return { time_zone: timeZone(), ...body };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
    } else {
      signal.addEventListener('abort', () => resolve(), { once: true });
    }
  });
}
