import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import React from 'react';

import { ViewContext, type IViewContext } from '../ui/viewContext';
import { SidebarContext } from './sidebarContext';
import { sidebarIcon } from './sidebarIcon';
import type { SidebarModel } from './sidebarModel';
import { SidebarView } from './sidebarView';

/** The panel at the side; asks nothing while it is hidden. */
export class SidebarWidget extends ReactWidget {
  constructor(
    readonly model: SidebarModel,
    private readonly _context: IViewContext
  ) {
    super();
    const { trans } = _context;
    this.id = 'nbtrail-sidebar';
    this.addClass('nt-Root');
    this.addClass('nt-SidebarWidget');
    this.title.icon = sidebarIcon;
    this.title.caption = trans.__('Runs');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Runs'));
    document.addEventListener('visibilitychange', this._look);
  }

  dispose(): void {
    if (!this.isDisposed) {
      document.removeEventListener('visibilitychange', this._look);
      this.model.dispose();
      super.dispose();
    }
  }

  protected render(): JSX.Element {
    return (
      <ViewContext.Provider value={this._context}>
        <SidebarContext.Provider value={this.model}>
          <SidebarView />
        </SidebarContext.Provider>
      </ViewContext.Provider>
    );
  }

  protected onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._look();
  }

  protected onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    const first = this.node.querySelector<HTMLElement>('[role=option][tabindex="0"], .nt-Filter input');
    first?.focus();
  }

  protected onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._look();
  }

  protected onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this._look();
  }

  protected onBeforeDetach(message: Message): void {
    this.model.visible = false;
    super.onBeforeDetach(message);
  }

  private readonly _look = (): void => {
    const visible = this.isVisible && !document.hidden;
    if (visible !== this.model.visible) {
      this.model.visible = visible;
    }
  };
}
