import React from 'react';

import type { IViewContext } from '../ui/viewContext';
import { ViewWidget } from '../ui/viewWidget';
import type { ICompareState } from './compareState';
import { CompareView } from './compareView';

/** A comparison in the main area. */
export class CompareWidget extends ViewWidget {
  constructor(context: IViewContext, state: ICompareState) {
    super(context, 'nt-CompareWidget');
    this._state = state;
  }

  /** What a person chose; kept by the layout restorer. */
  get state(): ICompareState {
    return this._state;
  }

  protected view(): JSX.Element {
    return <CompareView state={this._state} onState={this._onState} onTitle={this.setTitle} />;
  }

  private readonly _onState = (state: ICompareState): void => {
    const before = this._state;
    this._state = state;
    this.changeState();
    // The view itself settles on a baseline where none was chosen.
    const rebased = before.baseline !== null && state.baseline !== before.baseline;
    if (state.runs !== before.runs || rebased) {
      this.emitEdited();
    }
  };

  private _state: ICompareState;
}
