/**
 * Which rows of a result hold a text, in any column and whatever its capitals.
 *
 * #### Notes
 * A million rows take about a second: the search gives the browser its turn
 * every few milliseconds, and ends when it is cancelled.
 */
import type { Cell, IResult } from '../../companion/wire';
import { cellText, rawText } from '../../result/cellText';
import { columnKind } from '../../result/columnKind';
import { columnAt } from '../../companion/rows';

/** Milliseconds of work between two turns of the browser. */
const TURN = 12;

/** A byte for each row, 1 where the words are found; null when the search was cancelled. */
export async function findRows(result: IResult, words: string, signal: AbortSignal): Promise<Uint8Array | null> {
  const needle = words.toLowerCase();
  const columns = result.data.map((values, i) => ({ values, texts: textsOf(result, i) }));
  const found = new Uint8Array(result.row_count);
  let began = performance.now();
  for (let row = 0; row < result.row_count; row++) {
    found[row] = Number(
      columns.some(({ values, texts }) => {
        const cell = values[row];
        return cell !== null && cell !== undefined && texts.some(text => text(cell).toLowerCase().includes(needle));
      })
    );
    if (row % 512 === 0 && performance.now() - began > TURN) {
      await new Promise(resolve => setTimeout(resolve, 0));
      if (signal.aborted) {
        return null;
      }
      began = performance.now();
    }
  }
  return found;
}

/** What a cell is found by: its value, and for moments what is shown, too. */
function textsOf(result: IResult, index: number): ((cell: Cell) => string)[] {
  const column = columnAt(result, index);
  const shown = columnKind(column.type) === 'time' ? [cellText(column, column.values)] : [];
  return [rawText, ...shown];
}
