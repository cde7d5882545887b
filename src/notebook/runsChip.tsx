import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { useSignals } from '../ui/useSignals';
import type { ITrail } from '../companion/tokens';
import type { Recording } from '../model/recording';
import { recordingWords } from '../model/recordingWords';

export interface IRunsChipOptions {
  trail: ITrail;
  recording: Recording;
  trans: TranslationBundle;
  /** Path of the notebook whose toolbar has the chip. */
  path: () => string;
  onOpen: () => void;
}

/** In a notebook's toolbar: the way to its runs, and whether it records. */
export class RunsChip extends ReactWidget {
  constructor(private readonly _options: IRunsChipOptions) {
    super();
    this.addClass('nt-RunsChip');
  }

  protected render(): JSX.Element {
    return <Chip {...this._options} />;
  }
}

function Chip({ trail, recording, trans, path, onOpen }: IRunsChipOptions): JSX.Element {
  useSignals(recording.changed, trail.connector.stateChanged, trail.currentNotebookChanged);
  const words = recordingWords(recording, trail.connector.state, trans);
  // Another notebook is in front: of this one nothing is known.
  const isFront = recording.notebook === path();
  const title = isFront ? `${words.text}. ${words.hint}` : trans.__('Show the runs');
  return (
    <button type="button" className="nt-RunsChip-button" title={title} onClick={onOpen}>
      <span className={`nt-Dot nt-mod-${isFront ? words.mark : 'idle'}`} aria-hidden />
      {trans.__('Runs')}
    </button>
  );
}
