import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';

import { panelPath } from '../ui/panelPath';
import type { Colours } from '../model/palette';
import type { ITrail } from '../companion/tokens';
import type { CompanionServer } from '../companion/server';
import type { SocketConnector } from '../companion/socketConnector';

/** What the views of one JupyterLab window share; lives as long as the window. */
export class Trail implements ITrail {
  constructor(
    readonly connector: SocketConnector,
    readonly colours: Colours,
    readonly server: CompanionServer,
    notebooks: INotebookTracker | null
  ) {
    notebooks?.currentChanged.connect((_, panel) => this._follow(panel));
    this._follow(notebooks?.currentWidget ?? null);
  }

  readonly currentNotebookChanged = new Signal<this, string | null>(this);

  get currentNotebook(): string | null {
    return this._panel ? panelPath(this._panel) : null;
  }

  /** Id of the kernel of the notebook in front. */
  get currentKernel(): string | null {
    return this._panel?.sessionContext.session?.kernel?.id ?? null;
  }

  private _follow(panel: NotebookPanel | null): void {
    this._panel?.context.pathChanged.disconnect(this._changed, this);
    this._panel?.sessionContext.kernelChanged.disconnect(this._changed, this);
    this._panel = panel;
    panel?.context.pathChanged.connect(this._changed, this);
    panel?.sessionContext.kernelChanged.connect(this._changed, this);
    this._changed();
  }

  private _changed(): void {
    const notebook = this.currentNotebook;
    if (notebook !== null && notebook !== this._placed) {
      this._placed = notebook;
      void this.server.placeNotebook(notebook).catch(() => (this._placed = null));
    }
    this.currentNotebookChanged.emit(this.currentNotebook);
  }

  private _panel: NotebookPanel | null = null;
  /** The notebook that was sent to the server last. */
  private _placed: string | null = null;
}
