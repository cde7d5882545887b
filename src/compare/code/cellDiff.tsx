import React from 'react';

import { CodeLine, useLines } from '../../ui/source';
import { LineCounts } from '../answer/answerCard';
import type { IComparedCell } from '../../model/comparison/changes';
import { formatDuration } from '../../core/format';
import { displayText } from '../../ui/displayText';
import { WarningMark } from '../../ui/marks';
import { shownCell } from '../../model/code/matchCells';
import { useViewContext } from '../../ui/viewContext';
import { cellTitle } from '../../model/code/cells';
import type { IDiffLine } from '../../model/code/diffCell';
import type { IToken } from '../../ui/highlight';

const SIGN = { left: '−', right: '+' };

/** One cell of two runs: side by side, or as one column with removed and added lines. */
export function CellDiff(props: {
  cell: IComparedCell;
  inline: boolean;
  /** Execution ids of the right run that came after a later cell. */
  back: ReadonlySet<string>;
  names: [base: string, candidate: string];
}): JSX.Element {
  const { cell, inline, back, names } = props;
  const { left, right, diff } = cell;
  const { trans } = useViewContext();
  const leftLines = useLines(left?.last.source ?? null);
  const rightLines = useLines(right?.last.source ?? null);
  const shown = shownCell(cell);
  const times = [left, right].map(side => side?.last.duration ?? null);
  const runs = right?.executions.length ?? 0;
  const wentBack = right?.executions.some(execution => back.has(execution.executionId));
  const chip = !left
    ? trans.__('only in %1', names[1])
    : !right
      ? trans.__('only in %1', names[0])
      : diff.added + diff.removed > 0
        ? trans.__('edited')
        : runs > 1
          ? trans.__('same text, ran %1 times', runs)
          : trans.__('same text');
  return (
    <section
      className="nt-CellDiff"
      id={`nt-cell-${shown.number}-${left ? 'l' : 'r'}`}
      aria-label={trans.__('Cell %1', shown.number)}
    >
      <header>
        <b>{trans.__('Cell %1', shown.number)}</b>
        <bdi className="nt-muted nt-ellipsis">{displayText(cellTitle(shown.last.source))}</bdi>
        <span className={`nt-Chip${left && right && diff.added + diff.removed ? ' nt-mod-warning' : ''}`}>{chip}</span>
        {diff.added + diff.removed > 0 && <LineCounts added={diff.added} removed={diff.removed} />}
        <span className="nt-grow" />
        {wentBack && (
          <span className="nt-SideName nt-small">
            <WarningMark /> {trans.__('ran again after a later cell')}
          </span>
        )}
        {times[0] !== null && times[1] !== null && (
          <span className="nt-small nt-muted nt-number">
            {formatDuration(times[0])} → {formatDuration(times[1])}
          </span>
        )}
      </header>
      {inline ? (
        <div className="nt-CellDiff-inline">
          {inlineLines(diff.rows).map(({ line, side }, i) => (
            <Line key={i} line={line} side={side} lines={side === 'left' ? leftLines : rightLines} />
          ))}
        </div>
      ) : (
        <div className="nt-CellDiff-sides">
          <div>
            {diff.rows.map((row, i) => (
              <Line key={i} line={row.left} side="left" lines={leftLines} />
            ))}
          </div>
          <div>
            {diff.rows.map((row, i) => (
              <Line key={i} line={row.right} side="right" lines={rightLines} />
            ))}
          </div>
        </div>
      )}
    </section>
  );
}

type Side = 'left' | 'right';

/** Removed lines of a change stand together, before the added ones. */
function inlineLines(rows: IComparedCell['diff']['rows']): { line: IDiffLine; side: Side }[] {
  const out: { line: IDiffLine; side: Side }[] = [];
  let added: { line: IDiffLine; side: Side }[] = [];
  for (const { left, right } of rows) {
    if (left?.changed || right?.changed) {
      if (left) {
        out.push({ line: left, side: 'left' });
      }
      if (right) {
        added.push({ line: right, side: 'right' });
      }
    } else if (right) {
      out.push(...added, { line: right, side: 'right' });
      added = [];
    }
  }
  return [...out, ...added];
}

function Line(props: { line: IDiffLine | null; side: Side; lines: IToken[][] }): JSX.Element {
  const { line, side, lines } = props;
  if (!line) {
    return <div className="nt-CellDiff-line nt-mod-void" aria-hidden="true" />;
  }
  const className = line.changed ? ` nt-mod-${side}` : '';
  return (
    <div className={`nt-CellDiff-line${className}`}>
      <i>{line.number}</i>
      <u>{line.changed && SIGN[side]}</u>
      <CodeLine tokens={lines[line.number - 1] ?? []} marks={line.marks} />
    </div>
  );
}
