import type { CodeCell } from '@jupyterlab/cells';
import type { INotebookTracker } from '@jupyterlab/notebook';

const MAX_LENGTH = 40;

/**
 * The first lines of the cells that wait for their kernel, of the open notebook.
 *
 * @param path - of the notebook, as Jupyter calls it.
 */
export function queuedCells(notebooks: INotebookTracker | null, path: string): string[] {
  const panel = notebooks?.find(({ context }) => context.localPath === path);
  const waiting = (panel?.content.widgets ?? []).filter(
    cell => cell.model.type === 'code' && (cell as CodeCell).model.executionState === 'running'
  );
  // The first of them is the one that runs.
  return waiting.slice(1).map(cell => {
    const line =
      cell.model.sharedModel
        .getSource()
        .split('\n')
        .find(text => text.trim()) ?? '';
    return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
  });
}
