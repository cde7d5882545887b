import React, { type KeyboardEvent } from 'react';

import { Announcement } from '../compare/parts/announcement';
import { Failure, Skeleton } from '../compare/parts/states';
import { useViewContext } from '../compare/viewContext';
import { CompanionBanner } from './companionBanner';
import { EmptyList } from './emptyList';
import { FilterBar } from './filterBar';
import { PlaceChooser } from './placeChooser';
import { RecordingLine } from './recordingLine';
import { RunListBox } from './runListBox';
import { RunsHead } from './runsHead';
import { ScopeBar } from './scopeBar';
import { SelectionBar } from './selectionBar';
import { useSidebar } from './sidebarContext';
import { useSignals } from './useSignals';

/** The whole sidebar, from the project down to what is selected. */
export function SidebarView(): JSX.Element {
  const { selection } = useSidebar();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      selection.clear();
    }
  };
  return (
    <div className="nt-Sidebar" onKeyDown={onKeyDown}>
      <PlaceChooser />
      <RecordingLine />
      <CompanionBanner />
      <FilterBar />
      <ScopeBar />
      <RunsHead />
      <Runs />
      <SelectionBar />
    </div>
  );
}

function Runs(): JSX.Element {
  const model = useSidebar();
  const { list, trail } = model;
  const { trans } = useViewContext();
  useSignals(list.changed, trail.connector.stateChanged);
  const { error, waiting } = list;
  const empty = list.total === 0 && list.baseline === null;
  const failed = error !== null && trail.connector.state === 'on';
  return (
    // The button of the runs that wait lies over the list: on it, the pointer is still inside.
    <div
      className="nt-Sidebar-runs"
      onPointerEnter={() => model.hold('pointer', true)}
      onPointerLeave={() => model.hold('pointer', false)}
    >
      {waiting > 0 && (
        <button type="button" className="nt-Waiting" onClick={() => list.admit()}>
          {trans._n('%1 new run', '%1 new runs', waiting)}
        </button>
      )}
      {failed && (
        <Failure
          what={trans.__('The runs could not be read.')}
          error={error}
          retry={() => list.refresher.request()}
        />
      )}
      {list.loading ? !failed && <Skeleton rows={8} height={24} /> : empty ? <EmptyList /> : <RunListBox />}
      <Announcement
        text={
          list.loading
            ? ''
            : waiting > 0
              ? trans._n('%1 new run', '%1 new runs', waiting)
              : trans._n('%1 run', '%1 runs', list.total)
        }
      />
    </div>
  );
}
