import { Panel, SplitPanel, type Widget } from '@lumino/widgets';

/** Widgets below each other. */
export function stack(className: string, ...widgets: Widget[]): Panel {
  const panel = new Panel();
  panel.addClass(className);
  widgets.forEach(widget => panel.addWidget(widget));
  return panel;
}

/** Widgets with handles between them. */
export function split(className: string, orientation: SplitPanel.Orientation, ...widgets: Widget[]): SplitPanel {
  const panel = new SplitPanel({ orientation, spacing: 1 });
  panel.addClass(className);
  widgets.forEach(widget => panel.addWidget(widget));
  return panel;
}
