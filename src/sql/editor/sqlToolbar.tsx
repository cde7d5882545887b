import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, runIcon, stopIcon, tableRowsIcon, UseSignal } from '@jupyterlab/ui-components';
import React from 'react';

import { toCell, toPython } from '../../result/exports';
import { HistoryMenu } from '../saved/historyMenu';
import { SplitButton } from '../../ui/menuButton';
import type { INotebookTarget } from '../notebook/notebookTarget';
import type { Question } from '../panel/question';
import type { QueryLibrary } from '../saved/queryLibrary';

export interface ISqlToolbarOptions {
  question: Question;
  library: QueryLibrary;
  notebook: INotebookTarget;
  /** What would be asked. */
  text: () => string;
  onRun: () => void;
  onSave: () => void;
  onSaveAs: () => void;
  onPick: (sql: string) => void;
  onTables: () => void;
  trans: TranslationBundle;
}

const MAC = /Mac|iP(hone|ad)/.test(navigator.platform);

/** Run and stop, history, saving, and the way back into the notebook. */
export class SqlToolbar extends ReactWidget {
  constructor(private readonly _options: ISqlToolbarOptions) {
    super();
    this.addClass('nt-SqlToolbar');
  }

  protected render(): JSX.Element {
    const { question, library, notebook, onRun, onSave, onSaveAs, onPick, onTables, text, trans } = this._options;
    return (
      <>
        <button
          type="button"
          className="nt-IconButton nt-SqlToolbar-tables"
          title={trans.__('Show the tables')}
          aria-label={trans.__('Show the tables')}
          onClick={onTables}
        >
          <tableRowsIcon.react tag="span" />
        </button>
        <UseSignal signal={question.changed}>
          {() => <RunButton running={question.running} onRun={onRun} onStop={() => question.stop()} trans={trans} />}
        </UseSignal>
        <span
          className="nt-SqlToolbar-readonly nt-muted"
          title={trans.__('A question cannot change what was recorded')}
        >
          {trans.__('Read only')}
        </span>
        <span className="nt-SqlToolbar-space" />
        <UseSignal signal={library.changed}>
          {() => (
            <HistoryMenu
              history={library.history}
              onPick={onPick}
              onForget={() => library.forgetHistory()}
              trans={trans}
            />
          )}
        </UseSignal>
        <SplitButton
          onClick={onSave}
          title={trans.__('Save the question (%1)', MAC ? '⌘ S' : 'Ctrl S')}
          menuLabel={trans.__('More ways to save')}
          items={() => [
            { label: trans.__('Save'), onSelect: onSave },
            { label: trans.__('Save As…'), onSelect: onSaveAs }
          ]}
        >
          {trans.__('Save')}
        </SplitButton>
        <UseSignal signal={notebook.changed}>
          {() => <CellButton notebook={notebook} text={text} trans={trans} />}
        </UseSignal>
      </>
    );
  }
}

interface IRunButtonProps {
  running: boolean;
  onRun: () => void;
  onStop: () => void;
  trans: TranslationBundle;
}

function RunButton({ running, onRun, onStop, trans }: IRunButtonProps): JSX.Element {
  return running ? (
    <>
      <button type="button" className="nt-Button nt-SqlToolbar-run" onClick={onStop}>
        <stopIcon.react tag="span" />
        {trans.__('Stop')}
      </button>
      <kbd>Esc</kbd>
    </>
  ) : (
    <>
      <button type="button" className="nt-Button nt-mod-primary nt-SqlToolbar-run" onClick={onRun}>
        <runIcon.react tag="span" />
        {trans.__('Run')}
      </button>
      <kbd>{MAC ? '⌘ Enter' : 'Ctrl Enter'}</kbd>
    </>
  );
}

/** Puts the question into the notebook: as a cell that asks it, or as Python. */
function CellButton({ notebook, text, trans }: Pick<ISqlToolbarOptions, 'notebook' | 'text' | 'trans'>): JSX.Element {
  const { name } = notebook;
  return (
    <SplitButton
      onClick={name === null ? null : () => notebook.insert(toCell(text()))}
      title={
        name === null
          ? trans.__('No notebook is open to insert the cell into')
          : trans.__('Put the question below the active cell of %1', name)
      }
      menuLabel={trans.__('More ways to insert it into the notebook')}
      items={() => [
        {
          label: trans.__('Insert as SQL Cell'),
          enabled: name !== null,
          onSelect: () => notebook.insert(toCell(text()))
        },
        {
          label: trans.__('Insert as Python Cell'),
          enabled: name !== null,
          onSelect: () => notebook.insert(toPython(text()).trimEnd())
        },
        null,
        { label: trans.__('Copy as Python'), onSelect: () => Clipboard.copyToSystem(toPython(text())) }
      ]}
    >
      {trans.__('Insert as cell')}
    </SplitButton>
  );
}
