import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ITrail } from '../companion/tokens';
import { cardActions } from './cardActions';
import { RUN_MIME_TYPE } from './payload';
import { RunRenderer } from './renderer';
import { resultActions } from './resultActions';
import { RESULT_MIME_TYPE } from './resultPayload';
import { ResultRenderer } from './resultRenderer';

/** Before HTML's 50: a card where there can be one. */
const RANK = 10;

/** Shows runs in cell outputs as live cards, and answers as tables. */
const plugin: JupyterFrontEndPlugin<void> = {
  id: 'nbtrail:mime',
  description: 'Shows runs in cell outputs as live cards, and answers as tables.',
  autoStart: true,
  requires: [ITrail, IRenderMimeRegistry],
  optional: [ITranslator],
  activate: (app: JupyterFrontEnd, trail: ITrail, rendermime: IRenderMimeRegistry, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('nbtrail');
    const actions = cardActions(app.commands, trans);
    rendermime.addFactory(
      {
        safe: true,
        mimeTypes: [RUN_MIME_TYPE],
        createRenderer: ({ mimeType }) => new RunRenderer({ mimeType, trail, actions, trans })
      },
      RANK
    );
    rendermime.addFactory(
      {
        safe: true,
        mimeTypes: [RESULT_MIME_TYPE],
        createRenderer: ({ mimeType }) => new ResultRenderer({ mimeType, actions: resultActions(app.commands), trans })
      },
      RANK
    );
  }
};

export default plugin;
