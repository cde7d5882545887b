import type { TranslationBundle } from '@jupyterlab/translation';
import { addIcon, TabPanelSvg } from '@jupyterlab/ui-components';

/**
 * Questions as tabs. Arrow keys move along the strip, Enter opens, F2 or a
 * double click renames, Delete or a middle click closes.
 */
export class TabStrip extends TabPanelSvg {
  constructor(trans: TranslationBundle) {
    super({ tabsMovable: true, addButtonEnabled: true });
    this.addClass('nt-SqlTabs');
    this.tabBar.titlesEditable = true;
    this.tabBar.name = trans.__('Questions');
    const { addButtonNode } = this.tabBar;
    addButtonNode.setAttribute('role', 'button');
    addButtonNode.setAttribute('aria-label', trans.__('New question'));
    addIcon.element({ container: addButtonNode, title: trans.__('New question') });
    this.tabBar.node.addEventListener('keydown', this);
  }

  handleEvent(event: Event): void {
    const { key } = event as KeyboardEvent;
    const tabs = [...this.tabBar.contentNode.children];
    const index = tabs.indexOf(event.target as Element);
    const tab = tabs[index];
    if (!tab || (key !== 'F2' && key !== 'Delete')) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (key === 'Delete') {
      this.tabBar.titles[index]?.owner.close();
      this._focus(this.tabBar.currentIndex);
    } else {
      this._rename(tab, index);
    }
  }

  dispose(): void {
    this.tabBar.node.removeEventListener('keydown', this);
    super.dispose();
  }

  /** As a double click does; the strip has the focus again afterwards. */
  private _rename(tab: Element, index: number): void {
    const label = tab.querySelector('.lm-TabBar-tabLabel');
    const box = label?.getBoundingClientRect();
    if (!label || !box) {
      return;
    }
    const place = { clientX: box.left + 1, clientY: box.top + 1 };
    label.dispatchEvent(new MouseEvent('dblclick', { bubbles: true, ...place }));
    label.querySelector('input')?.addEventListener('blur', () => this._focus(index));
  }

  private _focus(index: number): void {
    requestAnimationFrame(() => (this.tabBar.contentNode.children[index] as HTMLElement | undefined)?.focus());
  }
}
