import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React, { useState } from 'react';

import type { ISavedKey, ISavedQuery, QueryLibrary } from './queryLibrary';

/** The form for name, description and project of a saved question. */
export type IAbout = Omit<ISavedQuery, 'sql'>;

export interface ISaveDialogOptions {
  title: string;
  about: IAbout;
  /** Projects that it can be for, the one in use first. */
  projects: readonly string[];
  library: QueryLibrary;
  /** The question that is changed; its own name is not taken. */
  former?: ISavedKey;
  trans: TranslationBundle;
}

/** Asks for name, description and place of a saved question; null when the reader thinks better of it. */
export async function askAbout(options: ISaveDialogOptions): Promise<IAbout | null> {
  const { title, trans } = options;
  const body = new SaveForm(options);
  const { button, value } = await showDialog({
    title,
    body,
    focusNodeSelector: 'input',
    buttons: [Dialog.cancelButton(), Dialog.okButton({ label: trans.__('Save') })]
  });
  return button.accept && value?.name ? value : null;
}

class SaveForm extends ReactWidget implements Dialog.IBodyWidget<IAbout> {
  constructor(private readonly _options: ISaveDialogOptions) {
    super();
    this.addClass('nt-SaveForm');
    this._about = _options.about;
  }

  getValue(): IAbout {
    const { name, description = '', project } = this._about;
    return {
      name: name.trim(),
      ...(description.trim() ? { description: description.trim() } : {}),
      ...(project ? { project } : {})
    };
  }

  protected render(): JSX.Element {
    return <Fields {...this._options} onChange={about => (this._about = about)} />;
  }

  private _about: IAbout;
}

function Fields({
  about: given,
  projects,
  library,
  former,
  trans,
  onChange
}: ISaveDialogOptions & { onChange: (about: IAbout) => void }): JSX.Element {
  const [about, setAbout] = useState(given);
  const change = (to: Partial<IAbout>): void => {
    const next = { ...about, ...to };
    setAbout(next);
    onChange(next);
  };
  const { name, description = '', project = '' } = about;
  const taken = library.find({ name: name.trim(), project: project || undefined });
  const replaces = taken && taken !== (former && library.find(former));
  const offered = [...new Set([...projects, ...(given.project ? [given.project] : [])])];
  return (
    <>
      <label>
        {trans.__('Name')}
        <input className="jp-mod-styled" value={name} onChange={event => change({ name: event.target.value })} />
      </label>
      <label>
        {trans.__('Description')}
        <textarea
          className="jp-mod-styled"
          rows={2}
          value={description}
          placeholder={trans.__('What the answer shows')}
          onChange={event => change({ description: event.target.value })}
        />
      </label>
      <label>
        {trans.__('For')}
        <select value={project} onChange={event => change({ project: event.target.value })}>
          {offered.map(each => (
            <option key={each} value={each}>
              {trans.__('Project %1', each)}
            </option>
          ))}
          <option value="">{trans.__('Every project')}</option>
        </select>
      </label>
      <p aria-live="polite" className="nt-muted">
        {!name.trim()
          ? trans.__('It needs a name.')
          : replaces
            ? trans.__('It replaces the question that is saved under this name.')
            : ''}
      </p>
    </>
  );
}
