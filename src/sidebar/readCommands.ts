import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import { pathInRoot } from '../model/notebookPath';
import { literals } from '../companion/sql';
import { CommandIDs } from '../companion/tokens';
import type { IRunCommand } from './runCommand';
import type { SidebarModel } from './sidebarModel';
import { notifyWarning } from '../ui/notice';

/** Commands that show runs, or hand them on, and change nothing. */
export function readCommands(commands: CommandRegistry, model: SidebarModel, trans: TranslationBundle): IRunCommand[] {
  return [
    {
      id: CommandIDs.openSelected,
      label: trans.__('Open Run'),
      caption: trans.__('Show the curves, cells, parameters and environment of the run'),
      single: true,
      act: ([{ run_id }]) => commands.execute(CommandIDs.openRun, { runId: run_id })
    },
    {
      id: CommandIDs.compareSelected,
      label: trans.__('Compare Selected Runs'),
      caption: trans.__('Compare the runs with each other and with the baseline'),
      act: runs => {
        const ids = runs.map(({ run_id }) => run_id);
        const [{ project, baseline_run_id: pinned }] = runs;
        const baseline = runs.every(run => run.project === project) ? pinned : null;
        if (new Set([...ids, ...(baseline === null ? [] : [baseline])]).size < 2) {
          return notifyWarning(trans.__('A comparison needs a second run: add it with Ctrl click or Space.'));
        }
        return commands.execute(CommandIDs.compare, { runIds: ids, ...(baseline === null ? {} : { baseline }) });
      }
    },
    {
      id: CommandIDs.openNotebook,
      label: trans.__('Open Notebook of Run'),
      caption: trans.__('Open the notebook that the run came from'),
      single: true,
      act: async ([{ name, notebook_path }]) => {
        if (notebook_path === null) {
          return notifyWarning(trans.__('%1 did not run in a notebook.', name));
        }
        const seen = pathInRoot(notebook_path, model.root);
        const path = await model.trail.server.findNotebook(notebook_path).catch(() => seen);
        if (path !== null) {
          return commands.execute('docmanager:open', { path });
        }
        return notifyWarning(
          seen === null
            ? trans.__('%1 is outside of the folder that Jupyter shows.', notebook_path)
            : trans.__('%1 was last seen at %2, and no notebook here has its cells.', name, seen)
        );
      }
    },
    {
      id: CommandIDs.copyId,
      label: trans.__('Copy Run Id'),
      caption: trans.__('Copy the ids of the runs, a line each'),
      act: runs => Clipboard.copyToSystem(runs.map(({ run_id }) => run_id).join('\n'))
    },
    {
      id: CommandIDs.copySql,
      label: trans.__('Copy as SQL'),
      caption: trans.__('Copy a query that returns these runs'),
      act: runs =>
        Clipboard.copyToSystem(`SELECT *\nFROM runs\nWHERE run_id IN ${literals(runs.map(({ run_id }) => run_id))}`)
    }
  ];
}
