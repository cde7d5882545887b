import { MessageLoop } from '@lumino/messaging';
import { Widget, type SplitPanel } from '@lumino/widgets';

/** The splits of a SQL panel, and what decides their sizes. */
export interface ISplits {
  /** Tables beside the rest. */
  outer: SplitPanel;
  /** Editor above the answer. */
  work: SplitPanel;
  /** Grid beside the chart, or above it. */
  body: SplitPanel;
  /** Height that the text in the editor would like. */
  editorHeight: () => number;
}

/** Widths in CSS pixels. */
const TABLES = 196;
const TABLES_LEAST_ROOM = 620;
const CHART = 392;
const CHART_LEAST_ROOM = 640;
const EDITOR_LEAST = 96;

/**
 * Gives each split its size as the panel grows and shrinks, until the reader
 * moves it: from then on that split is the reader's.
 *
 * #### Notes
 * In a narrow panel the tables step aside and the chart goes below the grid.
 */
export class PanelSizes {
  constructor(private readonly _splits: ISplits) {
    for (const split of [_splits.outer, _splits.work, _splits.body]) {
      split.handleMoved.connect(() => this._moved.add(split));
    }
    this._observer = new ResizeObserver(() => this.update());
    this._observer.observe(_splits.outer.node);
    this._observer.observe(_splits.body.node);
  }

  /** Shows the tables, or hides them, whatever the width says. */
  showTables(wanted: boolean): void {
    this._tablesWanted = wanted;
    this.update();
  }

  get tablesShown(): boolean {
    return !this._splits.outer.widgets[0].isHidden;
  }

  update(): void {
    const { outer, work, body, editorHeight } = this._splits;
    const { clientWidth: width, clientHeight: height } = outer.node;
    if (outer.isDisposed || width === 0 || height === 0) {
      return;
    }
    const tables = this._tablesWanted ?? width >= TABLES_LEAST_ROOM;
    outer.widgets[0].setHidden(!tables);
    this._place(outer, TABLES, width);

    const wanted = Math.max(EDITOR_LEAST, Math.min(editorHeight(), height * 0.42));
    this._place(work, wanted, work.node.clientHeight);

    const beside = body.node.clientWidth >= CHART_LEAST_ROOM;
    const orientation = beside ? 'horizontal' : 'vertical';
    if (body.orientation !== orientation) {
      body.orientation = orientation;
      this._moved.delete(body);
    }
    const room = beside ? body.node.clientWidth : body.node.clientHeight;
    this._place(body, beside ? room - Math.min(CHART, room * 0.46) : room * 0.5, room);
    for (const split of [outer, work, body]) {
      MessageLoop.sendMessage(split, Widget.ResizeMessage.UnknownSize);
    }
  }

  dispose(): void {
    this._observer.disconnect();
  }

  private _place(split: SplitPanel, first: number, all: number): void {
    if (!this._moved.has(split) && all > first) {
      split.setRelativeSizes([first, all - first]);
    }
  }

  private readonly _observer: ResizeObserver;
  private readonly _moved = new Set<SplitPanel>();
  private _tablesWanted: boolean | null = null;
}
