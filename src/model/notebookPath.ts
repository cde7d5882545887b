import { literal } from './sql';

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
