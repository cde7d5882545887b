import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';

import { CommandIDs, IPreviewTab, ITrail } from '../companion/tokens';
import { pythonHighlighter } from '../ui/highlight';
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
    const tracker = new WidgetTracker<MainAreaWidget<CompareWidget>>({ namespace: 'nbtrail-compare' });

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
            state: { type: 'object', description: trans.__('What was chosen in the comparison when it was left') }
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
        const open = tracker.find(({ content }) => sameSet(content.state.runs, all));
        if (open) {
          preview.show(open, args.keep === true);
          return open;
        }
        const content = new CompareWidget(
          { trail, commands, trans, highlighter },
          {
            ...compareState(all, baseline),
            ...(args.state as Partial<ICompareState> | undefined)
          }
        );
        content.title.label = trans.__('Compare runs');
        content.title.icon = compareIcon;
        content.title.closable = true;
        const widget = new MainAreaWidget({ content });
        widget.toolbar.hide();
        widget.id = `nbtrail-compare-${UUID.uuid4()}`;
        content.stateChanged.connect(() => void tracker.save(widget));
        content.edited.connect(() => preview.keep(widget));
        void tracker.add(widget);
        preview.open(widget, args.keep === true);
        return widget;
      }
    });

    preview.kept.connect((_, widget) => {
      if (tracker.has(widget)) {
        void tracker.save(widget as MainAreaWidget<CompareWidget>);
      }
    });
    void restorer?.restore(tracker, {
      command: CommandIDs.compare,
      args: widget => {
        const { state } = widget.content;
        return {
          runIds: state.runs,
          ...(state.baseline ? { baseline: state.baseline } : {}),
          state: { ...state, settings: { ...state.settings } },
          keep: !preview.has(widget)
        };
      },
      name: ({ content: { state } }) => [...state.runs].sort().join(' ')
    });
  }
};

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const set = new Set(a);
  return set.size === new Set(b).size && b.every(id => set.has(id));
}

export default plugin;
