import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { ViewContext, type IViewContext } from '../compare/viewContext';
import { RunView } from './runView';

/** One run in the main area. */
export class RunWidget extends ReactWidget {
  constructor(
    private readonly _context: IViewContext,
    readonly runId: string
  ) {
    super();
    this.addClass('nt-Root');
    this.addClass('nt-RunWidget');
  }

  protected render(): JSX.Element {
    return (
      <ViewContext.Provider value={this._context}>
        <RunView runId={this.runId} onTitle={this._onTitle} />
      </ViewContext.Provider>
    );
  }

  private readonly _onTitle = (title: string): void => {
    this.title.label = title;
    this.title.caption = title;
  };
}
