import React from 'react';

import { WarningMark } from '../ui/marks';
import { useViewContext } from '../ui/viewContext';
import { formatTime } from '../core/format';
import { CommandIDs } from '../companion/tokens';
import { useSidebar } from './sidebarContext';
import { useSignals } from '../ui/useSignals';
import { useTrouble } from './useTrouble';

/** Says that the companion is away, or what keeps it from showing what is recorded: what goes on meanwhile, and how old the rows are. */
export function CompanionBanner(): JSX.Element | null {
  const { list, trail } = useSidebar();
  const { commands, trans } = useViewContext();
  useSignals(trail.connector.stateChanged, list.changed);
  const trouble = useTrouble();
  if (trail.connector.state !== 'off') {
    return trouble === null ? null : (
      <div className="nt-Banner" role="status">
        <WarningMark size={16} />
        <p>
          <b>{trans.__('New records are not shown.')}</b> {trouble}.{' '}
          {trans.__('Free space, or have the disk back, and everything appears; nothing in the journals is lost.')}
        </p>
      </div>
    );
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
