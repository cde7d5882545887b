import { Signal, type ISignal } from '@lumino/signaling';

/**
 * What charts with one x axis share: where the crosshair stands, whether it is
 * pinned there, and which series is hovered.
 *
 * #### Notes
 * `changed` is emitted only when something changed. While the crosshair is
 * pinned, moving it does nothing.
 */
export class CrosshairGroup {
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** In units of the x axis; null when the crosshair is away. */
  get x(): number | null {
    return this._x;
  }

  get pinned(): boolean {
    return this._pinned;
  }

  /** Id of the hovered series; others step back. */
  get hovered(): string | null {
    return this._hovered;
  }

  move(x: number | null): void {
    if (!this._pinned && x !== this._x) {
      this._x = x;
      this._changed.emit();
    }
  }

  hover(id: string | null): void {
    if (id !== this._hovered) {
      this._hovered = id;
      this._changed.emit();
    }
  }

  /** Holds the crosshair where it is, or lets it go. */
  pin(pinned: boolean): void {
    const next = pinned && this._x !== null;
    if (next !== this._pinned) {
      this._pinned = next;
      this._changed.emit();
    }
  }

  /** Lets go and takes the crosshair away: after a change of the x axis, or Esc. */
  clear(): void {
    if (this._x !== null || this._pinned) {
      this._pinned = false;
      this._x = null;
      this._changed.emit();
    }
  }

  dispose(): void {
    Signal.clearData(this);
  }

  private _x: number | null = null;
  private _pinned = false;
  private _hovered: string | null = null;
  private readonly _changed = new Signal<this, void>(this);
}
