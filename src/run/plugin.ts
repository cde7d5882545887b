import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';

import { pythonHighlighter } from '../compare/code/highlight';
import { CommandIDs, ITrail } from '../tokens';
import { runIcon } from './runIcon';
import { RunWidget } from './runWidget';

/** Shows one run in the main area; asked again for the same run, it comes to the front. */
const plugin: JupyterFrontEndPlugin<void> = {
  id: 'nbtrail:run',
  description: 'Shows one run: curves, cells, parameters and environment.',
  autoStart: true,
  requires: [ITrail],
  optional: [ILayoutRestorer, IEditorLanguageRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    trail: ITrail,
    restorer: ILayoutRestorer | null,
    languages: IEditorLanguageRegistry | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('nbtrail');
    const { commands, shell } = app;
    const highlighter = languages && pythonHighlighter(languages);
    const tracker = new WidgetTracker<MainAreaWidget<RunWidget>>({ namespace: 'nbtrail-run' });

    commands.addCommand(CommandIDs.openRun, {
      label: trans.__('Open Run'),
      caption: trans.__('Show a run’s curves, cells, parameters and environment'),
      describedBy: {
        args: {
          type: 'object',
          required: ['runId'],
          properties: {
            runId: { type: 'string', description: trans.__('Id of the run') }
          }
        }
      },
      isVisible: args => typeof args.runId === 'string',
      execute: args => {
        if (typeof args.runId !== 'string') {
          return undefined;
        }
        const runId = args.runId;
        const open = tracker.find(({ content }) => content.runId === runId);
        if (open) {
          shell.activateById(open.id);
          return open;
        }
        const content = new RunWidget({ trail, commands, trans, highlighter }, runId);
        content.title.label = trans.__('Run');
        content.title.icon = runIcon;
        content.title.closable = true;
        const widget = new MainAreaWidget({ content });
        widget.toolbar.hide();
        widget.id = `nbtrail-run-${UUID.uuid4()}`;
        void tracker.add(widget);
        shell.add(widget, 'main', { mode: 'tab-after' });
        shell.activateById(widget.id);
        return widget;
      }
    });

    void restorer?.restore(tracker, {
      command: CommandIDs.openRun,
      args: ({ content }) => ({ runId: content.runId }),
      name: ({ content }) => content.runId
    });
  }
};

export default plugin;
