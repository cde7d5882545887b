import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import { CommandIDs } from '../companion/tokens';
import { Edits } from '../model/edits';
import { pathInRoot } from '../model/notebookPath';
import { notifyWarning } from '../ui/notice';
import { queuedCells } from './queuedCells';
import type { IRunCommand } from './runCommand';
import type { IRunFacts } from './runFacts';
import type { SidebarModel } from './sidebarModel';

/**
 * Stops runs. The first time they are asked to, and end at their next log; where
 * that does not help, the second time interrupts their kernels or programs.
 */
export function stopCommand(
  model: SidebarModel,
  notebooks: INotebookTracker | null,
  trans: TranslationBundle
): IRunCommand {
  const edits = new Edits(model.trail.connector);
  const waiting = (runs: readonly IRunFacts[]): string[] => {
    const paths = runs.map(({ notebook_path: path }) => path && pathInRoot(path, model.root));
    return [...new Set(paths)].flatMap(path => (path ? queuedCells(notebooks, path) : []));
  };
  return {
    id: CommandIDs.stop,
    label: trans.__('Stop Runs'),
    caption: trans.__('End the runs at their next log; asked again, their kernels are interrupted'),
    act: async runs => {
      const running = runs.filter(({ status }) => status === 'running');
      if (running.length === 0) {
        return notifyWarning(
          runs.length === 1
            ? trans.__('%1 has ended already.', runs[0].name)
            : trans.__('These runs have ended already.')
        );
      }
      const ids = running.map(({ run_id }) => run_id);
      if (running.some(({ stop_requested_at: asked }) => asked === null)) {
        await edits.stop(ids, 'JupyterLab');
      } else if (await isConfirmed(running, waiting(running), trans)) {
        const interrupted = await edits.stop(ids, 'JupyterLab', true);
        if (interrupted.length === 0) {
          notifyWarning(trans.__('The process is not on this machine. The run ends at its next log.'));
        }
      }
      await model.renew();
    }
  };
}

async function isConfirmed(
  runs: readonly IRunFacts[],
  queued: readonly string[],
  trans: TranslationBundle
): Promise<boolean> {
  const names = runs.map(({ name }) => name).join(', ');
  const lines = [
    trans._n(
      'Its kernel or program is interrupted where it is, as with Ctrl+C.',
      'Their kernels or programs are interrupted where they are, as with Ctrl+C.',
      runs.length
    ),
    queued.length > 0 &&
      trans._n(
        'A queued cell will not run: %2',
        '%1 queued cells will not run: %2',
        queued.length,
        queued.map(cell => `“${cell}”`).join(', ')
      )
  ];
  const { button } = await showDialog({
    title: trans.__('Stop %1 now?', names),
    body: lines.filter(Boolean).join(' '),
    buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: trans.__('Stop now') })]
  });
  return button.accept;
}
