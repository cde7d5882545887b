import type { TranslationBundle } from '@jupyterlab/translation';

import type { ConnectionState } from '../companion/connector';
import type { Recording } from './recording';

export interface IRecordingWords {
  /** The dot's shape and colour. */
  mark: 'recording' | 'idle' | 'journal';
  text: string;
  hint: string;
}

/** Whether the kernel of the notebook in front records, in words. */
export function recordingWords(
  recording: Recording,
  state: ConnectionState,
  trans: TranslationBundle
): IRecordingWords {
  if (state === 'off' && recording.recording !== false && recording.notebook !== null) {
    return {
      mark: 'journal',
      text: trans.__('Recording to the journal'),
      hint: trans.__('Recording continues in the journal; everything appears when it is back')
    };
  }
  if (recording.notebook === null) {
    return {
      mark: 'idle',
      text: trans.__('No notebook'),
      hint: trans.__('Open a notebook to see whether its kernel is recorded')
    };
  }
  return recording.recording
    ? {
        mark: 'recording',
        text: trans.__('Recording'),
        hint: trans.__('The kernel of this notebook records its cells and runs')
      }
    : {
        mark: 'idle',
        text: trans.__('Not recording'),
        hint: trans.__('Run %load_ext nbtrail in this notebook to record its kernel')
      };
}
