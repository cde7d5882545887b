import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IDisposable } from '@lumino/disposable';
import { MessageLoop } from '@lumino/messaging';
import { Signal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

import { addToMain, bringToFront } from '../ui/mainArea';
import type { IPreviewTab } from '../companion/tokens';

/** The class of a tab that the next click replaces; its label is set in italics. */
const CLASS = 'nt-mod-preview';

/**
 * One tab of the main area that shows what was clicked last, as editors do.
 *
 * Invariants
 * - At most one widget is in preview; opening another one takes its place, and
 *   then the first is disposed of.
 * - Who clicks in the list of runs stays there: the keys act on the list, not on
 *   the preview. A tab that is to be kept gets the focus.
 * - A widget that was kept is never replaced: by a double click on its tab, or
 *   by {@link PreviewTab.keep} when something in it is edited.
 */
export class PreviewTab implements IPreviewTab, IDisposable {
  constructor(private readonly _shell: JupyterFrontEnd.IShell) {
    document.addEventListener('dblclick', this._onDoubleClick, true);
  }

  readonly kept = new Signal<this, Widget>(this);

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  has(widget: Widget): boolean {
    return widget === this._widget;
  }

  open(widget: Widget, keep: boolean): void {
    const before = keep ? null : this._widget;
    this._showing(keep, () =>
      addToMain(this._shell, widget, { mode: 'tab-after', ...(before ? { ref: before.id } : {}) })
    );
    if (!keep) {
      this._widget = widget;
      addClass(widget);
      widget.disposed.connect(this._onDisposed, this);
      before?.dispose();
    }
  }

  show(widget: Widget, keep: boolean): void {
    if (keep) {
      this.keep(widget);
    }
    this._showing(keep, () => bringToFront(this._shell, widget));
  }

  keep(widget: Widget): void {
    if (this.has(widget)) {
      this._widget = null;
      widget.disposed.disconnect(this._onDisposed, this);
      removeClass(widget);
      this.kept.emit(widget);
    }
  }

  dispose(): void {
    this._isDisposed = true;
    document.removeEventListener('dblclick', this._onDoubleClick, true);
    Signal.clearData(this);
  }

  private _showing(keep: boolean, show: () => void): void {
    const focused = document.activeElement;
    show();
    if (!keep && focused instanceof HTMLElement && focused.closest('.nt-SidebarWidget')) {
      // A tab takes the focus as it comes to the front.
      MessageLoop.flush();
      focused.focus({ preventScroll: true });
    }
  }

  private _onDisposed(widget: Widget): void {
    if (this.has(widget)) {
      this._widget = null;
    }
  }

  /** The tab has the class; it is the one in preview. */
  private readonly _onDoubleClick = (event: MouseEvent): void => {
    const tab = event.target instanceof Element && event.target.closest(`.lm-TabBar-tab.${CLASS}`);
    if (tab && this._widget) {
      this.keep(this._widget);
    }
  };

  private _widget: Widget | null = null;
  private _isDisposed = false;
}

function addClass({ title }: Widget): void {
  title.className = `${title.className} ${CLASS}`.trim();
}

function removeClass({ title }: Widget): void {
  title.className = title.className
    .split(' ')
    .filter(name => name !== CLASS)
    .join(' ');
}
