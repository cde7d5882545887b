/**
 * Keeps a WebSocket to the companion open.
 *
 * Invariants
 * - One socket at a time; it is opened at once and, when it goes, again and again with
 *   growing pauses until {@link Connection.dispose}.
 * - The companion is off only when none has answered for {@link ABSENCE_MS}: one that
 *   starts, or that a busy machine is slow with, is waited for without a word.
 */
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { Signal } from '@lumino/signaling';

import type { ConnectionState } from './connector';
import { CompanionError } from './error';
import { Exchange } from './exchange';

/** Milliseconds without a companion after which it counts as off. */
const ABSENCE_MS = 10_000;
/** Least and most milliseconds between two attempts. */
const MIN_PAUSE_MS = 300;
const MAX_PAUSE_MS = 10_000;

export class Connection implements IDisposable {
  constructor(private readonly _settings: ServerConnection.ISettings) {
    this._awaitCompanion();
    void this._poll.refresh();
    globalThis.addEventListener?.('online', this.reconnect);
  }

  readonly stateChanged = new Signal<this, ConnectionState>(this);

  get state(): ConnectionState {
    return this._state;
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  /**
   * The open socket's exchange, which is waited for as long as the companion is not off.
   *
   * @throws CompanionError `NT501`, or `NT306` when the signal aborts
   */
  async ready(signal?: AbortSignal): Promise<Exchange> {
    for (;;) {
      if (signal?.aborted) {
        throw CompanionError.cancelled();
      }
      if (this._exchange && !this._exchange.isClosed) {
        return this._exchange;
      }
      if (this._state === 'off' || this.isDisposed) {
        throw CompanionError.unreachable();
      }
      await this.nextState(signal);
    }
  }

  /** Settled at the next change of the state, or when the signal aborts. */
  async nextState(signal?: AbortSignal): Promise<void> {
    const aborted = new PromiseDelegate<void>();
    const abort = (): void => aborted.resolve();
    signal?.addEventListener('abort', abort, { once: true });
    await Promise.race([this._next.promise, aborted.promise]);
    signal?.removeEventListener('abort', abort);
  }

  /** Try to connect at once instead of waiting for the next attempt. */
  readonly reconnect = (): void => {
    if (!this._isAlive) {
      void this._poll.refresh();
    }
  };

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._poll.dispose();
    globalThis.removeEventListener?.('online', this.reconnect);
    clearTimeout(this._absence);
    this._socket?.close();
    this._next.resolve();
    Signal.clearData(this);
  }

  /** A connection from its beginning to its end. @throws where there was none: the poll then waits longer each time */
  private async _live(): Promise<void> {
    this._isAlive = true;
    try {
      if (!(await this._isServed())) {
        throw CompanionError.unreachable();
      }
      const exchange = new Exchange(await this._openSocket());
      // A door that opens but does not answer is no companion.
      await exchange.request({ type: 'status' });
      this._attempts = 1;
      this._exchange = exchange;
      clearTimeout(this._absence);
      this._setState('on');
      await exchange.closed;
    } finally {
      this._isAlive = false;
      this._exchange = null;
      this._socket?.close();
      if (this._state === 'on' && !this.isDisposed) {
        this._awaitCompanion();
        this._setState('connecting');
      }
    }
  }

  private _openSocket(): Promise<WebSocket> {
    const { wsUrl, token, appendToken, WebSocket } = this._settings;
    // Jupyter's own rule: its cookie logs the socket in; the token joins the
    // address only where cookies cannot (another host, Node).
    const url =
      URLExt.join(wsUrl, 'nbtrail', 'api', 'live') +
      (appendToken && token ? `?token=${encodeURIComponent(token)}` : '');
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url);
      this._socket = socket;
      socket.onopen = () => resolve(socket);
      socket.onclose = () => reject(CompanionError.unreachable());
    });
  }

  /**
   * Whether to knock: where the server knows that no companion listens, a socket would
   * fail with words in every console. The first and every third time it is tried all the
   * same, since it is the asking that has the server start one.
   */
  private async _isServed(): Promise<boolean> {
    if (this._attempts++ % 3 === 0) {
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

  /** From now on a companion has so long to answer. */
  private _awaitCompanion(): void {
    clearTimeout(this._absence);
    this._absence = setTimeout(() => this._setState('off'), ABSENCE_MS);
  }

  private _setState(state: ConnectionState): void {
    if (this._state !== state) {
      this._state = state;
      const next = this._next;
      this._next = new PromiseDelegate();
      next.resolve();
      this.stateChanged.emit(state);
    }
  }

  private readonly _poll = new Poll({
    auto: false,
    factory: () => this._live(),
    frequency: { interval: MIN_PAUSE_MS, max: MAX_PAUSE_MS, backoff: 2 },
    name: 'nbtrail:connection',
    standby: 'never'
  });
  private _socket: WebSocket | null = null;
  private _exchange: Exchange | null = null;
  private _state: ConnectionState = 'connecting';
  private _next = new PromiseDelegate<void>();
  private _absence: ReturnType<typeof setTimeout> | undefined;
  /** One after a connection that was lost. */
  private _attempts = 0;
  private _isAlive = false;
}
