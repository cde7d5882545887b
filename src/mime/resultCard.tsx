import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useMemo, useState } from 'react';

import { guessChart } from '../result/chart/chartGuess';
import { QuickChart } from '../result/chart/quickChart';
import type { IKeptResult } from './resultPayload';
import { ResultTable } from './resultTable';

/** What can be done with an answer and its runs; null where the view for it is not there. */
export interface IResultActions {
  openSql: ((sql: string) => void) | null;
  openRun: ((runId: string) => void) | null;
}

export interface IResultCardProps {
  kept: IKeptResult;
  actions: IResultActions;
  trans: TranslationBundle;
}

/** An answer under its cell: a table, and a chart when it is asked for. */
export function ResultCard({ kept, actions, trans }: IResultCardProps): JSX.Element {
  const { result, sql } = kept;
  const guess = useMemo(() => guessChart(result), [result]);
  const [choice, setChoice] = useState(guess);
  const [charted, setCharted] = useState(false);
  const { openSql } = actions;
  return (
    <div className="nt-ResultCard">
      <div className="nt-ResultCard-head">
        <strong>{countText(kept, trans)}</strong>
        <span className="nt-ResultCard-space" />
        {guess && (
          <button type="button" className="nt-Button" aria-pressed={charted} onClick={() => setCharted(!charted)}>
            {trans.__('Chart')}
          </button>
        )}
        {sql !== null && openSql && (
          <button type="button" className="nt-Button" onClick={() => openSql(sql)}>
            {trans.__('Open in SQL panel')}
          </button>
        )}
      </div>
      {charted && (
        <div className="nt-ResultCard-chart">
          <QuickChart result={result} choice={choice ?? guess} onChoice={setChoice} trans={trans} />
        </div>
      )}
      {result.columns.length > 0 && <ResultTable result={result} onRun={actions.openRun} trans={trans} />}
    </div>
  );
}

/** How many rows the answer had, and how many of them are here. */
function countText({ result, total, truncated }: IKeptResult, trans: TranslationBundle): string {
  const rows = total.toLocaleString('en-US');
  const counted = truncated ? trans.__('First %1 rows', rows) : trans._n('%2 row', '%2 rows', total, rows);
  return result.row_count < total
    ? trans.__('%1, %2 kept here', counted, result.row_count.toLocaleString('en-US'))
    : counted;
}
