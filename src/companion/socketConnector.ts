/**
 * The connector over the companion's WebSocket.
 *
 * Invariants
 * - One socket at a time; it is opened at once and, when it goes, again and
 *   again with growing pauses until {@link SocketConnector.dispose}.
 * - Every request is settled exactly once: by its reply, by its signal, or by
 *   the loss of the socket it was sent on. None is sent twice.
 * - `changed` is emitted once for every connection made, after the subscription
 *   stands, so that nothing committed in between is missed.
 */
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import { backoff } from './backoff';
import type { ConnectionState, IConnector } from './connector';
import { CompanionError } from './error';
import { VIEWS } from './views';
import type { IChangedPush, IResults, Push, Reply, RequestBody } from './wire';

interface IPending {
  resolve(result: IResults[keyof IResults]): void;
  reject(error: CompanionError): void;
}

export class SocketConnector implements IConnector, IDisposable {
  constructor(settings: ServerConnection.ISettings = ServerConnection.makeSettings()) {
    this._settings = settings;
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
    signal?: AbortSignal
  ): Promise<IResults[T['type']]> {
    const socket = await this._opened;
    if (signal?.aborted) {
      throw CompanionError.cancelled();
    }
    if (!socket || socket !== this._socket || this._isDisposed) {
      throw CompanionError.unreachable();
    }
    const id = ++this._lastId;
    const giveUp = () => {
      socket.send(JSON.stringify({ type: 'cancel', id }));
      this._settle(id)?.reject(CompanionError.cancelled());
    };
    try {
      return await new Promise<IResults[T['type']]>((resolve, reject) => {
        const settled = resolve as IPending['resolve'];
        this._pending.set(id, { resolve: settled, reject });
        signal?.addEventListener('abort', giveUp, { once: true });
        socket.send(JSON.stringify({ ...body, id }));
      });
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
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
    this._socket?.close();
    this._lost();
    Signal.clearData(this);
  }

  private _connect(): void {
    const { wsUrl, token, appendToken, WebSocket } = this._settings;
    // Jupyter's own rule: its cookie logs the socket in; the token joins the
    // address only where cookies cannot (another host, Node).
    const url =
      URLExt.join(wsUrl, 'nbtrail', 'api', 'live') +
      (appendToken && token ? `?token=${encodeURIComponent(token)}` : '');
    const socket = (this._socket = new WebSocket(url));
    this._opened = new Promise(resolve => {
      socket.onopen = () => {
        resolve(socket);
        void this._welcome(socket);
      };
      socket.onclose = () => {
        resolve(null);
        if (this._socket === socket && !this._isDisposed) {
          this._lost();
          // A short blip is not yet an absence.
          this._setState(this._attempt === 0 ? 'connecting' : 'off');
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
      if (message.type === 'changed') {
        this.changed.emit(message);
      }
      return;
    }
    const asked = this._settle(message.id);
    if ('error' in message) {
      asked?.reject(new CompanionError(message.error));
    } else {
      asked?.resolve(message.result);
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
  }

  private _setState(state: ConnectionState): void {
    if (this._state !== state) {
      this._state = state;
      this.stateChanged.emit(state);
    }
  }

  private readonly _retryNow = (): void => {
    clearTimeout(this._timer);
    if (!this._socket && !this._isDisposed) {
      this._connect();
    }
  };

  private readonly _settings: ServerConnection.ISettings;
  private readonly _pending = new Map<number, IPending>();
  private _socket: WebSocket | null = null;
  private _opened: Promise<WebSocket | null> = Promise.resolve(null);
  private _state: ConnectionState = 'connecting';
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _attempt = 0;
  private _lastId = 0;
  private _isDisposed = false;
}
