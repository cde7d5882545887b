import { Signal, type ISignal } from '@lumino/signaling';

import type { IConnector } from '../companion/connector';
import type { IChangedPush } from '../companion/wire';
import { Refresher } from '../model/refresher';
import { fromSnapshot, type ICardData } from './cardData';
import { askCard } from './cardQueries';
import type { IRunSnapshot } from './payload';

/** Least milliseconds between two looks: four paints a second are enough to the eye. */
const EVERY = 250;

/**
 * Keeps one card's data: the snapshot at first, then what the companion answers,
 * asked anew when something about the run changed, and only while the card is
 * on screen.
 */
export class RunFeed {
  constructor(
    private readonly _connector: IConnector,
    snapshot: IRunSnapshot
  ) {
    this._data = fromSnapshot(snapshot);
    this._refresher = new Refresher(() => this._ask(), EVERY);
    _connector.changed.connect(this._onChanged, this);
    _connector.stateChanged.connect(this._onState, this);
    this._refresher.request();
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
    this._refresher.active = visible;
  }

  /** Width of a curve in pixels. */
  columns = 300;

  dispose(): void {
    this._abort.abort();
    this._refresher.dispose();
    this._connector.changed.disconnect(this._onChanged, this);
    this._connector.stateChanged.disconnect(this._onState, this);
    Signal.clearData(this);
  }

  private _onChanged(_: IConnector, { runs }: IChangedPush): void {
    const { runId, baseline } = this._data;
    if (runs === null || runs.includes(runId) || (baseline && runs.includes(baseline.runId))) {
      this._refresher.request();
    }
  }

  private _onState(): void {
    this._changed.emit();
    if (this._connector.state === 'on') {
      this._refresher.request();
    }
  }

  private async _ask(): Promise<void> {
    if (this._connector.state === 'off') {
      return;
    }
    try {
      const data = await askCard(this._connector, this._data.runId, this.columns, this._abort.signal);
      if (this._abort.signal.aborted) {
        return;
      }
      this._data = data ?? this._data;
      this._isAnswered ||= data !== null;
      this._unknown = data === null;
      this._changed.emit();
    } catch {
      // The snapshot, or the last answer, stays; the next change or reconnection asks again.
    }
  }

  private _data: ICardData;
  private _isAnswered = false;
  private _unknown = false;
  private readonly _refresher: Refresher;
  private readonly _abort = new AbortController();
  private readonly _changed = new Signal<this, void>(this);
}
