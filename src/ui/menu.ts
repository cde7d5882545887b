import { MenuSvg } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';

export interface IMenuItem {
  label: string;
  onSelect: () => void;
  checked?: boolean;
  enabled?: boolean;
}

/** Opens a menu below `anchor`; null draws a line. The menu goes when it closes. */
export function openMenu(anchor: Element, items: readonly (IMenuItem | null)[]): void {
  const commands = new CommandRegistry();
  const menu = new MenuSvg({ commands });
  menu.addClass('jp-ThemedContainer');
  items.forEach((item, i) => {
    if (!item) {
      menu.addItem({ type: 'separator' });
      return;
    }
    const command = `item-${i}`;
    commands.addCommand(command, {
      label: item.label,
      isToggleable: item.checked !== undefined,
      isToggled: () => item.checked === true,
      isEnabled: () => item.enabled !== false,
      execute: item.onSelect
    });
    menu.addItem({ command });
  });
  menu.aboutToClose.connect(() => {
    requestAnimationFrame(() => menu.dispose());
  });
  const box = anchor.getBoundingClientRect();
  menu.open(box.left, box.bottom + 1);
}
