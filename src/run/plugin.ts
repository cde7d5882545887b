import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { pythonHighlighter } from '../ui/highlight';
import { ViewTabs } from '../ui/viewTabs';
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
    const tabs = new ViewTabs<RunWidget>('nbtrail-run', preview);

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
            tab: { type: 'string', enum: [...RUN_TABS], description: trans.__('Which tab of the run is shown first') }
          }
        }
      },
      isVisible: args => typeof args.runId === 'string',
      execute: args => {
        if (typeof args.runId !== 'string') {
          return undefined;
        }
        const runId = args.runId;
        const keep = args.keep === true;
        return (
          tabs.show(content => content.runId === runId, keep) ??
          tabs.open(
            new RunWidget({ trail, commands, trans, highlighter }, runId, runTab(args.tab)),
            trans.__('Run'),
            runIcon,
            keep
          )
        );
      }
    });

    tabs.restore(restorer, {
      command: CommandIDs.openRun,
      args: ({ runId, tab }) => ({ runId, tab }),
      name: ({ runId }) => runId
    });
  }
};

export default plugin;
