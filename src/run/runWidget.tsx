import { ReactWidget } from '@jupyterlab/ui-components';
import { Signal, type ISignal } from '@lumino/signaling';
import React from 'react';

import { ViewContext, type IViewContext } from '../ui/viewContext';
import type { RunTab } from './runTab';
import { RunView } from './runView';

/** One run in the main area. */
export class RunWidget extends ReactWidget {
  constructor(
    private readonly _context: IViewContext,
    readonly runId: string,
    tab: RunTab
  ) {
    super();
    this.addClass('nt-Root');
    this.addClass('nt-RunWidget');
    this._tab = tab;
  }

  /** What of the run is shown; kept by the layout restorer. */
  get tab(): RunTab {
    return this._tab;
  }

  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  /** Emitted when a person changed something of the run here. */
  get edited(): ISignal<this, void> {
    return this._edited;
  }

  dispose(): void {
    if (!this.isDisposed) {
      Signal.clearData(this);
      super.dispose();
    }
  }

  protected render(): JSX.Element {
    return (
      <ViewContext.Provider value={this._context}>
        <RunView runId={this.runId} tab={this._tab} onTab={this._onTab} onTitle={this._onTitle} onEdit={this._onEdit} />
      </ViewContext.Provider>
    );
  }

  private readonly _onTab = (tab: RunTab): void => {
    this._tab = tab;
    this.update();
    this._stateChanged.emit();
  };

  private readonly _onTitle = (title: string): void => {
    this.title.label = title;
    this.title.caption = title;
  };

  private readonly _onEdit = (): void => this._edited.emit();

  private _tab: RunTab;
  private readonly _stateChanged = new Signal<this, void>(this);
  private readonly _edited = new Signal<this, void>(this);
}
