import type { TranslationBundle } from '@jupyterlab/translation';
import { downloadIcon, ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { ISignal } from '@lumino/signaling';
import React from 'react';

import type { IResult } from '../../companion/wire';
import type { AnswerExport, ExportKind } from './answerExport';
import type { AnswerFinder } from './answerFinder';
import { MenuButton } from '../../ui/menuButton';
import { nextLimit, type Question } from '../panel/question';
import { Waiting } from './waiting';

export interface IAnswerBarOptions {
  question: Question;
  finder: AnswerFinder;
  exporter: AnswerExport;
  /** Emitted when the result of {@link runs} may have changed. */
  runsChanged: ISignal<unknown, void>;
  /** Ids of the runs in the answer, or in its selected rows. */
  runs: () => string[];
  /** More rows are wanted, up to a limit. */
  onMore: (limit: number) => void;
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
        {result && <p className="nt-muted">{trans.__('Below is the answer to the previous question.')}</p>}
      </div>
    )
  );
}

function Answer(options: IAnswerBarOptions): JSX.Element | null {
  const { question, finder, trans, onMore } = options;
  const { result, running, stopped, progress } = question;
  if (!result) {
    return running || stopped ? (
      <div className="nt-AnswerBar-line">
        {running ? (
          <Waiting progress={progress} trans={trans} />
        ) : (
          <span className="nt-muted">{trans.__('Stopped')}</span>
        )}
      </div>
    ) : null;
  }
  const limit = result.truncated ? nextLimit(question.limit) : null;
  return (
    <div className="nt-AnswerBar-line">
      <UseSignal signal={finder.changed}>
        {() => <h4 aria-live="polite">{countText(result, finder.count, trans)}</h4>}
      </UseSignal>
      {running ? (
        <Waiting progress={progress} trans={trans} />
      ) : (
        <span className="nt-muted nt-number">
          {stopped ? trans.__('stopped; this is the previous answer') : elapsedText(result.elapsed_ms)}
        </span>
      )}
      {result.truncated &&
        !running &&
        (limit ? (
          <button type="button" className="nt-Link" onClick={() => onMore(limit)}>
            {trans.__('Show up to %1', limit.toLocaleString('en-US'))}
          </button>
        ) : (
          <span className="nt-muted">{trans.__('there are more: aggregate, or use WHERE')}</span>
        ))}
      <span className="nt-AnswerBar-space" />
      <button
        type="button"
        className="nt-Button nt-AnswerBar-live"
        aria-pressed={question.live}
        title={
          question.live
            ? trans.__('The answer is kept up to date with what is recorded')
            : trans.__('Keep the answer up to date with what is recorded')
        }
        onClick={() => (question.live = !question.live)}
      >
        {trans.__('Live')}
      </button>
      {result.row_count > 1 && <Find finder={finder} trans={trans} />}
      <Actions {...options} result={result} />
    </div>
  );
}

/** How many rows there are: of those that were found, of the first ones, or of all. */
function countText(result: IResult, found: number | null, trans: TranslationBundle): string {
  const rows = result.row_count.toLocaleString('en-US');
  if (found !== null) {
    return trans.__('%1 of %2', found.toLocaleString('en-US'), rows);
  }
  return result.truncated ? trans.__('First %1 rows', rows) : trans._n('%2 row', '%2 rows', result.row_count, rows);
}

function Find({ finder, trans }: { finder: AnswerFinder; trans: TranslationBundle }): JSX.Element {
  return (
    <UseSignal signal={finder.changed}>
      {() => (
        <input
          type="search"
          className="nt-AnswerBar-find"
          value={finder.words}
          placeholder={trans.__('Find in the answer')}
          aria-label={trans.__('Find in the answer')}
          onChange={event => (finder.words = event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Escape' && finder.words) {
              event.preventDefault();
              event.stopPropagation();
              finder.words = '';
            }
          }}
        />
      )}
    </UseSignal>
  );
}

function Actions({
  exporter,
  result,
  runs,
  runsChanged,
  onRuns,
  trans
}: IAnswerBarOptions & { result: IResult }): JSX.Element {
  const item = (label: string, kind: ExportKind) => ({ label, onSelect: () => void exporter.export(kind) });
  return (
    <>
      <UseSignal signal={exporter.changed}>
        {() => (
          <MenuButton
            title={trans.__('Export the answer as a file')}
            disabled={exporter.busy || result.columns.length === 0}
            items={() => [
              item('CSV', 'csv'),
              item('JSON', 'json'),
              item('Parquet', 'parquet'),
              null,
              item(trans.__('Copy as Markdown'), 'markdown')
            ]}
          >
            <downloadIcon.react tag="span" />
            {exporter.busy ? trans.__('Exporting …') : trans.__('Export')}
          </MenuButton>
        )}
      </UseSignal>
      <UseSignal signal={runsChanged}>
        {() => {
          const ids = runs();
          return ids.length > 0 ? (
            <button type="button" className="nt-Button" onClick={() => onRuns(ids)}>
              {ids.length === 1 ? trans.__('Open this run') : trans.__('Compare these %1 runs', ids.length)}
            </button>
          ) : null;
        }}
      </UseSignal>
    </>
  );
}

function elapsedText(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.max(1, Math.round(milliseconds))} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
