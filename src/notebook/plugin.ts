import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { panelPath } from '../ui/panelPath';
import { CommandIDs, ITrail } from '../companion/tokens';
import { Recording } from '../model/recording';
import { RecordingItem } from './recordingItem';
import { RunsChip } from './runsChip';

/** Shows in the status bar and in the notebook's toolbar whether the kernel is recorded, with a way to its runs. */
const plugin: JupyterFrontEndPlugin<void> = {
  id: 'nbtrail:notebook',
  description: 'Shows whether the notebook in front is recorded, with a way to its runs.',
  autoStart: true,
  requires: [ITrail],
  optional: [IStatusBar, ITranslator],
  activate: (app: JupyterFrontEnd, trail: ITrail, statusBar: IStatusBar | null, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('nbtrail');
    const recording = new Recording(trail);
    recording.visible = true;
    app.docRegistry.addWidgetExtension('Notebook', {
      createNew: (panel: NotebookPanel) => {
        const chip = new RunsChip({
          trail,
          recording,
          trans,
          path: () => panelPath(panel),
          onOpen: () => void app.commands.execute(CommandIDs.showSidebar)
        });
        if (!panel.toolbar.insertBefore('kernelName', 'nbtrail-runs', chip)) {
          panel.toolbar.addItem('nbtrail-runs', chip);
        }
        return chip;
      }
    });
    if (statusBar) {
      const item = new RecordingItem(trail, recording, app.commands, trans);
      statusBar.registerStatusItem('nbtrail:recording', { item, align: 'left', rank: 30 });
    }
  }
};

export default plugin;
