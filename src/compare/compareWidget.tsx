import { ReactWidget } from '@jupyterlab/ui-components';
import { Signal, type ISignal } from '@lumino/signaling';
import React from 'react';

import { compareState, type ICompareState } from './compareState';
import { CompareView } from './compareView';
import { ViewContext, type IViewContext } from './viewContext';

/** A comparison in the main area. */
export class CompareWidget extends ReactWidget {
  constructor(
    private readonly _context: IViewContext,
    runs: readonly string[],
    baseline: string | null
  ) {
    super();
    this.addClass('nt-Root');
    this.addClass('nt-CompareWidget');
    this._state = compareState(runs, baseline);
  }

  /** What a person chose; kept by the layout restorer. */
  get state(): ICompareState {
    return this._state;
  }

  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
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
    this._state = state;
    this.update();
    this._stateChanged.emit();
  };

  private readonly _onTitle = (title: string): void => {
    this.title.label = title;
    this.title.caption = title;
  };

  private _state: ICompareState;
  private readonly _stateChanged = new Signal<this, void>(this);
}
