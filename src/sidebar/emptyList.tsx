import { Clipboard } from '@jupyterlab/apputils';
import React from 'react';

import { displayText } from '../ui/displayText';
import { Empty } from '../ui/states';
import { useViewContext } from '../ui/viewContext';
import { useSidebar } from './sidebarContext';
import { useSignals } from '../ui/useSignals';

const FIRST_RUN = `import nbtrail
with nbtrail.run("first", lr=0.1) as run:
    run.log({"loss": 0.5}, step=0)`;

/** Why there are no rows, in one line, with the one thing to do about it. */
export function EmptyList(): JSX.Element {
  const { list, recording } = useSidebar();
  const { trans } = useViewContext();
  useSignals(recording.changed);
  const { choice } = list;
  const unknown = list.unknown
    .map(({ name, near }) =>
      [
        trans.__('No run has %1.', displayText(name)),
        near.length === 0 ? null : trans.__('Did you mean %1?', near.map(displayText).join(trans.__(' or ')))
      ]
        .filter(Boolean)
        .join(' ')
    )
    .join(' ');
  const show = (line: string, action: string, act: () => void) => (
    <Empty>
      <span>{line}</span>
      <button type="button" className="nt-Button" onClick={act}>
        {action}
      </button>
    </Empty>
  );
  if (choice.filter.trim() !== '' && list.where !== 'true') {
    return show(unknown || trans.__('No run matches this filter.'), trans.__('Clear the filter'), () =>
      list.choose({ filter: '' })
    );
  }
  if (choice.archived) {
    return show(trans.__('No archived runs.'), trans.__('Show unarchived runs'), () =>
      list.choose({ archived: false })
    );
  }
  if (recording.recording) {
    return show(
      trans.__('Cells are being recorded. Start a run with nbtrail.run, and it appears here live.'),
      trans.__('Copy an example'),
      () => Clipboard.copyToSystem(FIRST_RUN)
    );
  }
  if (choice.scope === 'notebook' && choice.notebook !== null && recording.recording === null) {
    return show(trans.__('This notebook has no runs yet.'), trans.__('Show all runs'), () =>
      list.choose({ scope: 'all' })
    );
  }
  return show(
    trans.__('Run %load_ext nbtrail in a notebook; from then on its cells and runs appear here.'),
    trans.__('Copy %load_ext nbtrail'),
    () => Clipboard.copyToSystem('%load_ext nbtrail')
  );
}
