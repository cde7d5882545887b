import { DataModel } from '@lumino/datagrid';

import type { Cell, IColumn, IResult } from '../companion/wire';
import { cellText, rawText, type CellText } from './cellText';
import { columnKind, numberIn, secondsIn } from './columnKind';

export interface ISorting {
  column: number;
  descending: boolean;
}

/**
 * A result as the grid reads it. Sorting moves an order of rows, never the
 * result: the same cells serve the chart and the download.
 */
export class ResultModel extends DataModel {
  constructor(readonly result: IResult) {
    super();
    this.texts = result.columns.map((column, i) => cellText(column, result.data[i]));
    this._order = Uint32Array.from({ length: result.row_count }, (_, row) => row);
  }

  /** How to write the cells of each column. */
  readonly texts: readonly CellText[];

  get sorting(): ISorting | null {
    return this._sorting;
  }

  /** The result's row that stands at a place of the grid. */
  rowAt(place: number): number {
    return this._order[place];
  }

  /** Where a row of the result stands in the grid. */
  placeOf(row: number): number {
    return this._order.indexOf(row);
  }

  rowCount(region: DataModel.RowRegion): number {
    return region === 'body' ? this.result.row_count : 1;
  }

  columnCount(region: DataModel.ColumnRegion): number {
    return region === 'body' ? this.result.columns.length : 1;
  }

  data(region: DataModel.CellRegion, row: number, column: number): Cell {
    switch (region) {
      case 'body':
        return this.result.data[column][this._order[row]];
      case 'row-header':
        return row + 1;
      case 'column-header':
        return this.result.columns[column].name;
      default:
        return '';
    }
  }

  /** Up, down, then as it came: what a click on a header does. */
  cycle(column: number): void {
    const now = this._sorting?.column === column ? this._sorting : null;
    this.sort(!now ? { column, descending: true } : now.descending ? { column, descending: false } : null);
  }

  /** Sorts by a column, missing values last; null is the order of the answer. */
  sort(sorting: ISorting | null): void {
    this._sorting = sorting;
    this._order.sort();
    if (sorting) {
      const compare = comparison(
        this.result.columns[sorting.column],
        this.result.data[sorting.column],
        sorting.descending ? -1 : 1
      );
      this._order = Uint32Array.from(Array.from(this._order).sort(compare));
    }
    this.emitChanged({ type: 'model-reset' });
  }

  /** Has rows painted anew. */
  touch(row: number, rowSpan = 1): void {
    if (row >= 0 && row + rowSpan <= this.result.row_count && rowSpan > 0) {
      this.emitChanged({
        type: 'cells-changed',
        region: 'body',
        row,
        column: 0,
        rowSpan,
        columnSpan: this.result.columns.length
      });
    }
  }

  private _order: Uint32Array;
  private _sorting: ISorting | null = null;
}

function comparison(
  column: IColumn,
  values: readonly Cell[],
  sign: 1 | -1
): (a: number, b: number) => number {
  const kind = columnKind(column.type);
  if (kind === 'text' || kind === 'boolean') {
    const { compare } = new Intl.Collator(undefined, { numeric: true });
    return (a, b) => {
      const [left, right] = [values[a], values[b]];
      if (left === null || right === null) {
        return Number(left === null) - Number(right === null);
      }
      return sign * compare(rawText(left), rawText(right));
    };
  }
  const numbers = Float64Array.from(values, kind === 'time' ? secondsIn : numberIn);
  return (a, b) => {
    const [left, right] = [numbers[a], numbers[b]];
    if (Number.isNaN(left) || Number.isNaN(right)) {
      return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
    }
    return left === right ? 0 : sign * (left < right ? -1 : 1);
  };
}
