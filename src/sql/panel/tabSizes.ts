import { MessageLoop } from '@lumino/messaging';
import { Widget, type SplitPanel } from '@lumino/widgets';

/** The splits of one question, and what decides their sizes. */
export interface ITabSplits {
  /** Editor above the answer. */
  work: SplitPanel;
  /** Grid beside the chart, or above it. */
  body: SplitPanel;
  /** Height that the text in the editor would like. */
  editorHeight: () => number;
}

/** In CSS pixels. */
const CHART = 392;
const MIN_WIDTH_WITH_CHART = 640;
const MIN_EDITOR_HEIGHT = 96;
/** Share of a short tab that the editor leaves to the answer. */
const MIN_ANSWER_SHARE = 0.7;

/**
 * Gives each split its size as the tab grows and shrinks, until the reader
 * moves it: from then on that split is the reader's.
 *
 * #### Notes
 * In a narrow tab the chart goes below the grid.
 */
export class TabSizes {
  constructor(private readonly _splits: ITabSplits) {
    for (const split of [_splits.work, _splits.body]) {
      split.handleMoved.connect(() => this._moved.add(split));
    }
    this._observer = new ResizeObserver(() => this.update());
    this._observer.observe(_splits.work.node);
    this._observer.observe(_splits.body.node);
  }

  update(): void {
    const { work, body, editorHeight } = this._splits;
    const { clientWidth: width, clientHeight: height } = work.node;
    if (work.isDisposed || width === 0 || height === 0) {
      return;
    }
    this._place(
      work,
      Math.max(Math.min(MIN_EDITOR_HEIGHT, height * (1 - MIN_ANSWER_SHARE)), Math.min(editorHeight(), height * 0.42)),
      height
    );

    const beside = body.node.clientWidth >= MIN_WIDTH_WITH_CHART;
    const orientation = beside ? 'horizontal' : 'vertical';
    if (body.orientation !== orientation) {
      body.orientation = orientation;
      this._moved.delete(body);
    }
    const room = beside ? body.node.clientWidth : body.node.clientHeight;
    this._place(body, beside ? room - Math.min(CHART, room * 0.46) : room * 0.5, room);
    for (const split of [work, body]) {
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
}
