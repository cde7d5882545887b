/**
 * Asks again when something changed: never twice at once, never more often
 * than every `every` milliseconds, and only while someone looks.
 */
import type { IDisposable } from '@lumino/disposable';

export class Refresher implements IDisposable {
  /**
   * @param ask - what to do; it may fail, and says so itself.
   * @param every - least milliseconds between two beginnings.
   */
  constructor(
    private readonly _ask: () => Promise<void>,
    public every = 250
  ) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Whether someone looks; what was missed is asked for on becoming true. */
  get active(): boolean {
    return this._active;
  }
  set active(active: boolean) {
    this._active = active;
    if (!active) {
      clearTimeout(this._timer);
      this._timer = undefined;
    } else if (this._due) {
      this._schedule();
    }
  }

  /** Something changed. */
  request(): void {
    this._due = true;
    this._schedule();
  }

  dispose(): void {
    this._isDisposed = true;
    clearTimeout(this._timer);
  }

  private _schedule(): void {
    if (!this._active || this._busy || this._timer !== undefined || this._isDisposed) {
      return;
    }
    const wait = Math.max(0, this._lastBegan + this.every - performance.now());
    this._timer = setTimeout(() => void this._run(), wait);
  }

  private async _run(): Promise<void> {
    this._timer = undefined;
    this._due = false;
    this._busy = true;
    this._lastBegan = performance.now();
    try {
      await this._ask();
    } finally {
      this._busy = false;
      if (this._due) {
        this._schedule();
      }
    }
  }

  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _lastBegan = -Infinity;
  private _active = false;
  private _busy = false;
  private _due = false;
  private _isDisposed = false;
}
