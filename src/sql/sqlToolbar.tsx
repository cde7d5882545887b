import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, runIcon, stopIcon, tableRowsIcon, UseSignal } from '@jupyterlab/ui-components';
import React, { useEffect, useState } from 'react';

import { toPython } from './exports';
import { HistoryMenu } from './historyMenu';
import type { Question } from './question';
import type { Shelf } from './shelf';

export interface ISqlToolbarOptions {
  question: Question;
  shelf: Shelf;
  text: () => string;
  onRun: () => void;
  onSave: () => void;
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
    const { question, shelf, onRun, onSave, onPick, onTables, text, trans } = this._options;
    return (
      <>
        <button className="nt-IconButton nt-SqlToolbar-tables" title={trans.__('Show the tables')} aria-label={trans.__('Show the tables')} onClick={onTables}>
          <tableRowsIcon.react tag="span" />
        </button>
        <UseSignal signal={question.changed}>
          {() => <RunButton running={question.running} onRun={onRun} onStop={() => question.stop()} trans={trans} />}
        </UseSignal>
        <span className="nt-SqlToolbar-readonly nt-muted" title={trans.__('Questions are answered; nothing that was recorded can be changed here')}>
          {trans.__('Read only')}
        </span>
        <span className="nt-SqlToolbar-space" />
        <UseSignal signal={shelf.changed}>
          {() => (
            <HistoryMenu history={shelf.history} onPick={onPick} onForget={() => shelf.forgetHistory()} trans={trans} />
          )}
        </UseSignal>
        <button className="nt-Button" onClick={onSave}>
          {trans.__('Save')}
        </button>
        <CopyButton text={text} trans={trans} />
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
      <button className="nt-Button nt-SqlToolbar-run" onClick={onStop}>
        <stopIcon.react tag="span" />
        {trans.__('Stop')}
      </button>
      <kbd>Esc</kbd>
    </>
  ) : (
    <>
      <button className="nt-Button nt-mod-primary nt-SqlToolbar-run" onClick={onRun}>
        <runIcon.react tag="span" />
        {trans.__('Run')}
      </button>
      <kbd>{MAC ? '⌘ Enter' : 'Ctrl Enter'}</kbd>
    </>
  );
}

/** Copies, and says so where the eye is. */
function CopyButton({ text, trans }: { text: () => string; trans: TranslationBundle }): JSX.Element {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    const timer = copied ? window.setTimeout(() => setCopied(false), 2000) : 0;
    return () => window.clearTimeout(timer);
  }, [copied]);
  return (
    <button
      className="nt-Button nt-SqlToolbar-python"
      title={trans.__('A cell that asks the same and gives a data frame')}
      onClick={() => {
        Clipboard.copyToSystem(toPython(text()));
        setCopied(true);
      }}
    >
      <span aria-live="polite">{copied ? trans.__('Copied') : trans.__('Copy as Python')}</span>
    </button>
  );
}
