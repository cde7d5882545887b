import React from 'react';

import { useViewContext } from '../ui/viewContext';
import { CommandIDs } from '../companion/tokens';
import { useSidebar } from './sidebarContext';
import { useSignals } from '../ui/useSignals';

/** What can be done with the selected runs; there only while some are selected. */
export function SelectionBar(): JSX.Element | null {
  const { selection, list } = useSidebar();
  const { commands, trans } = useViewContext();
  useSignals(selection.changed, list.changed);
  const { ids, size } = selection;
  if (size === 0) {
    return null;
  }
  const other = list.baseline !== null && !selection.has(list.baseline.run_id);
  return (
    <div className="nt-SelectionBar" role="toolbar" aria-label={trans.__('Selected runs')}>
      <button
        type="button"
        className="nt-Button nt-mod-primary"
        title={
          size > 1 ? undefined : other ? trans.__('Compare with the baseline') : trans.__('A second run is needed')
        }
        onClick={() => void commands.execute(CommandIDs.compareSelected, { runIds: ids })}
      >
        {trans.__('Compare %1', size)}
      </button>
      <button
        type="button"
        className="nt-Button"
        onClick={() => void commands.execute(CommandIDs.tag, { runIds: ids })}
      >
        {trans.__('Tag')}
      </button>
      <span className="nt-grow" />
      <button type="button" className="nt-Clear nt-muted" onClick={() => selection.clear()}>
        {trans.__('Esc clears')}
      </button>
    </div>
  );
}
