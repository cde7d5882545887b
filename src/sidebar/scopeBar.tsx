import React from 'react';

import { Segments } from '../ui/segments';
import { useViewContext } from '../ui/viewContext';
import { useSidebar } from './sidebarContext';
import { useSignals } from '../ui/useSignals';

/** Runs of the notebook in front or of all, and whether archived ones are shown instead. */
export function ScopeBar(): JSX.Element {
  const model = useSidebar();
  const { list, trail } = model;
  const { trans } = useViewContext();
  useSignals(list.changed, trail.currentNotebookChanged);
  const { archived, notebook } = list.choice;
  const scope = notebook === null ? 'all' : list.choice.scope;
  return (
    <div className="nt-ScopeBar">
      <Segments label={trans.__('Scope')}>
        <button
          type="button"
          aria-pressed={scope === 'notebook'}
          disabled={notebook === null}
          onClick={() => model.chooseNotebook()}
        >
          {trans.__('This notebook')}
        </button>
        <button type="button" aria-pressed={scope === 'all'} onClick={() => list.choose({ scope: 'all' })}>
          {trans.__('All')}
        </button>
      </Segments>
      <span className="nt-grow" />
      <div className="nt-Segments">
        <button
          type="button"
          aria-pressed={archived}
          title={trans.__('Show archived runs')}
          onClick={() => list.choose({ archived: !archived })}
        >
          {trans.__('Archived')}
        </button>
      </div>
    </div>
  );
}
