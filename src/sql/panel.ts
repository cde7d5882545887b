import { InputDialog } from '@jupyterlab/apputils';
import type { IEditorServices } from '@jupyterlab/codeeditor';
import { nullTranslator, type ITranslator, type TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Signal, type ISignal } from '@lumino/signaling';
import { Panel, SplitPanel, type Widget } from '@lumino/widgets';

import type { IConnector } from '../companion/connector';
import { AnswerBar } from './answerBar';
import { ChartPane } from './chartPane';
import { SqlEditor } from './editor';
import { download, fileName, toCsv } from './exports';
import { PanelSizes } from './panelSizes';
import { Question, ROW_LIMITS, type IOutcome } from './question';
import { ResultGrid } from './resultGrid';
import { runsIn } from './runsIn';
import type { Schema } from './schema';
import { SchemaPane } from './schemaPane';
import type { Shelf } from './shelf';
import { SqlToolbar } from './sqlToolbar';
import { StarterList } from './starterList';

/** Ask the store anything: tables, editor, the answer, and a quick chart of it. */
export class SqlPanel extends SplitPanel {
  constructor(private readonly _options: SqlPanel.IOptions) {
    super({ orientation: 'horizontal', spacing: 1 });
    this.addClass('nt-Root');
    this.addClass('nt-SqlPanel');
    const { connector, schema, shelf, services } = _options;
    const trans = (this._trans = (_options.translator ?? nullTranslator).load('nbtrail'));

    this.question = new Question(connector);
    this.editor = new SqlEditor({
      services,
      schema,
      onRun: () => this.run(),
      onStop: () => this._stop(),
      label: trans.__('SQL question'),
      hint: 'select * from runs'
    });
    const tables = new SchemaPane({
      schema,
      shelf,
      trans,
      onView: name => this._insertView(name),
      onColumn: name => this.editor.insert(name),
      onSaved: ({ name, sql }) => this.open(sql, name, true)
    });
    const toolbar = new SqlToolbar({
      question: this.question,
      shelf,
      trans,
      text: () => this.editor.asked.sql,
      onRun: () => this.run(),
      onSave: () => void this._save(),
      onPick: sql => this.open(sql, ''),
      onTables: () => this._sizes.showTables(!this._sizes.tablesShown)
    });
    const bar = new AnswerBar({
      question: this.question,
      runsChanged: this._runsChanged,
      runs: () => this._runs,
      onMore: () => this._more(),
      onCsv: () => this._csv(),
      onRuns: runIds => _options.onRuns(runIds),
      trans
    });
    this._grid = new ResultGrid(trans);
    this._chart = new ChartPane(trans);
    this._starters = new StarterList(({ sql, title }) => this.open(sql, title, true), trans);

    this._body = split('nt-SqlPanel-body', 'horizontal', this._grid, this._chart);
    const work = split(
      'nt-SqlPanel-work',
      'vertical',
      this.editor,
      stack('nt-SqlPanel-answer', bar, this._starters, this._body)
    );
    this.addWidget(tables);
    this.addWidget(stack('nt-SqlPanel-main', toolbar, work));
    SplitPanel.setStretch(tables, 0);
    this._body.hide();
    this._sizes = new PanelSizes({
      outer: this,
      work,
      body: this._body,
      editorHeight: () => this.editor.contentHeight
    });

    this.editor.textChanged.connect(() => this._changed.emit());
    this.question.changed.connect(this._onQuestion, this);
    this.question.ended.connect(this._onEnded, this);
    this._grid.selectionChanged.connect(() => this._runsChanged.emit());
    this._grid.opened.connect((_, row) => this._openRow(row));
    this._chart.picked.connect((_, row) => this._grid.select(row));
    this._chart.choiceChanged.connect(() => this._showBars());
    this.node.addEventListener('keydown', this);
  }

  readonly question: Question;
  readonly editor: SqlEditor;

  /** Emitted when the text or the name is another one. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What the question is called; empty when it has no name. */
  get name(): string {
    return this._name;
  }

  /** Puts a question into the editor, and asks it when told to. */
  open(sql: string, name: string, run = false): void {
    this._name = name;
    this.editor.text = sql;
    this._sizes.update();
    this._changed.emit();
    if (this.node.contains(document.activeElement)) {
      this.editor.editor.focus();
    }
    if (run) {
      this.run();
    }
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
      return;
    }
    super.handleEvent(event);
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.node.removeEventListener('keydown', this);
    this._sizes.dispose();
    this.question.dispose();
    Signal.clearData(this);
    super.dispose();
  }

  protected onActivateRequest(_: Message): void {
    this.editor.activate();
  }

  protected onAfterShow(_: Message): void {
    this._sizes.update();
  }

  private _stop(): boolean {
    const { running } = this.question;
    this.question.stop();
    return running;
  }

  private _more(): void {
    if (this.question.asked) {
      void this.question.ask(this.question.asked, ROW_LIMITS.more);
    }
  }

  private _onQuestion({ running, error }: Question): void {
    this.toggleClass('nt-mod-asking', running);
    this.toggleClass('nt-mod-failed', error !== null);
    const place = error?.start;
    this.editor.mark(
      error && place !== undefined
        ? { from: error.offset + place, to: error.offset + (error.end ?? place + 1) }
        : null
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
    this._sizes.update();
    this._runsChanged.emit();
  }

  private _showBars(): void {
    const { choice } = this._chart;
    this._grid.barColumns = choice ? [choice.y] : [];
  }

  /** Runs of the selected rows where more than one is selected, else of all. */
  private get _runs(): string[] {
    const { result } = this.question;
    const rows = this._grid.selectedRows;
    return result ? runsIn(result, rows.length > 1 ? rows : null) : [];
  }

  private _openRow(row: number): void {
    const { result } = this.question;
    const runIds = result && row >= 0 ? runsIn(result, [row]) : [];
    if (runIds.length) {
      this._options.onRuns(runIds);
    }
  }

  private _insertView(name: string): void {
    if (this.editor.text.trim()) {
      this.editor.insert(name);
    } else {
      this.open(`select *\nfrom ${name}\nlimit 100`, '');
    }
  }

  private _csv(): void {
    const { result } = this.question;
    if (result) {
      download(fileName(this._name, 'csv'), toCsv(result));
    }
  }

  private async _save(): Promise<void> {
    const sql = this.editor.text;
    if (!sql.trim()) {
      return;
    }
    const { value } = await InputDialog.getText({
      title: this._trans.__('Save the question'),
      label: this._trans.__('Name'),
      text: this._name,
      okLabel: this._trans.__('Save')
    });
    if (value?.trim() && !this.isDisposed) {
      this._name = value.trim();
      this._options.shelf.save({ name: this._name, sql });
      this._changed.emit();
    }
  }

  private readonly _trans: TranslationBundle;
  private readonly _body: SplitPanel;
  private readonly _grid: ResultGrid;
  private readonly _chart: ChartPane;
  private readonly _starters: StarterList;
  private readonly _sizes: PanelSizes;
  private readonly _runsChanged = new Signal<this, void>(this);
  private readonly _changed = new Signal<this, void>(this);
  private _name = '';
}

export namespace SqlPanel {
  export interface IOptions {
    connector: IConnector;
    schema: Schema;
    shelf: Shelf;
    services: IEditorServices;
    /** Opens one run, or compares several. */
    onRuns: (runIds: string[]) => void;
    translator?: ITranslator;
  }
}

function stack(className: string, ...widgets: Widget[]): Panel {
  const panel = new Panel();
  panel.addClass(className);
  widgets.forEach(widget => panel.addWidget(widget));
  return panel;
}

function split(className: string, orientation: SplitPanel.Orientation, ...widgets: Widget[]): SplitPanel {
  const panel = new SplitPanel({ orientation, spacing: 1 });
  panel.addClass(className);
  widgets.forEach(widget => panel.addWidget(widget));
  return panel;
}
