import { ReactWidget } from '@jupyterlab/ui-components';
import { Signal, type ISignal } from '@lumino/signaling';
import React from 'react';

import { ViewContext, type IViewContext } from './viewContext';

/** A view of runs in the main area. */
export abstract class ViewWidget extends ReactWidget {
  /** @param name - CSS class of this kind of view. */
  constructor(
    private readonly _context: IViewContext,
    name: string
  ) {
    super();
    this.addClass('nt-Root');
    this.addClass(name);
  }

  /** Emitted when what the layout restorer keeps is another. */
  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  /** Emitted when a person changed something here, so that the tab is to stay. */
  get edited(): ISignal<this, void> {
    return this._edited;
  }

  dispose(): void {
    if (!this.isDisposed) {
      Signal.clearData(this);
      super.dispose();
    }
  }

  protected abstract view(): JSX.Element;

  protected render(): JSX.Element {
    return <ViewContext.Provider value={this._context}>{this.view()}</ViewContext.Provider>;
  }

  /** Draw again with other state, which the layout restorer keeps. */
  protected changeState(): void {
    this.update();
    this._stateChanged.emit();
  }

  protected readonly emitEdited = (): void => this._edited.emit();

  protected readonly setTitle = (title: string): void => {
    this.title.label = title;
    this.title.caption = title;
  };

  private readonly _stateChanged = new Signal<this, void>(this);
  private readonly _edited = new Signal<this, void>(this);
}
