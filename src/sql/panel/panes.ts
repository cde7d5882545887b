import { SplitPanel, type Widget } from '@lumino/widgets';

/** Widgets with handles between them. */
export function split(className: string, orientation: SplitPanel.Orientation, ...widgets: Widget[]): SplitPanel {
  const panel = new SplitPanel({ orientation, spacing: 1 });
  panel.addClass(className);
  widgets.forEach(widget => panel.addWidget(widget));
  return panel;
}
