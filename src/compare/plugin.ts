import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs, IPreviewTab, ITrail } from '../companion/tokens';
import { pythonHighlighter } from '../ui/highlight';
import { ViewTabs } from '../ui/viewTabs';
import { compareState, type ICompareState } from './compareState';
import { CompareWidget } from './compareWidget';
import { compareIcon } from './compareIcon';

/** Compares runs side by side in the main area; one widget per set of runs. */
const plugin: JupyterFrontEndPlugin<void> = {
  id: 'nbtrail:compare',
  description: 'Compares runs side by side.',
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
    const tabs = new ViewTabs<CompareWidget>('nbtrail-compare', preview);

    commands.addCommand(CommandIDs.compare, {
      label: trans.__('Compare Runs'),
      caption: trans.__('Show metrics, parameters, code and environment of runs side by side'),
      describedBy: {
        args: {
          type: 'object',
          required: ['runIds'],
          properties: {
            runIds: {
              type: 'array',
              items: { type: 'string' },
              minItems: 1,
              description: trans.__('Ids of the runs to compare')
            },
            baseline: {
              type: 'string',
              description: trans.__('Id of the run that the others are compared with')
            },
            keep: {
              type: 'boolean',
              description: trans.__('Whether it gets a tab of its own instead of the one that the next click reuses')
            },
            state: { type: 'object', description: trans.__('What was chosen in the comparison when it was closed') }
          }
        }
      },
      isVisible: args => Array.isArray(args.runIds),
      execute: args => {
        const runs = ((args.runIds as string[] | undefined) ?? []).map(String);
        const baseline = typeof args.baseline === 'string' ? args.baseline : null;
        if (runs.length === 0) {
          return undefined;
        }
        const all = baseline && !runs.includes(baseline) ? [baseline, ...runs] : runs;
        const keep = args.keep === true;
        const state = {
          ...compareState(all, baseline),
          ...(args.state as Partial<ICompareState> | undefined)
        };
        return (
          tabs.show(content => sameSet(content.state.runs, all), keep) ??
          tabs.open(
            new CompareWidget({ trail, commands, trans, highlighter }, state),
            trans.__('Compare runs'),
            compareIcon,
            keep
          )
        );
      }
    });

    tabs.restore(restorer, {
      command: CommandIDs.compare,
      args: ({ state }) => ({
        runIds: state.runs,
        ...(state.baseline ? { baseline: state.baseline } : {}),
        state: { ...state, settings: { ...state.settings } }
      }),
      name: ({ state }) => [...state.runs].sort().join(' ')
    });
  }
};

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const set = new Set(a);
  return set.size === new Set(b).size && b.every(id => set.has(id));
}

export default plugin;
