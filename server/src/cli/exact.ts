import type { Cell } from '../protocol';
import { json } from './json';

/**
 * A value as text that loses nothing: as `--json` writes it, but text without its
 * quotes, and nothing for NULL.
 */
export function exact(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) {
    return '';
  }
  return typeof cell === 'string' ? cell : json(cell);
}
