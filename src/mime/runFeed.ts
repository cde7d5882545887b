import { Signal, type ISignal } from '@lumino/signaling';

import type { IConnector } from '../companion/connector';
import { fromSnapshot, type ICardData } from './cardData';
import { CardQueries } from './cardQueries';
import type { IRunSnapshot } from './payload';

/** Keeps one card's data: the snapshot at first, then what the companion says, and only while the card is on screen. */
export class RunFeed {
  constructor(
    private readonly _connector: IConnector,
    snapshot: IRunSnapshot
  ) {
    this._data = fromSnapshot(snapshot);
    this._card = new CardQueries(_connector, snapshot.runId);
    this._card.visible = false;
    this._card.changed.connect(this._onCard, this);
    _connector.stateChanged.connect(this._onState, this);
  }

  get data(): ICardData {
    return this._data;
  }

  /** Whether {@link data} is from the companion and current, not from the notebook's snapshot. */
  get current(): boolean {
    return this._isAnswered && this._connector.state === 'on';
  }

  /** Where {@link data} comes from when it is not of now. */
  get origin(): 'companion' | 'snapshot' | 'snapshot of another store' {
    return this._isAnswered ? 'companion' : this._unknown ? 'snapshot of another store' : 'snapshot';
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Whether the card is on screen; off screen nothing is asked. */
  set visible(visible: boolean) {
    this._card.visible = visible;
  }

  /** Width of a curve in pixels. */
  set columns(columns: number) {
    this._card.columns = columns;
  }

  dispose(): void {
    this._card.dispose();
    this._connector.stateChanged.disconnect(this._onState, this);
    Signal.clearData(this);
  }

  private _onState(): void {
    this._changed.emit();
  }

  /** Without a whole answer the snapshot, or what was heard last, stays. */
  private _onCard({ data }: CardQueries): void {
    if (data !== undefined) {
      this._data = data ?? this._data;
      this._isAnswered ||= data !== null;
      this._unknown = data === null;
      this._changed.emit();
    }
  }

  private _data: ICardData;
  private _isAnswered = false;
  private _unknown = false;
  private readonly _card: CardQueries;
  private readonly _changed = new Signal<this, void>(this);
}
