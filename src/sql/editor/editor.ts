import { closeCompletion } from '@codemirror/autocomplete';
import { Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { CodeEditor, CodeEditorWrapper, type IEditorServices } from '@jupyterlab/codeeditor';
import type { CodeMirrorEditor } from '@jupyterlab/codemirror';
import type { Message } from '@lumino/messaging';
import { Signal, type ISignal } from '@lumino/signaling';

import { completion } from './completion';
import { DuckDB } from './dialect';
import type { IAsked } from '../panel/question';
import type { Schema } from '../tables/schema';
import { markWrong, wrongPlace } from './wrongPlace';

/**
 * The text of a question, in JupyterLab's own editor, so that its theme, font
 * and key bindings are the reader's.
 */
export class SqlEditor extends CodeEditorWrapper {
  constructor({ services, schema, onRun, onStop, label, hint }: SqlEditor.IOptions) {
    const keys = keymap.of([
      {
        key: 'Mod-Enter',
        run: () => {
          onRun();
          return true;
        }
      },
      { key: 'Escape', run: () => onStop() }
    ]);
    super({
      model: new CodeEditor.Model(),
      factory: options =>
        services.factoryService.newDocumentEditor({
          ...options,
          config: {
            ...options.config,
            lineNumbers: true,
            highlightActiveLine: true,
            scrollPastEnd: false,
            lineWrap: false,
            autoClosingBrackets: true
          },
          extensions: [
            Prec.highest([keys, DuckDB.extension]),
            completion(schema),
            wrongPlace,
            placeholder(hint),
            EditorView.contentAttributes.of({ 'aria-label': label })
          ]
        })
    });
    this.addClass('nt-SqlEditor');
    this.model.sharedModel.changed.connect(this._onText, this);
  }

  /** Emitted with each change of the text. */
  get textChanged(): ISignal<this, void> {
    return this._textChanged;
  }

  get text(): string {
    return this.model.sharedModel.getSource();
  }

  set text(text: string) {
    this.model.sharedModel.setSource(text);
  }

  /** What is to be asked: the selection, or everything. */
  get asked(): IAsked {
    const { from, to } = this._view.state.selection.main;
    const selected = this._view.state.sliceDoc(from, to);
    return selected.trim() ? { sql: selected, offset: from } : { sql: this.text, offset: 0 };
  }

  /** Lines of text and the height of one: how tall the editor would like to be. */
  get contentHeight(): number {
    return this._view.state.doc.lines * this._view.defaultLineHeight + 18;
  }

  /** Puts a text where the cursor is, instead of what is selected. */
  insert(text: string): void {
    this._view.dispatch(this._view.state.replaceSelection(text));
    this.editor.focus();
  }

  /** Takes away what completion offers, and what it was about to offer. */
  endCompletion(): void {
    closeCompletion(this._view);
  }

  /** Underlines a range of the text. */
  mark(range: { from: number; to: number } | null): void {
    markWrong(this._view, range);
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    const { model } = this;
    model.sharedModel.changed.disconnect(this._onText, this);
    Signal.clearData(this);
    super.dispose();
    model.dispose();
  }

  protected onActivateRequest(_: Message): void {
    this.editor.focus();
  }

  private _onText(): void {
    this._textChanged.emit();
  }

  private get _view(): EditorView {
    return (this.editor as CodeMirrorEditor).editor;
  }

  private readonly _textChanged = new Signal<this, void>(this);
}

export namespace SqlEditor {
  export interface IOptions {
    services: IEditorServices;
    schema: Schema;
    onRun: () => void;
    /** Answers whether there was something to stop. */
    onStop: () => boolean;
    /** Its name for screen readers. */
    label: string;
    /** Shown while it is empty. */
    hint: string;
  }
}
