import { literal } from '../companion/sql';

/**
 * A condition that a recorded, absolute notebook path is the file that Jupyter
 * calls `path`.
 *
 * @param column - the column that holds the recorded path.
 * @param path - relative to the server's root.
 * @param root - the server's root as the page tells it: absolute, or `~/…`
 * (the home folder's name is not told to the page, so the end is compared).
 */
export function isNotebook(column: string, path: string, root: string): string {
  const folder = root.replace(/\\/g, '/').replace(/\/+$/, '');
  const file = path.replace(/^\/+/, '');
  const recorded = `replace(${column}, '\\', '/')`;
  return folder.startsWith('/') || /^[A-Za-z]:/.test(folder)
    ? `${recorded} = ${literal(`${folder}/${file}`)}`
    : `ends_with(${recorded}, ${literal(`${folder.replace(/^~/, '')}/${file}`)})`;
}

/**
 * What Jupyter calls a recorded, absolute notebook path; null when the file is
 * not below the server's root.
 *
 * @param root - as for {@link isNotebook}; below `~/…` any home folder counts.
 */
export function pathInRoot(recorded: string, root: string): string | null {
  const file = recorded.replace(/\\/g, '/');
  const folder = root.replace(/\\/g, '/').replace(/\/+$/, '');
  if (!folder.startsWith('~')) {
    return file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : null;
  }
  const home = /^(?:[A-Za-z]:)?\/(?:root|(?:home|Users)\/[^/]+)(?=\/)/.exec(file)?.[0];
  const start = home === undefined ? null : `${home}${folder.slice(1)}/`;
  return start !== null && file.startsWith(start) ? file.slice(start.length) : null;
}
