import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import React from 'react';
import { createRoot } from 'react-dom/client';

import { act } from '../../__tests__/act';
import type { Companion } from '../../__tests__/companion';
import type { ITrail } from '../../companion/tokens';
import { ViewContext } from '../../ui/viewContext';
import { SidebarContext } from '../sidebarContext';
import { SidebarModel } from '../sidebarModel';
import { SidebarView } from '../sidebarView';

/** A sidebar in the page, over a companion; `executed` tells the commands that it gave. */
export async function mountSidebar(companion: Companion) {
  const executed: { id: string; args: unknown }[] = [];
  const commands = new CommandRegistry();
  for (const id of [
    'open-run',
    'hide-runs',
    'compare-selected-runs',
    'tag-runs',
    'set-autoload',
    'restart-companion'
  ]) {
    commands.addCommand(`nbtrail:${id}`, { execute: args => void executed.push({ id, args }) });
  }
  const connector = companion.connect();
  const trail = {
    connector,
    colours: {
      colour: () => '#0b47e5',
      within: (ids: string[]) => new Map(ids.map(id => [id, '#0b47e5'])),
      changed: new Signal({})
    },
    currentNotebook: null,
    currentKernel: null,
    currentNotebookChanged: new Signal({}),
    server: { autoload: async () => false, placeNotebook: async () => 0, findNotebook: async () => null }
  } as unknown as ITrail;
  const model = new SidebarModel(trail, '/nb');
  const host = document.body.appendChild(document.createElement('div'));
  const root = createRoot(host);
  const trans = nullTranslator.load('nbtrail');
  act(() => {
    root.render(
      <ViewContext.Provider value={{ trail, commands, trans, highlighter: null }}>
        <SidebarContext.Provider value={model}>
          <SidebarView />
        </SidebarContext.Provider>
      </ViewContext.Provider>
    );
    model.visible = true;
  });
  return {
    host,
    model,
    connector,
    executed,
    names: () => [...host.querySelectorAll('.nt-RunRow-name bdi')].map(node => node.textContent),
    options: () => [...host.querySelectorAll<HTMLElement>('[role=option]')],
    unmount: () => {
      act(() => root.unmount());
      model.dispose();
      connector.dispose();
      host.remove();
    }
  };
}
