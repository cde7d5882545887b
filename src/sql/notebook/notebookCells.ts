import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PathExt } from '@jupyterlab/coreutils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';

import type { INotebookTarget } from './notebookTarget';

/** Puts cells into the notebook used last; lives as long as the window. */
export class NotebookCells implements INotebookTarget {
  constructor(
    private readonly _shell: JupyterFrontEnd.IShell,
    private readonly _notebooks: INotebookTracker
  ) {
    _notebooks.currentChanged.connect(() => this.changed.emit());
  }

  readonly changed = new Signal<this, void>(this);

  get name(): string | null {
    return this._panel && PathExt.basename(this._panel.context.path);
  }

  insert(source: string): void {
    const panel = this._panel;
    const notebook = panel?.content;
    if (!panel || !notebook?.model) {
      return;
    }
    const place = notebook.activeCellIndex + 1;
    notebook.model.sharedModel.insertCell(place, { cell_type: 'code', source, metadata: { trusted: true } });
    this._shell.activateById(panel.id);
    notebook.deselectAll();
    notebook.activeCellIndex = place;
    const cell = notebook.activeCell;
    if (cell) {
      void notebook.scrollToCell(cell, 'smart');
    }
  }

  private get _panel(): NotebookPanel | null {
    return this._notebooks.currentWidget;
  }
}
