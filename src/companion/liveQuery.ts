import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IConnector } from './connector';
import { CompanionError } from './error';
import type { IStatement } from './statement';
import type { IResult } from './wire';

/** Most rows of an answer. */
const MAX_ROWS = 200_000;
/** Milliseconds after which a question that was refused is asked again. */
const RETRY_MS = 5_000;

/**
 * One statement's answer, kept true by the companion while somebody looks.
 *
 * Invariants: an answer to an older statement is never shown; the last good value
 * stays until a new one is there; nothing is watched while {@link LiveQuery.visible}
 * is false or after `dispose`.
 */
export class LiveQuery<T> implements IDisposable {
  /** @param _read - makes of an answer what is shown; what it throws is {@link error}. */
  constructor(
    private readonly _connector: IConnector,
    private readonly _read: (result: IResult) => T
  ) {}

  /** Emitted when there is another value or error. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The last good answer. */
  value: T | undefined;
  /** Why there is no newer one. */
  error: CompanionError | undefined;

  /** Nothing to show yet. */
  get loading(): boolean {
    return this.value === undefined && this.error === undefined;
  }

  /** Whether the value answers what is asked now, and was asked last. */
  get isCurrent(): boolean {
    return this._isCurrent;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Asks `statement` from now on; null asks nothing.
   *
   * @returns whether it is another one than before
   */
  ask(statement: IStatement | null): boolean {
    if (JSON.stringify(statement) === JSON.stringify(this._statement)) {
      return false;
    }
    this._statement = statement;
    this._isCurrent = false;
    this._restart();
    return true;
  }

  /** Whether somebody looks. */
  get visible(): boolean {
    return this._visible;
  }
  set visible(visible: boolean) {
    if (visible !== this._visible) {
      this._visible = visible;
      this._restart();
    }
  }

  /** Asks again now: after an error, or to be sure. */
  refresh(): void {
    this._isCurrent = false;
    this._restart();
  }

  dispose(): void {
    this._isDisposed = true;
    this._stop();
    Signal.clearData(this);
  }

  private _stop(): void {
    this._abort?.abort();
    window.clearTimeout(this._timer);
  }

  /** Watches what is asked now; a turn later, for what else changes in this one. */
  private _restart(): void {
    this._stop();
    if (this._statement && this._visible && !this._isDisposed) {
      const abort = new AbortController();
      this._abort = abort;
      const statement = this._statement;
      void Promise.resolve().then(() => this._watch(statement, abort.signal));
    }
  }

  private async _watch(statement: IStatement, signal: AbortSignal): Promise<void> {
    if (signal.aborted) {
      return;
    }
    const fail = (reason: unknown): void => {
      if (!signal.aborted) {
        this.error = reason instanceof CompanionError ? reason : new CompanionError(CompanionError.bodyOf(reason));
        this._changed.emit();
      }
    };
    const receive = (result: IResult): void => {
      if (signal.aborted) {
        return;
      }
      try {
        this.value = this._read(result);
      } catch (reason) {
        fail(reason);
        return;
      }
      this.error = undefined;
      this._isCurrent = true;
      this._changed.emit();
    };
    try {
      await this._connector.watch({ type: 'watch', ...statement, limit: MAX_ROWS }, receive, signal, fail);
    } catch (reason) {
      fail(reason);
      if (!signal.aborted) {
        this._timer = window.setTimeout(() => this._restart(), RETRY_MS);
      }
    }
  }

  private _statement: IStatement | null = null;
  private _visible = true;
  private _isCurrent = false;
  private _timer = 0;
  private _abort: AbortController | undefined;
  private _isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
}
