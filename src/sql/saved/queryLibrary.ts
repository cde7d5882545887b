import { Signal, type ISignal } from '@lumino/signaling';

/** A question that was asked, and how it went; or one whose tab was closed before. */
export interface IPastQuery {
  sql: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** Null when it failed, or was closed before it ran. */
  rows: number | null;
  /** Code of the error, when it failed. */
  error: string | null;
}

/** What identifies a saved question: a name may stand once in each project, and once for all of them. */
export interface ISavedKey {
  name: string;
  /** Without one it is offered in every project. */
  project?: string;
}

export interface ISavedQuery extends ISavedKey {
  sql: string;
  description?: string;
}

export interface IStoredQueries {
  history: IPastQuery[];
  saved: ISavedQuery[];
}

/** Where the library is kept between sessions. */
export interface IQueryStore {
  load(): Promise<Partial<IStoredQueries>>;
  save(queries: IStoredQueries): Promise<unknown>;
}

const MAX_HISTORY = 100;

/**
 * Saved questions, and the last hundred that were asked, newest first. Asking
 * the same again moves it to the top. Shared by all SQL panels.
 */
export class QueryLibrary {
  constructor(private readonly _store: IQueryStore) {
    this.ready = _store.load().then(
      ({ history, saved }) => {
        this._history = merge(this._history, history ?? [], past => past.sql).slice(0, MAX_HISTORY);
        this._saved = merge(this._saved, saved ?? [], keyText);
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
    this._history = merge([past], this._history, ({ sql }) => sql.trim()).slice(0, MAX_HISTORY);
    this._keep();
  }

  forgetHistory(): void {
    this._history = [];
    this._keep();
  }

  /** The question that is kept under a name. */
  find(key: ISavedKey): ISavedQuery | undefined {
    return this._saved.find(query => isSameKey(query, key));
  }

  /** Keeps a question under a name; the name's former question gives way, and so does `former` when it had another name. */
  save(query: ISavedQuery, former: ISavedKey = query): void {
    const gone = new Set([keyText(query), keyText(former)]);
    const index = this._saved.findIndex(old => gone.has(keyText(old)));
    const others = this._saved.filter(old => !gone.has(keyText(old)));
    this._saved = [
      ...others.slice(0, index < 0 ? others.length : index),
      query,
      ...(index < 0 ? [] : others.slice(index))
    ];
    this._keep();
  }

  remove(key: ISavedKey): void {
    this._saved = this._saved.filter(query => !isSameKey(query, key));
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

/** What identifies a saved question, without the rest of it. */
export function keyOf({ name, project }: ISavedKey): ISavedKey {
  return { name, ...(project ? { project } : {}) };
}

/** Whether both mean the same saved question. */
export function isSameKey(one: ISavedKey, other: ISavedKey): boolean {
  return keyText(one) === keyText(other);
}

function keyText({ name, project = '' }: ISavedKey): string {
  return JSON.stringify([project, name]);
}

/** Both lists, the first before the second, each key once. */
function merge<T>(first: readonly T[], second: readonly T[], key: (item: T) => string): T[] {
  const known = new Set(first.map(key));
  return [...first, ...second.filter(item => !known.has(key(item)))];
}
