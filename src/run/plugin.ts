import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';

import { pythonHighlighter } from '../ui/highlight';
import { CommandIDs, IPreviewTab, ITrail } from '../companion/tokens';
import { RUN_TABS, runTab } from './runTab';
import { runIcon } from './runIcon';
import { RunWidget } from './runWidget';

/** Shows one run in the main area; asked again for the same run, it comes to the front. */
const plugin: JupyterFrontEndPlugin<void> = {
  id: 'nbtrail:run',
  description: 'Shows one run: curves, cells, parameters and environment.',
  autoStart: true,
  requires: [ITrail, IPreviewTab],
  optional: [ILayoutRestorer, IEditorLanguageRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    trail: ITrail,
    preview: IPreviewTab,
    restorer: ILayoutRestorer | null,
    languages: IEditorLanguageRegistry | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('nbtrail');
    const { commands } = app;
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
            runId: { type: 'string', description: trans.__('Id of the run') },
            keep: {
              type: 'boolean',
              description: trans.__('Whether it gets a tab of its own instead of the one that the next click reuses')
            },
            tab: { type: 'string', enum: [...RUN_TABS], description: trans.__('What of the run is shown first') }
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
          preview.show(open, args.keep === true);
          return open;
        }
        const content = new RunWidget({ trail, commands, trans, highlighter }, runId, runTab(args.tab));
        content.title.label = trans.__('Run');
        content.title.icon = runIcon;
        content.title.closable = true;
        const widget = new MainAreaWidget({ content });
        widget.toolbar.hide();
        widget.id = `nbtrail-run-${UUID.uuid4()}`;
        content.stateChanged.connect(() => void tracker.save(widget));
        content.edited.connect(() => preview.keep(widget));
        void tracker.add(widget);
        preview.open(widget, args.keep === true);
        return widget;
      }
    });

    preview.kept.connect((_, widget) => {
      if (tracker.has(widget)) {
        void tracker.save(widget as MainAreaWidget<RunWidget>);
      }
    });
    void restorer?.restore(tracker, {
      command: CommandIDs.openRun,
      args: widget => ({
        runId: widget.content.runId,
        tab: widget.content.tab,
        keep: !preview.has(widget)
      }),
      name: ({ content }) => content.runId
    });
  }
};

export default plugin;
