import React from 'react';

import { WarningMark } from '../ui/marks';
import { useViewContext } from '../ui/viewContext';
import { formatTime } from '../core/format';
import { CommandIDs } from '../companion/tokens';
import { useSidebar } from './sidebarContext';
import { useSignals } from '../ui/useSignals';

/** Says that the companion is away, what goes on meanwhile, and how old the rows are. */
export function CompanionBanner(): JSX.Element | null {
  const { list, trail } = useSidebar();
  const { commands, trans } = useViewContext();
  useSignals(trail.connector.stateChanged, list.changed);
  if (trail.connector.state !== 'off') {
    return null;
  }
  return (
    <div className="nt-Banner" role="status">
      <WarningMark size={16} />
      <p>
        <b>{trans.__('Companion is off.')}</b>{' '}
        {trans.__('Recording continues in the journal; everything appears when it is back.')}{' '}
        {list.asOf && trans.__('Shown as of %1.', formatTime(list.asOf))}{' '}
        <button type="button" className="nt-Link" onClick={() => void commands.execute(CommandIDs.restartCompanion)}>
          {trans.__('Start it')}
        </button>
      </p>
    </div>
  );
}
