import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { ILauncher } from '@jupyterlab/launcher';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';
import { Debouncer } from '@lumino/polling';

import { CATEGORY } from '../commands';
import { CommandIDs, ITrail } from '../tokens';
import { SqlPanel } from './panel';
import { Schema } from './schema';
import { Shelf } from './shelf';
import { shelfStore } from './shelfStore';
import { sqlIcon } from './sqlIcon';

const ID = 'nbtrail:sql';

/** Asks the history of runs and cells with SQL, in the main area. */
const plugin: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: 'Asks the history of runs and cells with SQL.',
  autoStart: true,
  requires: [ITrail, IEditorServices],
  optional: [ILayoutRestorer, ISettingRegistry, IStateDB, ICommandPalette, ILauncher, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    trail: ITrail,
    services: IEditorServices,
    restorer: ILayoutRestorer | null,
    settings: ISettingRegistry | null,
    state: IStateDB | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('nbtrail');
    const schema = new Schema(trail.connector);
    const shelf = new Shelf(shelfStore(settings, state, ID));
    const tracker = new WidgetTracker<MainAreaWidget<SqlPanel>>({ namespace: 'nbtrail-sql' });
    const onRuns = (runIds: string[]): void => {
      const [runId] = runIds;
      void (runIds.length === 1
        ? app.commands.execute(CommandIDs.openRun, { runId })
        : app.commands.execute(CommandIDs.compare, { runIds }));
    };

    app.commands.addCommand(CommandIDs.openSql, {
      label: args => (args.isLauncher ? trans.__('SQL') : trans.__('Ask with SQL')),
      caption: trans.__('Ask the history of runs, metrics, parameters and cells'),
      icon: args => (args.isPalette ? undefined : sqlIcon),
      describedBy: {
        args: {
          type: 'object',
          properties: {
            sql: { type: 'string', description: trans.__('The question') },
            title: { type: 'string', description: trans.__('A name for it') },
            run: { type: 'boolean', description: trans.__('Whether to ask it at once') }
          }
        }
      },
      execute: async args => {
        const panel = new SqlPanel({
          connector: trail.connector,
          schema,
          shelf,
          services,
          onRuns,
          translator: translator ?? undefined
        });
        const widget = new MainAreaWidget({ content: panel });
        // A restored panel keeps its id: it is how the layout finds its place again.
        const restored = typeof args.id === 'string';
        widget.id = restored ? String(args.id) : `nbtrail-sql-${UUID.uuid4()}`;
        widget.title.icon = sqlIcon;
        widget.title.closable = true;
        widget.toolbar.hide();
        const retitle = (): void => {
          widget.title.label = panel.name ? `SQL: ${panel.name}` : 'SQL';
          widget.title.caption = panel.editor.text.slice(0, 400);
        };
        retitle();
        const keep = new Debouncer(() => tracker.save(widget), 500);
        panel.changed.connect(() => {
          retitle();
          void keep.invoke().catch(() => undefined);
        });
        panel.disposed.connect(() => keep.dispose());
        await tracker.add(widget);
        app.shell.add(widget, 'main');
        panel.open(String(args.sql ?? ''), String(args.title ?? ''), args.run === true);
        if (!restored) {
          app.shell.activateById(widget.id);
        }
        return widget;
      }
    });
    void restorer?.restore(tracker, {
      command: CommandIDs.openSql,
      name: widget => widget.id,
      args: ({ id, content }) => ({ id, sql: content.editor.text, title: content.name })
    });
    palette?.addItem({ command: CommandIDs.openSql, category: CATEGORY, args: { isPalette: true } });
    launcher?.add({
      command: CommandIDs.openSql,
      category: trans.__('Other'),
      rank: 5,
      args: { isLauncher: true }
    });
  }
};

export default plugin;
