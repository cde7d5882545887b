import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { PageConfig } from '@jupyterlab/coreutils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CATEGORY, CommandIDs, ITrail } from '../companion/tokens';
import { editCommands } from './editCommands';
import { keepChoice } from './keptChoice';
import { showKeys } from './keyList';
import { followListSettings } from './listSettings';
import { readCommands } from './readCommands';
import { addRunCommand } from './runCommand';
import { SidebarModel } from './sidebarModel';
import { SidebarWidget } from './sidebarWidget';
import { stopCommand } from './stopCommand';

/** The live list of runs beside the notebook. */
const plugin: JupyterFrontEndPlugin<void> = {
  id: 'nbtrail:sidebar',
  description: 'Lists the runs beside the notebook, live.',
  autoStart: true,
  requires: [ITrail],
  optional: [ILayoutRestorer, ICommandPalette, ISettingRegistry, IStateDB, INotebookTracker, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    trail: ITrail,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    settings: ISettingRegistry | null,
    state: IStateDB | null,
    notebooks: INotebookTracker | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('nbtrail');
    const { commands, shell } = app;
    const model = new SidebarModel(trail, PageConfig.getOption('serverRoot'));
    const sidebar = new SidebarWidget(model, { trail, commands, trans, highlighter: null });
    shell.add(sidebar, 'left', { rank: 250, type: 'nbtrail' });
    restorer?.add(sidebar, sidebar.id);
    void (async () => {
      // A choice made by hand takes precedence over the settings.
      await (settings && followListSettings(settings, model.list));
      await (state && keepChoice(state, model));
    })();

    const noArguments = { args: { type: 'object' as const, properties: {} } };
    const show = () => shell.activateById(sidebar.id);
    commands.addCommand(CommandIDs.showSidebar, {
      label: trans.__('Show Runs'),
      caption: trans.__('Show the list of runs'),
      describedBy: noArguments,
      execute: show
    });
    commands.addCommand(CommandIDs.focusFilter, {
      label: trans.__('Filter Runs'),
      caption: trans.__('Filter the list by words and conditions'),
      describedBy: noArguments,
      execute: () => {
        show();
        requestAnimationFrame(() => model.filterWanted.emit());
      }
    });
    commands.addCommand(CommandIDs.showKeys, {
      label: trans.__('Show Keyboard Shortcuts of the Run List'),
      caption: trans.__('Show what each key does in the run list'),
      describedBy: noArguments,
      execute: () => showKeys(trans)
    });
    const about = [
      ...readCommands(commands, model, trans),
      ...editCommands(model, trans),
      stopCommand(model, notebooks, trans)
    ];
    about.forEach(command => addRunCommand(commands, model, trans, command));

    const notify = () => commands.notifyCommandChanged();
    model.selection.changed.connect(notify);
    model.activeChanged.connect(notify);
    commands.commandExecuted.connect((_, { id, result }) => {
      if (id === CommandIDs.setAutoload) {
        void result.then(() => model.recording.readAutoload());
      }
    });
    const all = [CommandIDs.showSidebar, CommandIDs.focusFilter, CommandIDs.showKeys, ...about.map(({ id }) => id)];
    all.forEach(command => palette?.addItem({ command, category: CATEGORY }));
  }
};

export default plugin;
