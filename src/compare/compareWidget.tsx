import { ReactWidget } from '@jupyterlab/ui-components';
import { Signal, type ISignal } from '@lumino/signaling';
import React from 'react';

import type { ICompareState } from './compareState';
import { CompareView } from './compareView';
import { ViewContext, type IViewContext } from '../ui/viewContext';

/** A comparison in the main area. */
export class CompareWidget extends ReactWidget {
  constructor(
    private readonly _context: IViewContext,
    state: ICompareState
  ) {
    super();
    this.addClass('nt-Root');
    this.addClass('nt-CompareWidget');
    this._state = state;
  }

  /** What a person chose; kept by the layout restorer. */
  get state(): ICompareState {
    return this._state;
  }

  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  /** Emitted when a person changed what is compared. */
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
        <CompareView state={this._state} onState={this._onState} onTitle={this._onTitle} />
      </ViewContext.Provider>
    );
  }

  private readonly _onState = (state: ICompareState): void => {
    const before = this._state;
    this._state = state;
    this.update();
    this._stateChanged.emit();
    // The view itself settles on a baseline where none was chosen.
    const rebased = before.baseline !== null && state.baseline !== before.baseline;
    if (state.runs !== before.runs || rebased) {
      this._edited.emit();
    }
  };

  private readonly _onTitle = (title: string): void => {
    this.title.label = title;
    this.title.caption = title;
  };

  private _state: ICompareState;
  private readonly _stateChanged = new Signal<this, void>(this);
  private readonly _edited = new Signal<this, void>(this);
}
