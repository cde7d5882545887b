import { MessageLoop } from '@lumino/messaging';
import { Widget, type SplitPanel } from '@lumino/widgets';

/** In CSS pixels. */
const TABLES = 212;
const MIN_WIDTH_WITH_TABLES = 620;

/**
 * Width of the tables beside the questions, until the reader moves the handle:
 * from then on it is the reader's. In a narrow panel the tables step aside.
 */
export class PanelSizes {
  constructor(
    private readonly _split: SplitPanel,
    private readonly _tables: Widget
  ) {
    _split.handleMoved.connect(() => (this._moved = true));
    this._observer = new ResizeObserver(() => this.update());
    this._observer.observe(_split.node);
  }

  /** Shows the tables, or hides them, whatever the width is. */
  showTables(wanted: boolean): void {
    this._tablesWanted = wanted;
    this.update();
  }

  get tablesShown(): boolean {
    return !this._tables.isHidden;
  }

  update(): void {
    const { clientWidth: width } = this._split.node;
    if (this._split.isDisposed || width === 0) {
      return;
    }
    this._tables.setHidden(!(this._tablesWanted ?? width >= MIN_WIDTH_WITH_TABLES));
    if (!this._moved && width > TABLES) {
      this._split.setRelativeSizes([TABLES, width - TABLES]);
    }
    MessageLoop.sendMessage(this._split, Widget.ResizeMessage.UnknownSize);
  }

  dispose(): void {
    this._observer.disconnect();
  }

  private readonly _observer: ResizeObserver;
  private _moved = false;
  private _tablesWanted: boolean | null = null;
}
