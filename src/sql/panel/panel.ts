import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { IEditorServices } from '@jupyterlab/codeeditor';
import { nullTranslator, type ITranslator, type TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Signal, type ISignal } from '@lumino/signaling';
import { SplitPanel } from '@lumino/widgets';

import type { IConnector } from '../../companion/connector';
import { NO_NOTEBOOK, type INotebookTarget } from '../notebook/notebookTarget';
import { PanelSizes } from './panelSizes';
import type { ISqlPanelState } from './panelState';
import { askAbout } from '../saved/saveDialog';
import type { Schema } from '../tables/schema';
import { SchemaPane } from '../tables/schemaPane';
import { isSameKey, keyOf, type ISavedKey, type ISavedQuery, type QueryLibrary } from '../saved/queryLibrary';
import { SqlTab } from './sqlTab';
import { TabStrip } from './tabStrip';

/**
 * Ask the store anything: questions as tabs, beside the tables and what was saved.
 *
 * #### Notes
 * There is always at least one tab. A tab that is closed leaves its text in the history.
 */
export class SqlPanel extends SplitPanel {
  constructor(private readonly _options: SqlPanel.IOptions) {
    super({ orientation: 'horizontal', spacing: 1 });
    this.addClass('nt-Root');
    this.addClass('nt-SqlPanel');
    const { schema, library } = _options;
    const trans = (_options.translator ?? nullTranslator).load('nbtrail');
    this._trans = trans;
    const tables = new SchemaPane({
      schema,
      library,
      trans,
      onView: name => this._insertView(name),
      onColumn: name => this.current.editor.insert(name),
      onOpen: query => this._openSaved(query),
      onEdit: query => void this._edit(query),
      onRemove: query => void this._remove(query)
    });
    this._strip = new TabStrip(trans);
    this.addWidget(tables);
    this.addWidget(this._strip);
    SplitPanel.setStretch(tables, 0);
    this._sizes = new PanelSizes(this, tables);
    this._add();
    this._strip.addRequested.connect(() => this._add().activate());
    this._strip.currentChanged.connect(() => this._changed.emit());
    this._strip.tabBar.tabMoved.connect(() => this._changed.emit());
    this._strip.stackedPanel.widgetRemoved.connect((_, tab) => this._onRemoved(tab as SqlTab));
  }

  /** Emitted when a tab, its text, or which of them is in front is another one. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get tabs(): readonly SqlTab[] {
    return this._strip.widgets as SqlTab[];
  }

  /** The tab in front. */
  get current(): SqlTab {
    return this._strip.currentWidget as SqlTab;
  }

  /** What it takes to have the same tabs again. */
  get state(): ISqlPanelState {
    return { tabs: this.tabs.map(({ state }) => state), current: this.tabs.indexOf(this.current) };
  }

  /** Brings tabs back as they were, in the place of what is here. */
  restore({ tabs, current }: ISqlPanelState): void {
    for (const state of tabs) {
      this._free().open(state);
    }
    this._strip.currentIndex = Math.max(0, Math.min(current, this.tabs.length - 1));
  }

  /** Puts a question into a tab of its own, and runs it if `run`. */
  open(sql: string, name: string, run = false): void {
    this._free().open({ sql, name }, run);
  }

  /** An empty tab, in front. */
  openEmpty(): void {
    this._free().activate();
  }

  /** Keeps the question in front: under its name, or under one that the reader is asked for. */
  save(tab = this.current, anew = false): void {
    void this._save(tab, anew);
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._sizes.dispose();
    Signal.clearData(this._strip.stackedPanel);
    Signal.clearData(this);
    super.dispose();
  }

  protected onActivateRequest(_: Message): void {
    this.current.activate();
  }

  protected onAfterShow(_: Message): void {
    this._sizes.update();
  }

  private _add(): SqlTab {
    const { connector, schema, library, services, onRuns, csvIsExact, notebook = NO_NOTEBOOK } = this._options;
    const tab = new SqlTab({
      connector,
      schema,
      library,
      services,
      notebook,
      unnamed: this._trans.__('Question %1', ++this._made),
      onRuns,
      csvIsExact,
      onSave: (saved, anew) => this.save(saved, anew),
      onTables: () => this._sizes.showTables(!this._sizes.tablesShown),
      trans: this._trans
    });
    tab.changed.connect(() => this._changed.emit());
    this._strip.addWidget(tab);
    this._strip.currentWidget = tab;
    return tab;
  }

  /** A tab that has nothing in it, in front: the one that is there, or a new one. */
  private _free(): SqlTab {
    const empty = this.current.isEmpty ? this.current : this.tabs.find(tab => tab.isEmpty);
    if (empty) {
      this._strip.currentWidget = empty;
    }
    return empty ?? this._add();
  }

  private _onRemoved(tab: SqlTab): void {
    if (this.isDisposed) {
      return;
    }
    const { sql, saved } = tab.state;
    const { library } = this._options;
    const kept = saved && library.find(saved)?.sql === sql;
    if (sql.trim() && !kept && !library.history.some(past => past.sql.trim() === sql.trim())) {
      library.remember({ sql, at: Date.now(), rows: null, error: null });
    }
    if (this.tabs.length === 0) {
      this._add();
    }
    this._changed.emit();
  }

  private _insertView(name: string): void {
    const { current } = this;
    if (current.isEmpty) {
      current.open({ sql: `select *\nfrom ${name}\nlimit 100`, name: '' });
    } else {
      current.editor.insert(name);
    }
  }

  /** Where it is open already its tab comes to the front. */
  private _openSaved(query: ISavedQuery): void {
    const [open] = this._tabsOf(query);
    if (open) {
      this._strip.currentWidget = open;
      open.run();
    } else {
      const { name, sql } = query;
      this._free().open({ sql, name, saved: keyOf(query) }, true);
    }
  }

  private async _save(tab: SqlTab, anew: boolean): Promise<void> {
    const { library } = this._options;
    const sql = tab.editor.text;
    if (tab.isEmpty) {
      return;
    }
    const kept = tab.saved && library.find(tab.saved);
    const offered = { project: this._options.schema.projects[0], ...kept, name: tab.name };
    const about = kept && !anew ? kept : await this._ask(this._trans.__('Save the question'), offered);
    if (about && !tab.isDisposed) {
      library.save({ ...about, sql });
      tab.setSaved(about);
    }
  }

  private async _edit(query: ISavedQuery): Promise<void> {
    const about = await this._ask(this._trans.__('Edit the saved question'), query, query);
    if (about && !this.isDisposed) {
      this._options.library.save({ ...about, sql: query.sql }, query);
      this._tabsOf(query).forEach(tab => tab.setSaved(about));
    }
  }

  private _tabsOf(query: ISavedKey): SqlTab[] {
    return this.tabs.filter(({ saved }) => saved && isSameKey(saved, query));
  }

  private _ask(title: string, { name, description, project }: Omit<ISavedQuery, 'sql'>, former?: ISavedQuery) {
    const { schema, library } = this._options;
    const about = { name, description, project };
    return askAbout({ title, about, projects: schema.projects, library, former, trans: this._trans });
  }

  private async _remove(query: ISavedQuery): Promise<void> {
    const { button } = await showDialog({
      title: this._trans.__('Remove “%1”?', query.name),
      body: this._trans.__('Tabs that show it keep their text.'),
      buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: this._trans.__('Remove') })]
    });
    if (button.accept) {
      this._options.library.remove(query);
    }
  }

  private readonly _trans: TranslationBundle;
  private readonly _strip: TabStrip;
  private readonly _sizes: PanelSizes;
  private readonly _changed = new Signal<this, void>(this);
  private _made = 0;
}

export namespace SqlPanel {
  export interface IOptions {
    connector: IConnector;
    schema: Schema;
    library: QueryLibrary;
    services: IEditorServices;
    /** Where questions can become cells. */
    notebook?: INotebookTarget;
    /** Opens one run, or compares several. */
    onRuns: (runIds: string[]) => void;
    /** Whether text in CSV files is left as it is, formulas too. */
    csvIsExact?: () => boolean;
    translator?: ITranslator;
  }
}
