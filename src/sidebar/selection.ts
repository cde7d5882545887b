import { Signal } from '@lumino/signaling';

/**
 * Which runs are selected, by id: a selection outlives paging, sorting and
 * live updates.
 */
export class Selection {
  readonly changed = new Signal<this, void>(this);

  get ids(): string[] {
    return [...this._ids];
  }

  get size(): number {
    return this._ids.size;
  }

  has(id: string): boolean {
    return this._ids.has(id);
  }

  /** Note that a run was opened: {@link add} and {@link extend} start there. */
  setAnchor(id: string): void {
    this._anchor = id;
    this._opened = id;
    this._extended = [];
  }

  /**
   * Adds a run or takes it out; the first one is added to the run that was opened.
   *
   * @param order - ids as they are shown.
   */
  add(id: string, order: readonly string[]): void {
    const opened = this._opened;
    if (this.size === 0 && opened !== null && opened !== id && order.includes(opened)) {
      this._ids.add(opened);
    }
    this.toggle(id);
  }

  /** Adds a run or takes it out; a later {@link extend} starts there. */
  toggle(id: string): void {
    this._opened = null;
    if (!this._ids.delete(id)) {
      this._ids.add(id);
    }
    this._anchor = id;
    this._extended = [];
    this.changed.emit();
  }

  /**
   * Selects everything between the last toggled or opened run and `id`, instead of what
   * the last extension selected.
   *
   * @param order - ids as they are shown.
   * @param from - where to start when nothing was toggled yet.
   */
  extend(id: string, order: readonly string[], from: string | null = null): void {
    this._anchor ??= from ?? id;
    const to = order.indexOf(id);
    if (to < 0) {
      return;
    }
    const start = order.indexOf(this._anchor);
    const [first, last] = start < 0 ? [to, to] : [Math.min(start, to), Math.max(start, to)];
    this._extended.forEach(old => this._ids.delete(old));
    this._extended = order.slice(first, last + 1);
    this._extended.forEach(each => this._ids.add(each));
    this.changed.emit();
  }

  set(ids: readonly string[]): void {
    this._ids = new Set(ids);
    this._extended = [];
    this._opened = null;
    this._anchor = ids[0] ?? null;
    this.changed.emit();
  }

  clear(): void {
    if (this._ids.size || this._anchor !== null) {
      this.set([]);
    }
  }

  private _ids = new Set<string>();
  private _extended: string[] = [];
  private _anchor: string | null = null;
  private _opened: string | null = null;
}
