import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import React from 'react';

import { displayText } from '../ui/displayText';
import { formatCount } from '../core/format';
import { useSignals } from '../ui/useSignals';
import { CommandIDs, type ITrail } from '../companion/tokens';
import type { Recording } from '../model/recording';
import { recordingWords } from '../model/recordingWords';

/** In the status bar: whether the notebook in front records, and which run. */
export class RecordingItem extends ReactWidget {
  constructor(
    private readonly _trail: ITrail,
    private readonly _recording: Recording,
    private readonly _commands: CommandRegistry,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('nt-RecordingItem');
  }

  dispose(): void {
    this._recording.dispose();
    super.dispose();
  }

  protected render(): JSX.Element {
    return (
      <Item
        trail={this._trail}
        recording={this._recording}
        trans={this._trans}
        onOpen={() => void this._commands.execute(CommandIDs.showSidebar)}
      />
    );
  }
}

function Item(props: {
  trail: ITrail;
  recording: Recording;
  trans: TranslationBundle;
  onOpen: () => void;
}): JSX.Element | null {
  const { trail, recording, trans, onOpen } = props;
  useSignals(recording.changed, trail.connector.stateChanged);
  if (recording.notebook === null) {
    return null;
  }
  const words = recordingWords(recording, trail.connector.state, trans);
  const run = recording.run?.status === 'running' ? recording.run : null;
  const step =
    run?.last_step == null
      ? ''
      : ` · ${trans.__('step %1', formatCount(run.last_step))}${
          run.total_steps === null ? '' : `/${formatCount(run.total_steps)}`
        }`;
  return (
    <button type="button" className="nt-RecordingItem-button" title={words.hint} onClick={onOpen}>
      <span className={`nt-Dot nt-mod-${words.mark}`} aria-hidden />
      <bdi>{run ? displayText(run.name) + step : words.text}</bdi>
    </button>
  );
}
