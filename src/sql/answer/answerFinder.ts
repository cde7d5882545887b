import { Debouncer } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IResult } from '../../companion/wire';
import { findRows } from './findRows';

/** Milliseconds without a key after which the search begins. */
const PAUSE = 150;

/**
 * Narrows what is shown of an answer to the rows that hold some words.
 *
 * #### Notes
 * A search for newer words cancels the one before. The words
 * stay while more rows of the same question come, and go with the next question.
 */
export class AnswerFinder {
  /** `narrow` gets a byte for each row, 1 where it is to be shown; null to show all. */
  constructor(private readonly _narrow: (found: Uint8Array | null) => void) {}

  get words(): string {
    return this._words;
  }

  set words(words: string) {
    this._words = words;
    this._changed.emit();
    void this._search.invoke().catch(() => undefined);
  }

  /** Rows that are shown; null while all are. */
  get count(): number | null {
    return this._count;
  }

  /** Emitted when words or count are other ones. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Goes on with another answer. */
  setResult(result: IResult, keepsWords: boolean): void {
    this._result = result;
    this._words = keepsWords ? this._words : '';
    this._count = null;
    void this._find();
  }

  dispose(): void {
    this._abort.abort();
    this._search.dispose();
    Signal.clearData(this);
  }

  private async _find(): Promise<void> {
    this._abort.abort();
    this._abort = new AbortController();
    const { signal } = this._abort;
    const words = this._words.trim();
    if (!this._result || !words) {
      this._show(null);
      return;
    }
    const found = await findRows(this._result, words, signal);
    if (found && !signal.aborted) {
      this._show(found);
    }
  }

  private _show(found: Uint8Array | null): void {
    this._count = found?.reduce((sum, one) => sum + one, 0) ?? null;
    this._narrow(found);
    this._changed.emit();
  }

  private _words = '';
  private _count: number | null = null;
  private _result: IResult | null = null;
  private _abort = new AbortController();
  private readonly _search = new Debouncer(() => this._find(), PAUSE);
  private readonly _changed = new Signal<this, void>(this);
}
