import React, { type KeyboardEvent } from 'react';

import { Announcement } from '../ui/announcement';
import { Failure, Skeleton } from '../ui/states';
import { useViewContext } from '../ui/viewContext';
import { CompanionBanner } from './companionBanner';
import { EmptyList } from './emptyList';
import { FilterBar } from './filterBar';
import { panelKey } from './panelKeys';
import { PlaceChooser } from './placeChooser';
import { RecordingLine } from './recordingLine';
import { RunListBox } from './runListBox';
import { RunsHead } from './runsHead';
import { ScopeBar } from './scopeBar';
import { SelectionBar } from './selectionBar';
import { useSidebar } from './sidebarContext';
import { useSignals } from '../ui/useSignals';

/** The whole sidebar, from the project down to what is selected. */
export function SidebarView(): JSX.Element {
  const model = useSidebar();
  const { commands } = useViewContext();
  const onKeyDown = (event: KeyboardEvent) => {
    if (panelKey(event, model, commands)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of what stands in it
    <div className="nt-Sidebar" onKeyDown={onKeyDown}>
      <PlaceChooser />
      <RecordingLine />
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
  // The banner shows an absence.
  const failed = error !== null && error.code !== 'NT501';
  return (
    // The button of the runs that wait lies over the list: on it, the pointer is still inside.
    <div
      className={`nt-Sidebar-runs${trail.connector.state === 'off' ? ' nt-mod-off' : ''}`}
      onPointerEnter={() => model.hold('pointer', true)}
      onPointerLeave={() => model.hold('pointer', false)}
    >
      {waiting > 0 && (
        <button type="button" className="nt-Waiting" onClick={() => list.admit()}>
          {trans._n('%1 new run', '%1 new runs', waiting)}
        </button>
      )}
      {failed && <Failure what={trans.__('The runs could not be read.')} error={error} retry={() => list.refresh()} />}
      {list.loading ? (
        !failed && <Skeleton rows={8} height={24} />
      ) : (
        <>
          {(list.total > 0 || list.baseline) && <RunListBox />}
          {list.count === 0 && <EmptyList />}
        </>
      )}
      <CompanionBanner />
      <Announcement
        text={
          list.loading
            ? ''
            : waiting > 0
              ? trans._n('%1 new run', '%1 new runs', waiting)
              : trans._n('%1 run', '%1 runs', list.count)
        }
      />
    </div>
  );
}
