import { DataModel } from '@lumino/datagrid';

import type { Cell, IResult } from '../companion/wire';
import { cellText, type CellText } from './cellText';
import { rowsAsTheyCame, sortedRows } from './rowOrder';
import { columnAt } from '../companion/rows';

export interface ISorting {
  column: number;
  descending: boolean;
}

/**
 * A result as the grid reads it. Sorting and narrowing move an order of rows,
 * never the result: the same cells serve the chart and the download.
 */
export class ResultModel extends DataModel {
  constructor(readonly result: IResult) {
    super();
    this._texts = result.columns.map((column, i) => cellText(column, result.data[i] ?? []));
    this._sorted = this._shown = rowsAsTheyCame(result.row_count);
  }

  /** A cell of a column as people read it. */
  text(column: number, cell: Cell): string {
    return this._texts[column]?.(cell) ?? '';
  }

  get sorting(): ISorting | null {
    return this._sorting;
  }

  /** Rows that the grid shows. */
  get shownCount(): number {
    return this._shown.length;
  }

  /** The result's row that stands at a place of the grid. */
  rowAt(place: number): number {
    return this._shown[place] ?? -1;
  }

  /** Where a row of the result stands in the grid; -1 when it is not shown. */
  placeOf(row: number): number {
    return this._shown.indexOf(row);
  }

  rowCount(region: DataModel.RowRegion): number {
    return region === 'body' ? this._shown.length : 1;
  }

  columnCount(region: DataModel.ColumnRegion): number {
    return region === 'body' ? this.result.columns.length : 1;
  }

  data(region: DataModel.CellRegion, row: number, column: number): Cell {
    switch (region) {
      case 'body':
        return this.result.data[column]?.[this.rowAt(row)] ?? null;
      case 'row-header':
        return row + 1;
      case 'column-header':
        return this.result.columns[column]?.name ?? '';
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
    const column = sorting && columnAt(this.result, sorting.column);
    this._sorted = column
      ? sortedRows(column, column.values, sorting.descending)
      : rowsAsTheyCame(this.result.row_count);
    this._arrange();
  }

  /** Shows only the rows that have a 1 in `found`; all with null. */
  narrow(found: Uint8Array | null): void {
    this._found = found;
    this._arrange();
  }

  /** Has rows painted anew. */
  touch(row: number, rowSpan = 1): void {
    if (row >= 0 && row + rowSpan <= this.shownCount && rowSpan > 0) {
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

  private _arrange(): void {
    const found = this._found;
    this._shown = found ? this._sorted.filter(row => found[row] === 1) : this._sorted;
    this.emitChanged({ type: 'model-reset' });
  }

  private readonly _texts: readonly CellText[];
  private _sorted: Uint32Array;
  private _shown: Uint32Array;
  private _found: Uint8Array | null = null;
  private _sorting: ISorting | null = null;
}
