import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useMemo, useState } from 'react';

import type { IResult } from '../companion/wire';
import { cellText } from '../result/cellText';
import { columnKind } from '../result/columnKind';
import type { ISorting } from '../result/resultModel';
import { rowsAsTheyCame, sortedRows } from '../result/rowOrder';

export interface IResultTableProps {
  result: IResult;
  /** Opens a run whose id is in the table; null where that cannot be. */
  onRun: ((runId: string) => void) | null;
  trans: TranslationBundle;
}

/** Rows that are shown until all are asked for. */
const AT_FIRST = 12;

/** An answer's rows: a header sorts down, up, and back. */
export function ResultTable({ result, onRun, trans }: IResultTableProps): JSX.Element {
  const { columns, data, row_count } = result;
  const [sorting, setSorting] = useState<ISorting | null>(null);
  const [all, setAll] = useState(false);
  const table = useMemo(
    () =>
      columns.map((column, i) => {
        const values = data[i] ?? [];
        return { ...column, values, text: cellText(column, values) };
      }),
    [columns, data]
  );
  const rows = useMemo(() => {
    const column = sorting && table[sorting.column];
    return column ? sortedRows(column, column.values, sorting.descending) : rowsAsTheyCame(row_count);
  }, [table, row_count, sorting]);
  const cycle = (column: number): void => {
    const now = sorting?.column === column ? sorting : null;
    setSorting(!now ? { column, descending: true } : now.descending ? { column, descending: false } : null);
  };
  const side = (type: string): string | undefined =>
    ['integer', 'number'].includes(columnKind(type)) ? 'number' : undefined;
  const sortWord = (column: number): 'ascending' | 'descending' | 'none' =>
    sorting?.column !== column ? 'none' : sorting.descending ? 'descending' : 'ascending';
  return (
    <>
      <section className="nt-ResultTable" tabIndex={0} aria-label={trans.__('Answer')}>
        <table>
          <thead>
            <tr>
              {columns.map(({ name, type }, i) => (
                <th key={i} data-kind={side(type)} aria-sort={sortWord(i)} title={type}>
                  <button type="button" onClick={() => cycle(i)}>
                    {name}
                    <span aria-hidden="true">{{ none: '', descending: ' ↓', ascending: ' ↑' }[sortWord(i)]}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...rows.subarray(0, all ? rows.length : AT_FIRST)].map(row => (
              <tr key={row}>
                {table.map(({ name, type, values, text: textOf }, i) => {
                  const cell = values[row] ?? null;
                  const text = textOf(cell);
                  return (
                    <td
                      key={i}
                      data-kind={side(type)}
                      data-missing={cell === null || undefined}
                      title={text.length > 40 ? text : undefined}
                    >
                      {name === 'run_id' && typeof cell === 'string' && onRun ? (
                        <button type="button" className="nt-Link" onClick={() => onRun(cell)}>
                          {text}
                        </button>
                      ) : (
                        text
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {row_count > AT_FIRST && (
        <button type="button" className="nt-Link nt-ResultCard-more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all
            ? trans.__('Show the first %1', AT_FIRST)
            : trans.__('Show all %1 rows', row_count.toLocaleString('en-US'))}
        </button>
      )}
    </>
  );
}
