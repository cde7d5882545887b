import { caretRightIcon } from '@jupyterlab/ui-components';
import React, { useRef, useState } from 'react';

import { LineCounts } from '../answer/answerCard';
import { isDifferent, type ICodeChange, type IComparedCell } from '../../model/comparison/changes';
import { displayText } from '../../ui/displayText';
import { SideName, type ISide } from '../../ui/sides';
import { Empty } from '../../ui/states';
import { Segments } from '../../ui/segments';
import { useViewContext } from '../../ui/viewContext';
import { CellDiff } from './cellDiff';
import { shownCell } from '../../model/code/matchCells';
import { cellTitle, wentBack, type IExecution } from '../../model/code/cells';
import { ExecutionStrip } from '../../ui/executionStrip';

export interface ICodeTabProps {
  base: ISide;
  candidate: ISide;
  change: ICodeChange;
  executions: ReadonlyMap<string, IExecution[]>;
}

/** The two runs' cells as executed: a rail of cells, their diffs, and the order of execution. */
export function CodeTab(props: ICodeTabProps): JSX.Element {
  const { base, candidate, change, executions } = props;
  const { trans } = useViewContext();
  const [inline, setInline] = useState(false);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const list = useRef<HTMLDivElement>(null);
  const right = change.cells.flatMap(cell => (cell.right ? [cell.right] : []));
  const back = wentBack(right);
  const blocks = folded(change.cells);
  const show = (index: number) => {
    const block = blocks.find(({ from, to }) => index >= from && index < to);
    if (block?.same) {
      setOpened(new Set([...opened, block.from]));
    }
    requestAnimationFrame(() =>
      list.current?.querySelector(`[data-cell="${index}"]`)?.scrollIntoView({ block: 'start' })
    );
  };
  if (change.cells.length === 0) {
    return <Empty>{trans.__('No cell was recorded for these runs.')}</Empty>;
  }
  return (
    <div className="nt-Code">
      <nav className="nt-Code-rail" aria-label={trans.__('Cells')}>
        <p className="nt-small nt-muted">{trans.__('Cells that ran, in order of first execution')}</p>
        {change.cells.map((cell, i) => (
          <button type="button" key={i} className={isDifferent(cell) ? 'nt-mod-changed' : ''} onClick={() => show(i)}>
            <span className="nt-mono nt-muted">{shownCell(cell).number}</span>
            <bdi className="nt-ellipsis">{displayText(cellTitle(shownCell(cell).last.source))}</bdi>
            {!cell.right ? (
              <span className="nt-small nt-muted">{trans.__('not run')}</span>
            ) : isDifferent(cell) ? (
              <LineCounts added={cell.diff.added} removed={cell.diff.removed} />
            ) : (
              cell.right.executions.length > 1 && (
                <span className="nt-small nt-muted">{trans.__('ran ×%1', cell.right.executions.length)}</span>
              )
            )}
          </button>
        ))}
      </nav>
      <div className="nt-Code-cells" ref={list}>
        <div className="nt-Code-head">
          <SideName side={base} bold />
          <SideName side={candidate} bold />
          <Segments label={trans.__('Layout')}>
            <button type="button" aria-pressed={!inline} onClick={() => setInline(false)}>
              {trans.__('Side by side')}
            </button>
            <button type="button" aria-pressed={inline} onClick={() => setInline(true)}>
              {trans.__('Inline')}
            </button>
          </Segments>
        </div>
        {blocks.map(({ from, to, same }) =>
          same && !opened.has(from) ? (
            <Fold
              key={from}
              text={foldText(change.cells.slice(from, to), trans.__.bind(trans))}
              onClick={() => setOpened(new Set([...opened, from]))}
            />
          ) : (
            change.cells.slice(from, to).map((cell, i) => (
              <div key={from + i} data-cell={from + i}>
                <CellDiff cell={cell} inline={inline} back={back} names={[base.label, candidate.label]} />
              </div>
            ))
          )
        )}
        <p className="nt-small nt-muted">
          {trans.__('Cells are matched by their identity, then by their text, so moving a cell is not a change.')}
        </p>
        <section className="nt-Code-order">
          <h4>{trans.__('Order of execution')}</h4>
          {[base, candidate].map(side => (
            <ExecutionStrip key={side.id} side={side} executions={executions.get(side.id) ?? []} />
          ))}
          <p className="nt-small nt-muted">{trans.__('✕ error, ↰ went back to an earlier cell')}</p>
        </section>
      </div>
    </div>
  );
}

function Fold(props: { text: string; onClick: () => void }): JSX.Element {
  return (
    <button type="button" className="nt-Fold" aria-expanded={false} onClick={props.onClick}>
      <caretRightIcon.react tag="span" className="nt-caret" />
      {props.text}
    </button>
  );
}

/** Runs of cells that are the same become one block. */
export function folded(cells: readonly IComparedCell[]): { from: number; to: number; same: boolean }[] {
  const blocks: { from: number; to: number; same: boolean }[] = [];
  cells.forEach((cell, i) => {
    const same = !isDifferent(cell);
    const last = blocks[blocks.length - 1];
    if (last?.same && same) {
      last.to = i + 1;
    } else {
      blocks.push({ from: i, to: i + 1, same });
    }
  });
  return blocks;
}

function foldText(cells: readonly IComparedCell[], __: (text: string, ...rest: string[]) => string): string {
  const numbers = cells.map(cell => cell.right?.number ?? cell.left?.number ?? 0);
  return cells.length === 1
    ? __('Cell %1 is the same', String(numbers[0]))
    : __('Cells %1–%2 are the same', String(Math.min(...numbers)), String(Math.max(...numbers)));
}
