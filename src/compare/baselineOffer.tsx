import React, { useEffect, useMemo } from 'react';

import type { IResult } from '../companion/wire';
import type { ICompareState } from './compareState';
import { useLiveQuery } from '../ui/useLiveQuery';
import { displayText } from '../ui/displayText';
import { Diamond } from '../ui/marks';
import { useViewContext } from '../ui/viewContext';
import { rowsOf } from '../companion/rows';

const PINNED_SQL = `SELECT b.run_id AS id, r.name FROM baselines b JOIN runs r ON r.run_id = b.run_id
WHERE b.project = $project`;

const readPinned = (result: IResult) =>
  rowsOf<{ id: string | null; name: string }>(result)[0] ?? { id: null, name: '' };

export interface IBaselineOfferProps {
  project: string;
  state: ICompareState;
  /** The comparison's own baseline. */
  baseline: string | null;
  visible: boolean;
  onState: (change: Partial<ICompareState>) => void;
}

/** What is compared stays as it is: another baseline of the project is offered. */
export function BaselineOffer(props: IBaselineOfferProps): JSX.Element | null {
  const { project, state, baseline, visible, onState } = props;
  const { trans } = useViewContext();
  const pinned = useLiveQuery(
    useMemo(() => ({ sql: PINNED_SQL, params: { project } }), [project]),
    readPinned,
    visible
  ).value;
  const known = state.pinned;
  const isNew = pinned !== undefined && known !== undefined && pinned.id !== known;
  const offered = isNew && pinned.id !== null && pinned.id !== baseline ? pinned : null;
  useEffect(() => {
    if (pinned && (known === undefined || (isNew && !offered))) {
      onState({ pinned: pinned.id });
    }
  }, [pinned, known, isNew, offered, onState]);
  if (!offered?.id) {
    return null;
  }
  const { id, name } = offered;
  const runs = state.runs.includes(id) ? state.runs : [id, ...state.runs];
  return (
    <div className="nt-Banner nt-BaselineOffer" role="status">
      <Diamond />
      <span className="nt-ellipsis">
        {trans.__('%1 is the baseline of the project now. This comparison keeps its own.', displayText(name))}
      </span>
      <span className="nt-grow" />
      <button type="button" className="nt-Button" onClick={() => onState({ runs, baseline: id, pinned: id })}>
        {trans.__('Compare with it')}
      </button>
      <button type="button" className="nt-Link" onClick={() => onState({ pinned: id })}>
        {trans.__('Keep')}
      </button>
    </div>
  );
}
