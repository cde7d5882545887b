import type { ILayoutRestorer } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import type { LabIcon } from '@jupyterlab/ui-components';
import { UUID } from '@lumino/coreutils';

import type { IPreviewTab } from '../companion/tokens';
import type { ViewWidget } from './viewWidget';

/** Arguments of a command that opens such a view, by which it is restored. */
interface IRestored<T> {
  command: string;
  args: (content: T) => { [name: string]: string | string[] | object };
  /** The same for two views of the same. */
  name: (content: T) => string;
}

/** The tabs of one kind of view: the same runs are open once, in the preview tab or in one that is kept. */
export class ViewTabs<T extends ViewWidget> {
  /** @param namespace - of their ids and of the layout restorer. */
  constructor(
    private readonly _namespace: string,
    private readonly _preview: IPreviewTab
  ) {
    this._tracker = new WidgetTracker<MainAreaWidget<T>>({ namespace: _namespace });
    _preview.kept.connect((_, widget) => {
      if (this._tracker.has(widget)) {
        void this._tracker.save(widget as MainAreaWidget<T>);
      }
    });
  }

  /** Bring to the front what shows the same; undefined where nothing does. */
  show(isSame: (content: T) => boolean, keep: boolean): MainAreaWidget<T> | undefined {
    const open = this._tracker.find(({ content }) => isSame(content));
    if (open) {
      this._preview.show(open, keep);
    }
    return open;
  }

  open(content: T, label: string, icon: LabIcon, keep: boolean): MainAreaWidget<T> {
    content.title.label = label;
    content.title.icon = icon;
    content.title.closable = true;
    const widget = new MainAreaWidget({ content });
    widget.toolbar.hide();
    widget.id = `${this._namespace}-${UUID.uuid4()}`;
    content.stateChanged.connect(() => void this._tracker.save(widget));
    content.edited.connect(() => this._preview.keep(widget));
    void this._tracker.add(widget);
    this._preview.open(widget, keep);
    return widget;
  }

  /** Open them again after a reload. */
  restore(restorer: ILayoutRestorer | null, { command, args, name }: IRestored<T>): void {
    void restorer?.restore(this._tracker, {
      command,
      args: widget => ({ ...args(widget.content), keep: !this._preview.has(widget) }),
      name: ({ content }) => name(content)
    });
  }

  private readonly _tracker: WidgetTracker<MainAreaWidget<T>>;
}
