import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Signal, type ISignal } from '@lumino/signaling';
import { Panel } from '@lumino/widgets';

import type { IConnector } from '../../companion/connector';
import { AnswerPane } from '../answer/answerPane';
import { SqlEditor } from '../editor/editor';
import type { INotebookTarget } from '../notebook/notebookTarget';
import { split } from './panes';
import type { ITabState } from './panelState';
import { Question, type IOutcome } from './question';
import type { Schema } from '../tables/schema';
import { keyOf, type ISavedKey, type QueryLibrary } from '../saved/queryLibrary';
import { SqlToolbar } from '../editor/sqlToolbar';
import { TabSizes } from './tabSizes';

/** One question: its text, the answer, a quick chart of it, and what went wrong. */
export class SqlTab extends Panel {
  constructor(private readonly _options: SqlTab.IOptions) {
    super();
    this.addClass('nt-SqlTab');
    const { connector, schema, library, services, notebook, onRuns, onSave, onTables, csvIsExact, trans } = _options;
    this.question = new Question(connector);
    this.editor = new SqlEditor({
      services,
      schema,
      onRun: () => this.run(),
      onStop: () => this._stop(),
      label: trans.__('SQL question'),
      hint: 'select * from runs'
    });
    const answer = new AnswerPane({
      connector,
      question: this.question,
      name: () => this.name,
      onRuns,
      onStarter: ({ sql, title }) => this.open({ sql, name: title }, true),
      csvIsExact,
      trans
    });
    const work = split('nt-SqlTab-work', 'vertical', this.editor, answer);
    this.addWidget(
      new SqlToolbar({
        question: this.question,
        library,
        notebook,
        trans,
        text: () => this.editor.asked.sql,
        onRun: () => this.run(),
        onSave: () => onSave(this, false),
        onSaveAs: () => onSave(this, true),
        onPick: sql => this.open({ sql, name: '' }),
        onTables
      })
    );
    this.addWidget(work);
    this._sizes = new TabSizes({ work, body: answer.body, editorHeight: () => this.editor.contentHeight });

    this.title.closable = true;
    this.title.changed.connect(this._onTitle, this);
    this.editor.textChanged.connect(this._retitle, this);
    library.changed.connect(this._retitle, this);
    this.question.changed.connect(this._onQuestion, this);
    this.question.ended.connect(this._onEnded, this);
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

  /** Puts a question into the editor, and runs it if `run`. */
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

  /** The text is saved under this name now. */
  setSaved(key: ISavedKey): void {
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
    this._options.library.changed.disconnect(this._retitle, this);
    this._sizes.dispose();
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
    const kept = this._saved && this._options.library.find(this._saved);
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

  private _onQuestion({ running, error }: Question): void {
    this.toggleClass('nt-mod-asking', running);
    this.toggleClass('nt-mod-failed', error !== null);
    const place = error?.start;
    this.editor.mark(
      error && place !== undefined ? { from: error.offset + place, to: error.offset + (error.end ?? place + 1) } : null
    );
  }

  private _onEnded(_: Question, { sql, result, error }: IOutcome): void {
    this._options.library.remember({
      sql,
      at: Date.now(),
      rows: result?.row_count ?? null,
      error: error?.code ?? null
    });
    if (result) {
      // The pane was connected first, so it shows the result already.
      this._sizes.update();
    }
  }

  private readonly _sizes: TabSizes;
  private readonly _changed = new Signal<this, void>(this);
  private _name = '';
  private _saved: ISavedKey | null = null;
}

export namespace SqlTab {
  export interface IOptions {
    connector: IConnector;
    schema: Schema;
    library: QueryLibrary;
    services: IEditorServices;
    notebook: INotebookTarget;
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
