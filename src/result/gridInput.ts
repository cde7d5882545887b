import { BasicKeyHandler, BasicMouseHandler, type DataGrid, type DataModel } from '@lumino/datagrid';

/** Arrow keys move, Enter opens, S sorts by the cursor's column, Ctrl/⌘-A selects all. */
export class GridKeys extends BasicKeyHandler {
  constructor(
    private readonly _sort: (column: number) => void,
    private readonly _open: () => void
  ) {
    super();
  }

  onKeyDown(grid: DataGrid, event: KeyboardEvent): void {
    const accel = event.ctrlKey || event.metaKey;
    const model: DataModel | null = grid.dataModel;
    if (event.key === 'Enter' && !accel) {
      this._open();
    } else if (event.key === 's' && !accel && grid.selectionModel) {
      this._sort(Math.max(0, grid.selectionModel.cursorColumn));
    } else if (event.key === 'a' && accel && model) {
      const [r2, c2] = [model.rowCount('body') - 1, model.columnCount('body') - 1];
      grid.selectionModel?.select({ r1: 0, c1: 0, r2, c2, cursorRow: 0, cursorColumn: 0, clear: 'all' });
    } else {
      super.onKeyDown(grid, event);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

/** A click on a header sorts, a double click on a row opens it. */
export class GridMouse extends BasicMouseHandler {
  constructor(
    private readonly _sort: (column: number) => void,
    private readonly _open: () => void
  ) {
    super();
  }

  onMouseDown(grid: DataGrid, event: MouseEvent): void {
    super.onMouseDown(grid, event);
    const hit = grid.hitTest(event.clientX, event.clientY);
    if (hit.region === 'column-header' && this.pressData?.type !== 'column-resize') {
      this.release();
      this._sort(hit.column);
    }
  }

  onMouseDoubleClick(grid: DataGrid, event: MouseEvent): void {
    super.onMouseDoubleClick(grid, event);
    if (grid.hitTest(event.clientX, event.clientY).region === 'body') {
      this._open();
    }
  }
}
