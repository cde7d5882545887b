import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IConnector } from './connector';
import type { IChangedPush, IResult } from './wire';
import type { IStatement } from './statement';

export interface ILiveQueryOptions<T> {
  connector: IConnector;
  read: (result: IResult) => T;
  /** Names of the views that the statement reads. */
  views: readonly string[];
  /** Runs whose changes matter; null for any. */
  runs: readonly string[] | null;
}

/** Least milliseconds between two askings. */
const PACE = 250;

/**
 * One statement's answer, kept up to date while somebody looks.
 *
 * Invariants: at most one request is under way; an answer to an older
 * statement is never shown; the last good value stays until a new one is
 * there; nothing is asked while `visible` is false or after `dispose`.
 */
export class LiveQuery<T> implements IDisposable {
  constructor(private readonly options: ILiveQueryOptions<T>) {
    options.connector.changed.connect(this._onChanged, this);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The last good answer. */
  value: T | undefined;
  /** Why the last asking failed; undefined once one succeeds. */
  error: Error | undefined;
  /** Nothing to show yet. */
  get loading(): boolean {
    return this.value === undefined && this.error === undefined;
  }

  get isDisposed(): boolean {
    return this._disposed;
  }

  /** Asks `statement` from now on; null asks nothing. */
  ask(statement: IStatement | null): void {
    if (JSON.stringify(statement) === JSON.stringify(this._statement)) {
      return;
    }
    this._statement = statement;
    this._abort?.abort();
    this._stale = true;
    this._schedule(0);
  }

  setVisible(visible: boolean): void {
    this._visible = visible;
    this._schedule(0);
  }

  /** Asks again now: after an error, or to be sure. */
  refresh(): void {
    this._stale = true;
    this._schedule(0);
  }

  dispose(): void {
    if (this._disposed) {
      return;
    }
    this._disposed = true;
    this.options.connector.changed.disconnect(this._onChanged, this);
    window.clearTimeout(this._timer);
    this._abort?.abort();
    Signal.clearData(this);
  }

  private _onChanged(_: IConnector, push: IChangedPush): void {
    const { views, runs } = this.options;
    const concerned = push.runs === null || runs === null || push.runs.some(run => runs.includes(run));
    if (concerned && (push.views.length === 0 || push.views.some(view => views.includes(view)))) {
      this._stale = true;
      this._schedule(Math.max(0, this._askedAt + PACE - Date.now()));
    }
  }

  private _schedule(wait: number): void {
    if (this._disposed || !this._stale || !this._visible || !this._statement) {
      return;
    }
    if (this._abort && !this._abort.signal.aborted) {
      return;
    }
    window.clearTimeout(this._timer);
    this._timer = window.setTimeout(() => void this._fetch(), wait);
  }

  private async _fetch(): Promise<void> {
    const statement = this._statement;
    if (!statement || this._disposed) {
      return;
    }
    const abort = new AbortController();
    this._abort = abort;
    this._stale = false;
    this._askedAt = Date.now();
    try {
      const result = await this.options.connector.request(
        { type: 'query', ...statement, limit: 200_000 },
        abort.signal
      );
      if (abort.signal.aborted) {
        return;
      }
      this.value = this.options.read(result);
      this.error = undefined;
    } catch (reason) {
      if (abort.signal.aborted) {
        return;
      }
      this.error = reason instanceof Error ? reason : new Error(String(reason));
    } finally {
      if (this._abort === abort) {
        this._abort = undefined;
      }
    }
    this._changed.emit();
    this._schedule(Math.max(0, this._askedAt + PACE - Date.now()));
  }

  private _statement: IStatement | null = null;
  private _visible = true;
  private _stale = false;
  private _askedAt = 0;
  private _timer = 0;
  private _abort: AbortController | undefined;
  private _disposed = false;
  private readonly _changed = new Signal<this, void>(this);
}
