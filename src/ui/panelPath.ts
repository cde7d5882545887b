import { PathExt } from '@jupyterlab/coreutils';
import type { NotebookPanel } from '@jupyterlab/notebook';

/** A panel's path without the name of its drive. */
export function panelPath(panel: NotebookPanel): string {
  const { path } = panel.context;
  const drive = (path.split('/')[0] ?? '').indexOf(':');
  return PathExt.normalize(drive < 0 ? path : path.slice(drive + 1));
}
