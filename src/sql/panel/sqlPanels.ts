import type { ILayoutRestorer, JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { UUID, type ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { Debouncer } from '@lumino/polling';

import { addToMain, bringToFront } from '../../ui/mainArea';
import { CommandIDs } from '../../companion/tokens';
import { SqlPanel } from './panel';
import { readState } from './panelState';
import { sqlIcon } from '../../ui/sqlIcon';
import { draftsLeft, keepDraft, takeDraft } from '../saved/tabDrafts';

type Panel = MainAreaWidget<SqlPanel>;

/** Milliseconds after a change for which it may not be in JupyterLab's state yet. */
const NOT_WRITTEN = 5000;

/**
 * The SQL panels in the main area. Questions from elsewhere go to the one used
 * last; all come back after a reload, with their tabs.
 */
export class SqlPanels {
  constructor(
    private readonly _shell: JupyterFrontEnd.IShell,
    private readonly _options: SqlPanel.IOptions
  ) {}

  readonly tracker = new WidgetTracker<Panel>({ namespace: 'nbtrail-sql' });

  /** Has the panels of the last session opened again. */
  async restore(restorer: ILayoutRestorer): Promise<void> {
    void restorer.restore(this.tracker, {
      command: CommandIDs.openSql,
      name: widget => widget.id,
      args: ({ id, content }) => ({ id, state: content.state as unknown as ReadonlyPartialJSONObject })
    });
    await restorer.restored;
    for (const id of draftsLeft()) {
      await this.revive(id, null);
    }
  }

  /** The panel used last; null when there is none. */
  get current(): Panel | null {
    return this.tracker.currentWidget ?? this.tracker.find(() => true) ?? null;
  }

  /** The panel used last in front, or a new one. */
  async show(anew = false): Promise<Panel> {
    const panel = (anew ? null : this.current) ?? (await this._add(`nbtrail-sql-${UUID.uuid4()}`));
    bringToFront(this._shell, panel);
    return panel;
  }

  /** A panel of the last session: the layout finds its place by its id. */
  async revive(id: string, written: unknown): Promise<Panel> {
    const panel = await this._add(id);
    const state = takeDraft(id) ?? readState(written);
    if (state) {
      panel.content.restore(state);
    }
    return panel;
  }

  private async _add(id: string): Promise<Panel> {
    const content = new SqlPanel(this._options);
    const widget = new MainAreaWidget({ content });
    widget.id = id;
    widget.title.icon = sqlIcon;
    widget.title.closable = true;
    widget.toolbar.hide();
    const retitle = (): void => {
      const { current } = content;
      widget.title.label = current?.name ? `SQL: ${current.name}` : 'SQL';
      widget.title.caption = current?.editor.text.slice(0, 400) || 'SQL';
    };
    retitle();
    let changedAt = -Infinity;
    const keep = new Debouncer(() => this.tracker.save(widget), 500);
    const onLeave = (): void => {
      if (performance.now() - changedAt < NOT_WRITTEN && content.tabs.some(tab => !tab.isEmpty)) {
        keepDraft(id, content.state);
      }
    };
    window.addEventListener('pagehide', onLeave);
    content.changed.connect(() => {
      changedAt = performance.now();
      retitle();
      void keep.invoke().catch(() => undefined);
    });
    content.disposed.connect(() => {
      keep.dispose();
      window.removeEventListener('pagehide', onLeave);
    });
    await this.tracker.add(widget);
    addToMain(this._shell, widget);
    return widget;
  }
}
