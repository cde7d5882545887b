import { createContext, useContext } from 'react';

import type { SidebarModel } from './sidebarModel';

export const SidebarContext = createContext<SidebarModel | null>(null);

/** What the sidebar shows. */
export function useSidebar(): SidebarModel {
  const model = useContext(SidebarContext);
  if (!model) {
    throw new Error('A part of the sidebar is drawn outside of its SidebarContext');
  }
  return model;
}
