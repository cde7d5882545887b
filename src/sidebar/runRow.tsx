import React, { memo, type MouseEvent } from 'react';

import { Sparkline, Swatch } from '../charts';
import { Diamond } from '../ui/marks';
import { RowName } from '../ui/rowName';
import { useViewContext } from '../ui/viewContext';
import type { Label } from '../model/rowLabel';
import type { IRunRow } from '../model/runRow';
import type { Course } from '../model/sparkline';
import { markOf, StatusMark } from '../ui/statusMark';
import { isStopping, rowWords } from './rowWords';

export interface IRunRowProps {
  row: IRunRow;
  /** What distinguishes it from rows whose names would read the same; null: its name does. */
  name: Label | null;
  /** The metric that the list is about. */
  metric: string | null;
  /** The project that the list is about; null: all. */
  project: string | null;
  /** The first of those that are not ranked. */
  apart: boolean;
  now: Date;
  course: Course | undefined;
  colour: string;
  selected: boolean;
  /** Checkboxes instead of swatches. */
  selecting: boolean;
  /** The row that the keys act on, or, where there is none, the one that Tab reaches. */
  reachable: boolean;
  /** Place among all rows, from 1, and their number. */
  place: number;
  total: number;
  /** Distance from the list's top; null for the pinned row. */
  top: number | null;
}

const EYE_SHUT = (
  <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden>
    <path
      d="M1.5 5.5C4 9 10 9 12.5 5.5M3 7.4 2 9M7 8.2V10M11 7.4 12 9"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.2"
    />
  </svg>
);

/** One run of the list. The list handles clicks by `data-run` and `data-part`. */
export const RunRow = memo(function RunRow(props: IRunRowProps): JSX.Element {
  const { row, now, course, colour, selected, selecting, top } = props;
  const { trans } = useViewContext();
  const words = rowWords(row, now, trans, props.metric, props.project);
  const baseline = row.is_baseline;
  const stopping = isStopping(row);
  const diverged = row.diverged_metric !== null && row.diverged_metric !== undefined;
  const broken = diverged || (row.status !== 'running' && row.status !== 'finished');
  const modifiers = [
    baseline && 'nt-mod-baseline',
    top === null && 'nt-mod-pinned',
    row.hidden && 'nt-mod-hidden',
    props.apart && 'nt-mod-apart',
    row.status === 'running' && 'nt-mod-live'
  ];
  return (
    <div
      className={['nt-RunRow', ...modifiers].filter(Boolean).join(' ')}
      role="option"
      id={rowId(row.run_id)}
      data-run={row.run_id}
      aria-selected={selected}
      aria-posinset={props.place}
      aria-setsize={props.total}
      aria-label={words.label}
      title={words.tooltip}
      tabIndex={props.reachable ? 0 : -1}
      style={top === null ? undefined : { transform: `translateY(${top}px)` }}
      onMouseDown={stopTextSelection}
    >
      <span
        className="nt-RunRow-mark"
        data-part={selecting ? 'check' : baseline ? undefined : 'swatch'}
        title={
          selecting || baseline ? undefined : row.hidden ? trans.__('Show in charts') : trans.__('Hide from charts')
        }
      >
        {selecting ? (
          <span className={`nt-Check${selected ? ' nt-mod-checked' : ''}`} />
        ) : baseline ? (
          <Diamond />
        ) : row.hidden ? (
          EYE_SHUT
        ) : (
          <Swatch colour={colour} />
        )}
      </span>
      <StatusMark mark={markOf(row.status, diverged)} label={words.status} />
      <span className="nt-RunRow-text">
        <span className="nt-RunRow-name">
          <RowName label={props.name} name={row.name} />
          {row.attempts > 1 && (
            <span className="nt-Tag" title={trans.__('Attempt %1 of %2', row.attempt, row.attempts)}>
              {trans.__('%1 of %2', row.attempt, row.attempts)}
            </span>
          )}
        </span>
        <span className="nt-RunRow-meta nt-ellipsis">{words.meta}</span>
      </span>
      {row.status === 'running' && (
        <span
          className="nt-RunRow-stop"
          data-part="stop"
          title={stopping ? trans.__('Interrupt it now…') : trans.__('End the run at its next log')}
        >
          <span aria-hidden className="nt-StopSquare" />
          {stopping ? trans.__('Stop now') : trans.__('Stop')}
        </span>
      )}
      <span className="nt-RunRow-curve">
        {course && course.length > 0 && (
          <Sparkline
            values={course}
            colour={baseline || row.hidden ? 'var(--nt-ink)' : colour}
            dashed={baseline}
            end={broken ? 'broken' : row.status === 'running' ? 'live' : null}
          />
        )}
      </span>
      <span className="nt-RunRow-result nt-number">
        <b className={words.isBad ? 'nt-bad' : undefined}>{words.value}</b>
        {words.delta && <span className={`nt-RunRow-delta nt-mod-${words.delta.effect}`}>{words.delta.text}</span>}
      </span>
    </div>
  );
});

export const rowId = (runId: string): string => `nt-run-${runId}`;

function stopTextSelection(event: MouseEvent): void {
  if (event.shiftKey) {
    event.preventDefault();
  }
}
