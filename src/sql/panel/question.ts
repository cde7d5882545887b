import { Signal, type ISignal } from '@lumino/signaling';

import type { IConnector, IProgress } from '../../companion/connector';
import { CompanionError } from '../../companion/error';
import type { IErrorBody, IResult } from '../../companion/wire';

/** Most rows that are asked for at first, and each time that the reader wants more. */
export const ROW_LIMITS = [10_000, 100_000, 1_000_000] as const;

/** The next larger limit; null when there is none. */
export function nextLimit(limit: number): number | null {
  return ROW_LIMITS.find(each => each > limit) ?? null;
}

/** Most rows that an answer has that goes on. */
const MAX_LIVE_ROWS = 10_000;

export interface IAsked {
  sql: string;
  /** Where the statement begins in the editor's text: a selection may be asked alone. */
  offset: number;
}

/** A question that was answered, refused or cancelled. */
export interface IOutcome extends IAsked {
  result: IResult | null;
  error: IErrorBody | null;
  /** Milliseconds until the answer stood here. */
  elapsed: number;
}

/**
 * What one tab asks and what came back.
 *
 * #### Notes
 * One question at a time: a new one cancels the running one. The last good
 * result stays while the next one runs and when it fails. `changed` is emitted
 * at every step, `ended` once per outcome; a cancelled question has none.
 */
export class Question {
  constructor(private readonly _connector: IConnector) {}

  get running(): boolean {
    return this._running !== null;
  }

  /** How far the running question is; null while that is not known. */
  get progress(): IProgress | null {
    return this._progress;
  }

  /** The last result, and the question that it answers. */
  get result(): IResult | null {
    return this._result;
  }

  /** Most rows that the result could have. */
  get limit(): number {
    return this._limit;
  }

  get asked(): IAsked | null {
    return this._asked;
  }

  /** What is wrong with the question asked last; null when it was answered. */
  get error(): (IErrorBody & IAsked) | null {
    return this._error;
  }

  /** Set when the last question was cancelled by the reader. */
  get stopped(): boolean {
    return this._stopped;
  }

  /** Whether the answer goes on with what is recorded. */
  get live(): boolean {
    return this._live;
  }
  set live(live: boolean) {
    if (live !== this._live) {
      this._live = live;
      this._follow();
      this._changed.emit();
    }
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted when the answer went on: the question is the same, the rows are others. */
  get renewed(): ISignal<this, IResult> {
    return this._renewed;
  }

  get ended(): ISignal<this, IOutcome> {
    return this._ended;
  }

  /** Asks; resolves when answered, refused or cancelled, and never rejects. */
  async ask(asked: IAsked, limit: number = ROW_LIMITS[0]): Promise<void> {
    this._running?.abort();
    this._following?.abort();
    const abort = new AbortController();
    this._running = abort;
    this._progress = null;
    this._error = null;
    this._stopped = false;
    this._changed.emit();
    const onProgress = (progress: IProgress): void => {
      if (this._running === abort && !this._isDisposed) {
        this._progress = progress;
        this._changed.emit();
      }
    };
    const started = performance.now();
    let result: IResult | null = null;
    let error: IErrorBody | null = null;
    try {
      result = await this._connector.request({ type: 'query', sql: asked.sql, limit }, abort.signal, onProgress);
    } catch (reason) {
      error = CompanionError.bodyOf(reason);
    }
    if (this._running !== abort || this._isDisposed) {
      return;
    }
    this._running = null;
    if (abort.signal.aborted) {
      this._stopped = true;
      this._changed.emit();
      return;
    }
    if (result) {
      this._result = result;
      this._asked = asked;
      this._limit = limit;
    }
    this._error = error && { ...error, ...asked };
    if (result) {
      this._follow();
    }
    this._changed.emit();
    this._ended.emit({ ...asked, result, error, elapsed: performance.now() - started });
  }

  /** Gives the running question up. */
  stop(): void {
    this._running?.abort();
  }

  dispose(): void {
    this._isDisposed = true;
    this._running?.abort();
    this._following?.abort();
    Signal.clearData(this);
  }

  /** Hears what is new in the answer from now on, or no more. */
  private _follow(): void {
    this._following?.abort();
    this._following = null;
    if (!this._live || !this._asked) {
      return;
    }
    const abort = new AbortController();
    this._following = abort;
    const onAnswer = (result: IResult): void => {
      if (!abort.signal.aborted) {
        this._result = result;
        this._changed.emit();
        this._renewed.emit(result);
      }
    };
    const limit = Math.min(this._limit, MAX_LIVE_ROWS);
    this._connector
      .watch({ type: 'watch', sql: this._asked.sql, limit }, onAnswer, abort.signal)
      .catch((reason: unknown) => {
        if (!abort.signal.aborted && this._asked) {
          this._live = false;
          this._error = { ...CompanionError.bodyOf(reason), ...this._asked };
          this._changed.emit();
        }
      });
  }

  private _running: AbortController | null = null;
  private _following: AbortController | null = null;
  private _live = false;
  private _progress: IProgress | null = null;
  private _result: IResult | null = null;
  private _asked: IAsked | null = null;
  private _limit: number = ROW_LIMITS[0];
  private _error: (IErrorBody & IAsked) | null = null;
  private _stopped = false;
  private _isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _renewed = new Signal<this, IResult>(this);
  private readonly _ended = new Signal<this, IOutcome>(this);
}
