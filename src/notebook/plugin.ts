import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ITrail } from '../tokens';
import { Recording } from './recording';
import { RecordingItem } from './recordingItem';

/** Tells in the status bar whether the notebook in front records. */
const plugin: JupyterFrontEndPlugin<void> = {
  id: 'nbtrail:notebook',
  description: 'Tells in the status bar whether the notebook in front records.',
  autoStart: true,
  requires: [ITrail],
  optional: [IStatusBar, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    trail: ITrail,
    statusBar: IStatusBar | null,
    translator: ITranslator | null
  ) => {
    if (!statusBar) {
      return;
    }
    const recording = new Recording(trail);
    recording.refresher.active = true;
    const item = new RecordingItem(
      trail,
      recording,
      app.commands,
      (translator ?? nullTranslator).load('nbtrail')
    );
    statusBar.registerStatusItem('nbtrail:recording', { item, align: 'left', rank: 30 });
  }
};

export default plugin;
