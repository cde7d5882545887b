import type { Dialog } from '@jupyterlab/apputils';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

/** A dialog's field for several lines. */
export class NoteBody extends Widget implements Dialog.IBodyWidget<string> {
  constructor(text: string, label: string) {
    const field = document.createElement('textarea');
    field.className = 'nt-NoteBody-field jp-mod-styled';
    field.rows = 6;
    field.value = text;
    field.setAttribute('aria-label', label);
    const node = document.createElement('div');
    node.append(field);
    super({ node });
    this._field = field;
  }

  getValue(): string {
    return this._field.value.trim();
  }

  protected onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    document.addEventListener('keydown', this._keepEnter, true);
  }

  protected onBeforeDetach(message: Message): void {
    document.removeEventListener('keydown', this._keepEnter, true);
    super.onBeforeDetach(message);
  }

  /** Some dialogs take Enter for themselves; here it starts a new line. */
  private readonly _keepEnter = (event: KeyboardEvent): void => {
    if (event.target === this._field && event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.stopImmediatePropagation();
    }
  };

  private readonly _field: HTMLTextAreaElement;
}
