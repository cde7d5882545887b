import { refreshIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { displayText } from '../ui/displayText';
import { useViewContext } from '../ui/viewContext';
import { recordingWords } from '../model/recordingWords';
import { CommandIDs } from '../companion/tokens';
import { useSidebar } from './sidebarContext';
import { useSignals } from '../ui/useSignals';

/** Whether the notebook in front records, how the companion is, and the switch for new kernels. */
export function RecordingLine(): JSX.Element {
  const { recording, trail } = useSidebar();
  const { commands, trans } = useViewContext();
  useSignals(recording.changed, trail.connector.stateChanged);
  const { state } = trail.connector;
  const words = recordingWords(recording, state, trans);
  const companion = {
    on: trans.__('companion on'),
    off: trans.__('companion off'),
    connecting: trans.__('connecting')
  }[state];
  const { autoload } = recording;
  return (
    <>
      <div className="nt-RecordingLine">
        <span className={`nt-Dot nt-mod-${words.mark}`} aria-hidden />
        <span
          className="nt-RecordingLine-text nt-ellipsis"
          title={[recording.notebook, words.hint].filter(Boolean).join('\n')}
        >
          {words.text}
          {recording.notebook && (
            <bdi className="nt-muted"> {displayText(recording.notebook.split('/').pop() ?? '')}</bdi>
          )}
        </span>
        <span className="nt-grow" />
        <span className={`nt-Dot nt-mod-companion-${state}`} aria-hidden />
        <span className="nt-muted">{companion}</span>
        <button
          type="button"
          className="nt-IconButton"
          title={trans.__('Restart the companion')}
          aria-label={trans.__('Restart the companion')}
          onClick={() => void commands.execute(CommandIDs.restartCompanion)}
        >
          <refreshIcon.react tag={null} />
        </button>
      </div>
      <div className="nt-RecordingLine">
        <button
          type="button"
          className="nt-Switch"
          role="switch"
          aria-checked={autoload === true}
          disabled={autoload === null}
          title={trans.__('Running kernels are not affected')}
          onClick={() => void commands.execute(CommandIDs.setAutoload, { on: !autoload })}
        >
          <span className="nt-Switch-track" aria-hidden />
          {trans.__('Record every new kernel')}
        </button>
      </div>
    </>
  );
}
