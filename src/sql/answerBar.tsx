import type { TranslationBundle } from '@jupyterlab/translation';
import { downloadIcon, ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { ISignal } from '@lumino/signaling';
import React, { useEffect, useState } from 'react';

import { ROW_LIMITS, type Question } from './question';

export interface IAnswerBarOptions {
  question: Question;
  /** Emitted when the runs that {@link runs} tells may have changed. */
  runsChanged: ISignal<unknown, void>;
  /** Ids of the runs in the answer, or in its selected rows. */
  runs: () => string[];
  onMore: () => void;
  onCsv: () => void;
  onRuns: (runIds: string[]) => void;
  trans: TranslationBundle;
}

/** What came back, in words, and what can be done with it; or what went wrong. */
export class AnswerBar extends ReactWidget {
  constructor(private readonly _options: IAnswerBarOptions) {
    super();
    this.addClass('nt-AnswerBar');
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this._options.question.changed}>
        {() => (
          <>
            <Failure {...this._options} />
            <Answer {...this._options} />
          </>
        )}
      </UseSignal>
    );
  }
}

function Failure({ question: { error, result }, trans }: IAnswerBarOptions): JSX.Element | null {
  return (
    error && (
      <div className="nt-AnswerBar-error" role="alert">
        <strong>{error.message}</strong> <span className="nt-muted">{error.code}</span>
        {error.hint && <p>{error.hint}</p>}
        {result && <p className="nt-muted">{trans.__('Below is the answer to the question before.')}</p>}
      </div>
    )
  );
}

function Answer(options: IAnswerBarOptions): JSX.Element | null {
  const { question, trans, onMore, onCsv, onRuns, runs, runsChanged } = options;
  const { result, running, stopped } = question;
  if (!result) {
    return running || stopped ? (
      <div className="nt-AnswerBar-line">{running ? <Waiting trans={trans} /> : <span className="nt-muted">{trans.__('Stopped')}</span>}</div>
    ) : null;
  }
  const rows = result.row_count.toLocaleString('en-US');
  return (
    <div className="nt-AnswerBar-line">
      <h4 aria-live="polite">
        {result.truncated ? trans.__('First %1 rows', rows) : trans._n('%2 row', '%2 rows', result.row_count, rows)}
      </h4>
      {running ? (
        <Waiting trans={trans} />
      ) : (
        <span className="nt-muted nt-number">
          {stopped ? trans.__('stopped; this is the answer before') : elapsedText(result.elapsed_ms)}
        </span>
      )}
      {result.truncated && !running && (
        result.row_count < ROW_LIMITS.more ? (
          <button className="nt-Link" onClick={onMore}>
            {trans.__('Show up to %1', ROW_LIMITS.more.toLocaleString('en-US'))}
          </button>
        ) : (
          <span className="nt-muted">{trans.__('there are more: aggregate, or use WHERE')}</span>
        )
      )}
      <span className="nt-AnswerBar-space" />
      <button className="nt-Button" disabled={result.row_count === 0} onClick={onCsv} title={trans.__('Save these rows as a file')}>
        <downloadIcon.react tag="span" />
        CSV
      </button>
      <UseSignal signal={runsChanged}>
        {() => {
          const ids = runs();
          return ids.length > 0 ? (
            <button className="nt-Button" onClick={() => onRuns(ids)}>
              {ids.length === 1 ? trans.__('Open this run') : trans.__('Compare these %1 runs', ids.length)}
            </button>
          ) : null;
        }}
      </UseSignal>
    </div>
  );
}

/** Says that it works, and for how long, once that is worth saying. */
function Waiting({ trans }: { trans: TranslationBundle }): JSX.Element {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const started = Date.now();
    const timer = window.setInterval(() => setSeconds(Math.floor((Date.now() - started) / 1000)), 500);
    return () => window.clearInterval(timer);
  }, []);
  return (
    <span className="nt-muted nt-number">
      {seconds < 1 ? trans.__('asking …') : trans.__('asking for %1 s; Esc stops', seconds)}
    </span>
  );
}

function elapsedText(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.max(1, Math.round(milliseconds))} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
