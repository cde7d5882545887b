import { Signal, type ISignal } from '@lumino/signaling';

/** A question that was asked, and how it went. */
export interface IPastQuery {
  sql: string;
  /** Milliseconds since the epoch. */
  at: number;
  rows: number | null;
  /** Code of the error, when it failed. */
  error: string | null;
}

export interface ISavedQuery {
  name: string;
  sql: string;
}

export interface IShelved {
  history: IPastQuery[];
  saved: ISavedQuery[];
}

/** Where the shelf is kept between sessions. */
export interface IShelfStore {
  load(): Promise<Partial<IShelved>>;
  save(shelved: IShelved): Promise<unknown>;
}

const MOST = 100;

/**
 * Saved questions, and the last hundred that were asked, newest first. Asking
 * the same again moves it to the top. Shared by all SQL panels.
 */
export class Shelf {
  constructor(private readonly _store: IShelfStore) {
    this.ready = _store.load().then(
      ({ history, saved }) => {
        this._history = merge(this._history, history ?? [], past => past.sql).slice(0, MOST);
        this._saved = merge(this._saved, saved ?? [], query => query.name);
        this._changed.emit();
      },
      reason => console.warn('nbtrail: saved queries could not be read', reason)
    );
  }

  /** Resolves when what was kept is here. */
  readonly ready: Promise<void>;

  get history(): readonly IPastQuery[] {
    return this._history;
  }

  get saved(): readonly ISavedQuery[] {
    return this._saved;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  remember(past: IPastQuery): void {
    this._history = merge([past], this._history, ({ sql }) => sql.trim()).slice(0, MOST);
    this._keep();
  }

  forgetHistory(): void {
    this._history = [];
    this._keep();
  }

  /** Keeps a question under a name; the name's former question gives way. */
  save(query: ISavedQuery): void {
    const index = this._saved.findIndex(({ name }) => name === query.name);
    this._saved =
      index < 0 ? [...this._saved, query] : this._saved.map((old, i) => (i === index ? query : old));
    this._keep();
  }

  remove(name: string): void {
    this._saved = this._saved.filter(query => query.name !== name);
    this._keep();
  }

  dispose(): void {
    Signal.clearData(this);
  }

  /** Writes wait for what was kept before: an early one must not wipe it out. */
  private _keep(): void {
    this._changed.emit();
    void this.ready
      .then(() => this._store.save({ history: this._history, saved: this._saved }))
      .catch(reason => console.warn('nbtrail: saved queries could not be kept', reason));
  }

  private _history: IPastQuery[] = [];
  private _saved: ISavedQuery[] = [];
  private readonly _changed = new Signal<this, void>(this);
}

/** Both lists, the first before the second, each key once. */
function merge<T>(first: readonly T[], second: readonly T[], key: (item: T) => string): T[] {
  const known = new Set(first.map(key));
  return [...first, ...second.filter(item => !known.has(key(item)))];
}
