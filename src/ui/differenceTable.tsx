import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useRef, useState } from 'react';

import type { IDifferenceRow } from '../model/comparison/differences';
import { displayText } from './displayText';
import { useViewContext } from './viewContext';
import { SideName, type ISide } from './sides';

export interface IDifferenceTableProps {
  /** What a row is: `Parameter`, `Package`. */
  head: string;
  rows: readonly IDifferenceRow[];
  sides: readonly ISide[];
  chosen: string | null;
  /** How a value is written; as it is without. */
  write?: (text: string) => string;
  /** Names what is folded: `18 more parameters are the same in every run`; of all rows without "more". */
  sameText: (count: number, isAll: boolean) => string;
}

/**
 * A row per name, a column per run: differences first and marked, the same folded to one line.
 * Of one run everything is shown: there is nothing that it could be the same as.
 */
export function DifferenceTable(props: IDifferenceTableProps): JSX.Element {
  const { rows, sides } = props;
  const { trans } = useViewContext();
  const [unfolded, setOpen] = useState(false);
  const isAlone = sides.length === 1;
  const open = unfolded || isAlone;
  const same = rows.filter(row => !row.differs);
  const differing = rows.filter(row => row.differs);
  const base = Math.max(
    0,
    sides.findIndex(side => side.isBaseline)
  );
  const head = useRef<HTMLTableCellElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `head` is the chosen column's
  useEffect(() => {
    head.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [props.chosen]);
  const Caret = open ? caretDownIcon : caretRightIcon;
  return (
    <div className="nt-DifferenceTable">
      <table className="nt-Table">
        <thead>
          <tr>
            <th scope="col">{props.head}</th>
            {sides.map(side => (
              <th
                scope="col"
                key={side.id}
                ref={side.id === props.chosen ? head : undefined}
                className={side.id === props.chosen ? 'nt-mod-chosen' : ''}
              >
                <SideName side={side} />
                {side.isBaseline && <span className="nt-muted"> {trans.__('baseline')}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {differing.map(row => (
            <Row key={row.key} row={row} base={base} write={props.write} />
          ))}
          {open && same.map(row => <Row key={row.key} row={row} base={base} write={props.write} />)}
        </tbody>
      </table>
      {differing.length === 0 && same.length === 0 && <p className="nt-muted">{trans.__('None were recorded.')}</p>}
      {same.length > 0 && !isAlone && (
        <button type="button" className="nt-DifferenceTable-fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Caret.react tag="span" className="nt-caret" />
          {props.sameText(same.length, differing.length === 0)}
        </button>
      )}
    </div>
  );
}

function Row(props: Pick<IDifferenceTableProps, 'write'> & { row: IDifferenceRow; base: number }): JSX.Element {
  const { row, base, write = text => text } = props;
  return (
    <tr className={row.differs ? 'nt-mod-differs' : 'nt-mod-same'}>
      <th scope="row">
        <bdi>{displayText(row.key)}</bdi>
      </th>
      {row.values.map((value, i) => (
        <td
          key={i}
          className={row.differs && value !== row.values[base] ? 'nt-mod-other' : undefined}
          title={value ?? undefined}
        >
          <bdi>{value === null ? '–' : displayText(write(value))}</bdi>
        </td>
      ))}
    </tr>
  );
}
