import React from 'react';

import type { IViewContext } from '../ui/viewContext';
import { ViewWidget } from '../ui/viewWidget';
import type { RunTab } from './runTab';
import { RunView } from './runView';

/** One run in the main area. */
export class RunWidget extends ViewWidget {
  constructor(
    context: IViewContext,
    readonly runId: string,
    tab: RunTab
  ) {
    super(context, 'nt-RunWidget');
    this._tab = tab;
  }

  /** What of the run is shown; kept by the layout restorer. */
  get tab(): RunTab {
    return this._tab;
  }

  protected view(): JSX.Element {
    return (
      <RunView
        runId={this.runId}
        tab={this._tab}
        onTab={this._onTab}
        onTitle={this.setTitle}
        onEdit={this.emitEdited}
      />
    );
  }

  private readonly _onTab = (tab: RunTab): void => {
    this._tab = tab;
    this.changeState();
  };

  private _tab: RunTab;
}
