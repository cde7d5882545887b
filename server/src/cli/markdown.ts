import type { Cell, IResult } from '../protocol';
import { rowsOf } from '../query/rowsOf';
import { exact } from './exact';
import { numeric } from './table';
import { visible } from './visible';

/** What Markdown would take for more than text: cell ends, emphasis, code, links, HTML, entities. */
const MARKUP = /[\\|`*~[]|<(?=[a-z/!?])|&(?=#?\w+;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/giu;

/** A result as the lines of a GitHub-flavoured Markdown table, the numbers to the right. */
export function markdown(result: Pick<IResult, 'columns' | 'data' | 'row_count'>): string[] {
  const { columns, data } = result;
  if (columns.length === 0) {
    return [];
  }
  return [
    line(columns.map(({ name }) => escaped(name))),
    line(columns.map((_column, index) => (numeric(data[index] ?? []) ? '--:' : '---'))),
    ...rowsOf(result).map(cells => line(cells.map(shown)))
  ];
}

function line(cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function shown(cell: Cell): string {
  return cell === null ? '—' : typeof cell === 'number' ? exact(cell) : escaped(exact(cell));
}

function escaped(text: string): string {
  return visible(text).replace(MARKUP, sign => `\\${sign}`);
}
