import { LabShell, type JupyterFrontEnd } from '@jupyterlab/application';
import { SplitPanel, TabPanel, type Widget } from '@lumino/widgets';

/**
 * Adds a widget where a page shows documents, in front.
 *
 * #### Notes
 * The main area of Notebook 7 has room for its one document, so the widget goes
 * into the tabs below it, which share the height with the document at first.
 */
export function addToMain(
  shell: JupyterFrontEnd.IShell,
  widget: Widget,
  options?: Parameters<JupyterFrontEnd.IShell['add']>[2]
): void {
  if (shell instanceof LabShell) {
    shell.add(widget, 'main', options);
    return;
  }
  shell.add(widget, 'down');
  const tabs = tabsOf(widget);
  if (tabs?.isHidden && tabs.parent instanceof SplitPanel) {
    tabs.parent.setRelativeSizes([1, 1]);
  }
  bringToFront(shell, widget);
}

/** Shows a widget that {@link addToMain} has added, and gives it the focus. */
export function bringToFront(shell: JupyterFrontEnd.IShell, widget: Widget): void {
  const tabs = tabsOf(widget);
  if (tabs) {
    // Notebook 7 shows the tabs, but not the one that is activated.
    tabs.currentWidget = widget;
  }
  shell.activateById(widget.id);
}

/** The tabs below the document that hold a widget; null where a dock holds it. */
function tabsOf(widget: Widget): TabPanel | null {
  const tabs = widget.parent?.parent;
  return tabs instanceof TabPanel ? tabs : null;
}
