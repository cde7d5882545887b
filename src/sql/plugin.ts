import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { ILauncher } from '@jupyterlab/launcher';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CATEGORY, CommandIDs, ITrail } from '../companion/tokens';
import { addSqlCommands } from './commands';
import { csvIsExact } from './csvSetting';
import { NotebookCells } from './notebook/notebookCells';
import { NO_NOTEBOOK } from './notebook/notebookTarget';
import { Schema } from './tables/schema';
import { QueryLibrary } from './saved/queryLibrary';
import { queryStore } from './saved/queryStore';
import { SqlPanels } from './panel/sqlPanels';

const ID = 'nbtrail:sql';

/** Asks the history of runs and cells with SQL, in the main area. */
const plugin: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: 'Asks the history of runs and cells with SQL.',
  autoStart: true,
  requires: [ITrail, IEditorServices],
  optional: [ILayoutRestorer, ISettingRegistry, IStateDB, INotebookTracker, ICommandPalette, ILauncher, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    trail: ITrail,
    services: IEditorServices,
    restorer: ILayoutRestorer | null,
    settings: ISettingRegistry | null,
    state: IStateDB | null,
    notebooks: INotebookTracker | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('nbtrail');
    const notebook = notebooks ? new NotebookCells(app.shell, notebooks) : NO_NOTEBOOK;
    const panels = new SqlPanels(app.shell, {
      connector: trail.connector,
      schema: new Schema(trail.connector),
      library: new QueryLibrary(queryStore(settings, state, ID)),
      services,
      csvIsExact: csvIsExact(settings, ID),
      notebook,
      onRuns: runIds => {
        const [runId] = runIds;
        void (runIds.length === 1
          ? app.commands.execute(CommandIDs.openRun, { runId })
          : app.commands.execute(CommandIDs.compare, { runIds }));
      },
      translator: translator ?? undefined
    });
    addSqlCommands(app.commands, panels, notebook, trans);
    if (restorer) {
      void panels.restore(restorer);
    }
    palette?.addItem({ command: CommandIDs.openSql, category: CATEGORY, args: { isPalette: true } });
    palette?.addItem({ command: CommandIDs.insertSqlCell, category: CATEGORY });
    palette?.addItem({ command: CommandIDs.insertSqlCell, category: CATEGORY, args: { python: true } });
    launcher?.add({
      command: CommandIDs.openSql,
      category: trans.__('Other'),
      rank: 5,
      args: { isLauncher: true }
    });
  }
};

export default plugin;
