import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Signal, type ISignal } from '@lumino/signaling';
import { Panel, type SplitPanel } from '@lumino/widgets';

import type { IConnector } from '../../companion/connector';
import type { IResult } from '../../companion/wire';
import { AnswerBar } from '../answer/answerBar';
import { AnswerExport } from '../answer/answerExport';
import { AnswerFinder } from '../answer/answerFinder';
import { ChartPane } from '../answer/chartPane';
import { SqlEditor } from '../editor/editor';
import type { INotebookDoor } from '../notebook/notebookTarget';
import { split, stack } from './panes';
import type { ITabState } from './panelState';
import { Question, type IOutcome } from './question';
import { ResultGrid } from '../../result/resultGrid';
import { runsIn } from '../answer/runsIn';
import type { Schema } from '../tables/schema';
import { keyOf, type ISavedKey, type Shelf } from '../saved/queryLibrary';
import { SqlToolbar } from '../editor/sqlToolbar';
import { StarterList } from '../saved/starterList';
import { TabSizes } from './tabSizes';

/** One question: its text, the answer, a quick chart of it, and what went wrong. */
export class SqlTab extends Panel {
  constructor(private readonly _options: SqlTab.IOptions) {
    super();
    this.addClass('nt-SqlTab');
    const { connector, schema, shelf, services, trans } = _options;
    this.question = new Question(connector);
    this.editor = new SqlEditor({
      services,
      schema,
      onRun: () => this.run(),
      onStop: () => this._stop(),
      label: trans.__('SQL question'),
      hint: 'select * from runs'
    });
    this._grid = new ResultGrid(trans);
    this._finder = new AnswerFinder(found => this._grid.narrow(found));
    this._exporter = new AnswerExport(connector, this.question, () => this.name, trans, _options.csvIsExact);
    this._chart = new ChartPane(() => this.name, trans);
    this._starters = new StarterList(({ sql, title }) => this.open({ sql, name: title }, true), trans);
    this._body = split('nt-SqlTab-body', 'horizontal', this._grid, this._chart);
    this._body.hide();
    const bar = new AnswerBar({
      question: this.question,
      finder: this._finder,
      exporter: this._exporter,
      runsChanged: this._runsChanged,
      runs: () => this._runs,
      onMore: limit => this._more(limit),
      onRuns: runIds => _options.onRuns(runIds),
      trans
    });
    const answer = stack('nt-SqlTab-answer', bar, this._starters, this._body);
    const work = split('nt-SqlTab-work', 'vertical', this.editor, answer);
    this.addWidget(
      new SqlToolbar({
        question: this.question,
        shelf,
        notebook: _options.notebook,
        trans,
        text: () => this.editor.asked.sql,
        onRun: () => this.run(),
        onSave: () => _options.onSave(this, false),
        onSaveAs: () => _options.onSave(this, true),
        onPick: sql => this.open({ sql, name: '' }),
        onTables: () => _options.onTables()
      })
    );
    this.addWidget(work);
    this._sizes = new TabSizes({ work, body: this._body, editorHeight: () => this.editor.contentHeight });

    this.title.closable = true;
    this.title.changed.connect(this._onTitle, this);
    this.editor.textChanged.connect(this._retitle, this);
    shelf.changed.connect(this._retitle, this);
    this.question.changed.connect(this._onQuestion, this);
    this.question.ended.connect(this._onEnded, this);
    this.question.renewed.connect(this._onRenewed, this);
    this._grid.selectionChanged.connect(() => this._runsChanged.emit());
    this._grid.opened.connect((_, row) => this._openRow(row));
    this._chart.picked.connect((_, row) => this._grid.select(row));
    this._chart.choiceChanged.connect(() => this._showBars());
    this.node.addEventListener('keydown', this);
    this._retitle();
  }

  readonly question: Question;
  readonly editor: SqlEditor;

  /** Emitted when the text, the name, or what it is saved as is another one. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What the question is called; empty when it has no name. */
  get name(): string {
    return this._name;
  }

  get state(): ITabState {
    return { name: this._name, sql: this.editor.text, ...(this._saved ? { saved: this._saved } : {}) };
  }

  /** The saved question that it is; null when it is none. */
  get saved(): ISavedKey | null {
    return this._saved;
  }

  /** Whether there is nothing in it that could be lost. */
  get isEmpty(): boolean {
    return !this.editor.text.trim();
  }

  /** Puts a question into the editor, and asks it when told to. */
  open({ name, sql, saved }: ITabState, run = false): void {
    this._name = name;
    this._saved = saved ?? null;
    this.editor.text = sql;
    this._retitle();
    this._sizes.update();
    if (this.node.contains(document.activeElement)) {
      this.editor.editor.focus();
    }
    if (run) {
      this.run();
    }
  }

  /** Says that the text is kept under a name now. */
  keep(key: ISavedKey): void {
    this._name = key.name;
    this._saved = keyOf(key);
    this._retitle();
  }

  /** Asks what is selected in the editor, or all of it. */
  run(): void {
    this.editor.endCompletion();
    const { asked } = this.editor;
    if (asked.sql.trim()) {
      void this.question.ask(asked);
    }
  }

  handleEvent(event: Event): void {
    if (event.type === 'keydown' && (event as KeyboardEvent).key === 'Escape' && this._stop()) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.node.removeEventListener('keydown', this);
    this._options.shelf.changed.disconnect(this._retitle, this);
    this._sizes.dispose();
    this._finder.dispose();
    this._exporter.dispose();
    this.question.dispose();
    Signal.clearData(this);
    super.dispose();
  }

  protected onCloseRequest(_: Message): void {
    this.dispose();
  }

  protected onActivateRequest(_: Message): void {
    this.editor.activate();
  }

  protected onAfterShow(_: Message): void {
    this._sizes.update();
  }

  /** The strip renames by changing the title. */
  private _onTitle(): void {
    const { label } = this.title;
    if (label !== this._label) {
      this._name = label;
      this._saved = null;
      this._retitle();
    }
  }

  private get _label(): string {
    return this._name || this._options.unnamed;
  }

  private _retitle(): void {
    const kept = this._saved && this._options.shelf.find(this._saved);
    const { title } = this;
    title.label = this._label;
    title.caption = this.editor.text.slice(0, 400) || title.label;
    title.className = kept && kept.sql !== this.editor.text ? 'nt-mod-changed' : '';
    this._changed.emit();
  }

  private _stop(): boolean {
    const { running } = this.question;
    this.question.stop();
    return running;
  }

  private _more(limit: number): void {
    if (this.question.asked) {
      void this.question.ask(this.question.asked, limit);
    }
  }

  private _onQuestion({ running, error }: Question): void {
    this.toggleClass('nt-mod-asking', running);
    this.toggleClass('nt-mod-failed', error !== null);
    const place = error?.start;
    this.editor.mark(
      error && place !== undefined ? { from: error.offset + place, to: error.offset + (error.end ?? place + 1) } : null
    );
    if (running || error) {
      this._starters.hide();
    }
  }

  private _onEnded(_: Question, { sql, result, error }: IOutcome): void {
    this._options.shelf.remember({
      sql,
      at: Date.now(),
      rows: result?.row_count ?? null,
      error: error?.code ?? null
    });
    if (!result) {
      return;
    }
    this._body.show();
    this._grid.result = result;
    this._chart.result = result;
    this._finder.take(result, sql === this._answered);
    this._answered = sql;
    this._sizes.update();
    this._runsChanged.emit();
  }

  private _onRenewed(_: Question, result: IResult): void {
    this._grid.renew(result);
    this._chart.result = result;
    this._finder.take(result, true);
    this._runsChanged.emit();
  }

  private _showBars(): void {
    const { choice } = this._chart;
    this._grid.barColumns = choice && choice.kind !== 'histogram' ? [choice.y] : [];
  }

  /** Runs of the selected rows where more than one is selected, else of all. */
  private get _runs(): string[] {
    const { result } = this.question;
    return result ? runsIn(result, this._grid.selectsRows ? () => this._grid.selectedRows : null) : [];
  }

  private _openRow(row: number): void {
    const { result } = this.question;
    const runIds = result && row >= 0 ? runsIn(result, () => [row]) : [];
    if (runIds.length) {
      this._options.onRuns(runIds);
    }
  }

  private readonly _body: SplitPanel;
  private readonly _grid: ResultGrid;
  private readonly _finder: AnswerFinder;
  private readonly _exporter: AnswerExport;
  private readonly _chart: ChartPane;
  private readonly _starters: StarterList;
  private readonly _sizes: TabSizes;
  private readonly _runsChanged = new Signal<this, void>(this);
  private readonly _changed = new Signal<this, void>(this);
  private _name = '';
  private _saved: ISavedKey | null = null;
  /** The question that the grid answers. */
  private _answered = '';
}

export namespace SqlTab {
  export interface IOptions {
    connector: IConnector;
    schema: Schema;
    shelf: Shelf;
    services: IEditorServices;
    notebook: INotebookDoor;
    /** What it is called while it has no name. */
    unnamed: string;
    /** Opens one run, or compares several. */
    onRuns: (runIds: string[]) => void;
    /** The question is to be kept, under another name when `anew`. */
    onSave: (tab: SqlTab, anew: boolean) => void;
    /** Shows or hides the tables. */
    onTables: () => void;
    /** Whether text in CSV files is left as it is, formulas too. */
    csvIsExact?: () => boolean;
    trans: TranslationBundle;
  }
}
