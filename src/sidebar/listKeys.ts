import type { KeyboardEvent } from 'react';

import type { SidebarModel } from './sidebarModel';

export interface IListActions {
  /** Put the focus on a row and bring it into sight. */
  focus: (runId: string) => void;
  /** @param keep - in a tab that stays. */
  open: (runId: string, keep: boolean) => void;
  /** Rows that fit into the list. */
  page: number;
}

/**
 * What a key does in the list: arrows, Home, End and the page keys move, with
 * Shift they select; Space toggles, Ctrl A selects all, Enter opens, with Shift in a
 * tab that stays, Esc clears the selection. What works in all of the sidebar is in
 * `panelKey`; letters are shortcuts of commands.
 *
 * @returns Whether the key did something.
 */
export function listKey(event: KeyboardEvent, model: SidebarModel, actions: IListActions): boolean {
  const { order, selection, active } = model;
  const at = active === null ? -1 : order.indexOf(active);
  const bound = (index: number) => Math.max(0, Math.min(order.length - 1, index));
  const places: { [key: string]: number } = {
    ArrowDown: bound(at + 1),
    ArrowUp: bound(at - 1),
    Home: 0,
    End: order.length - 1,
    PageDown: bound(at + actions.page),
    PageUp: bound(at - actions.page)
  };
  const place = places[event.key];
  const id = place === undefined ? undefined : order[place];
  if (id !== undefined) {
    if (event.shiftKey) {
      selection.extend(id, order, active);
    }
    actions.focus(id);
    return true;
  }
  switch (event.key) {
    case ' ':
      if (active !== null) {
        selection.toggle(active);
      }
      return true;
    case 'a':
      if (event.ctrlKey || event.metaKey) {
        selection.set(order);
        return true;
      }
      return false;
    case 'Enter':
      if (active !== null) {
        actions.open(active, event.shiftKey);
      }
      return true;
    case 'Escape':
      selection.clear();
      return true;
    default:
      return false;
  }
}
