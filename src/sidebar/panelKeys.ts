import type { CommandRegistry } from '@lumino/commands';

import { CommandIDs } from '../companion/tokens';
import type { SidebarModel } from './sidebarModel';

/** What these keys do with the runs that are selected, or with the one that the keys act on. */
const COMMANDS: { readonly [key: string]: string } = {
  '?': CommandIDs.showKeys,
  F2: CommandIDs.rename,
  Delete: CommandIDs.archive
};

/**
 * What a key does wherever the focus is in the sidebar, but for its text fields:
 * after a click on a button the same as in the list. `/` and `?` are wherever a
 * keyboard has them, which shortcuts of commands are not.
 *
 * @returns Whether the key did something.
 */
export function panelKey(
  event: { key: string; target: EventTarget; ctrlKey: boolean; altKey: boolean; metaKey: boolean },
  model: SidebarModel,
  commands: CommandRegistry
): boolean {
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) {
    return false;
  }
  if (event.key === 'Escape') {
    model.selection.clear();
    return true;
  }
  if (event.key === '/') {
    model.filterWanted.emit();
    return true;
  }
  const command = COMMANDS[event.key];
  if (!command || event.ctrlKey || event.altKey || event.metaKey || !commands.isEnabled(command)) {
    return false;
  }
  void commands.execute(command);
  return true;
}
