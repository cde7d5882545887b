import type { TranslationBundle } from '@jupyterlab/translation';
import { BasicSelectionModel, DataGrid, RendererMap } from '@lumino/datagrid';
import type { Message } from '@lumino/messaging';
import { Signal, type ISignal } from '@lumino/signaling';
import { StackedLayout, Widget } from '@lumino/widgets';
import { extent } from 'd3-array';

import type { Cell, IResult } from '../companion/wire';
import { rawText } from './cellText';
import { numberIn } from './columnKind';
import { GridKeys, GridMouse } from './gridInput';
import { gridTheme } from './gridTheme';
import { ResultModel } from './resultModel';
import { ResultRenderer } from './resultRenderer';
import { columnAt } from '../companion/rows';

const SIZES = { rowHeight: 27, columnWidth: 96, rowHeaderWidth: 44, columnHeaderHeight: 27 };
const CHARACTER = 7.25;

const NO_RESULT: IResult = { columns: [], data: [], row_count: 0, truncated: false, elapsed_ms: 0, version: 0 };

/**
 * The answer as a table: a click on a header sorts, edges of headers resize,
 * Ctrl/⌘-C copies the selection tab by tab, Ctrl/⌘-A selects all. It holds a
 * million rows.
 */
export class ResultGrid extends Widget {
  constructor(private readonly _trans: TranslationBundle) {
    super();
    this.addClass('nt-ResultGrid');
    const layout = new StackedLayout();
    this.layout = layout;
    this._grid = new DataGrid({
      defaultSizes: SIZES,
      minimumSizes: { ...SIZES, columnWidth: 32, rowHeaderWidth: 28 },
      headerVisibility: 'all',
      cellRenderers: new RendererMap(
        {},
        new ResultRenderer(() => ({
          theme: this._theme,
          model: this._model,
          bars: this._bars,
          cursorRow: this._cursorRow
        }))
      )
    });
    const sort = (column: number): void => this._model.cycle(column);
    const open = (): void => this._opened.emit(this._rowAtCursor());
    this._grid.keyHandler = new GridKeys(sort, open);
    this._grid.mouseHandler = new GridMouse(sort, open);
    this._grid.viewport.node.tabIndex = 0;
    layout.addWidget(this._grid);
    this._spoken = document.createElement('div');
    this._spoken.className = 'nt-hidden-text';
    this._spoken.setAttribute('aria-live', 'polite');
    this.node.appendChild(this._spoken);
    this._themeObserver = new MutationObserver(() => this._readTheme());
  }

  /** Emitted with a row of the result that was opened: Enter or a double click. */
  get opened(): ISignal<this, number> {
    return this._opened;
  }

  /** Emitted when other cells are selected. */
  get selectionChanged(): ISignal<this, void> {
    return this._selectionChanged;
  }

  /** Whether more than one row is selected. */
  get selectsRows(): boolean {
    const rows = [...this._selections()].flatMap(({ r1, r2 }) => [r1, r2]);
    return rows.some(row => row !== rows[0]);
  }

  /** Rows of the result that are selected, each once. */
  get selectedRows(): number[] {
    const rows = new Set<number>();
    for (const { r1, r2 } of this._selections()) {
      for (let row = Math.min(r1, r2); row <= Math.max(r1, r2); row++) {
        rows.add(this._model.rowAt(row));
      }
    }
    return [...rows];
  }

  /** Rows that are shown. */
  get shownCount(): number {
    return this._model.shownCount;
  }

  /** Shows only the rows that have a 1 in `found`; all with null. */
  narrow(found: Uint8Array | null): void {
    this._cursorRow = -1;
    this._grid.selectionModel?.clear();
    this._model.narrow(found);
  }

  show(): void {
    super.show();
    this._arrange();
  }

  set result(result: IResult) {
    this._model = new ResultModel(result);
    this._cursorRow = -1;
    const selection = new BasicSelectionModel({ dataModel: this._model, selectionMode: 'cell' });
    selection.changed.connect(this._onSelection, this);
    this._grid.viewport.node.setAttribute(
      'aria-label',
      this._trans.__('Result: %1 rows, %2 columns; arrow keys move', result.row_count, result.columns.length)
    );
    if (this.isAttached) {
      this._give(selection);
    } else {
      this._waiting = selection;
    }
  }

  /** The same question's answer as it is now: order and place stay. */
  renew(result: IResult): void {
    const sorting = this._model.sorting;
    const { scrollX, scrollY } = this._grid;
    this.result = result;
    if (sorting) {
      this._model.sort(sorting);
    }
    this._grid.scrollTo(scrollX, scrollY);
  }

  /** Columns whose sizes are drawn as bars. */
  set barColumns(columns: readonly number[]) {
    this._bars = new Map();
    for (const column of columns) {
      const [low, high] = extent(this._model.result.data[column] ?? [], cell => {
        const value = numberIn(cell);
        return Number.isFinite(value) ? value : NaN;
      });
      if (low !== undefined) {
        this._bars.set(column, [low, high]);
      }
    }
    this._repaint();
  }

  /** Puts the cursor on a row of the result. */
  select(row: number): void {
    const place = this._model.placeOf(row);
    if (place >= 0) {
      this._grid.selectionModel?.select({
        r1: place,
        r2: place,
        c1: 0,
        c2: this._model.result.columns.length - 1,
        cursorRow: place,
        cursorColumn: 0,
        clear: 'all'
      });
      this._grid.scrollToRow(place);
    }
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._themeObserver.disconnect();
    Signal.clearData(this);
    super.dispose();
  }

  protected onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._themeObserver.observe(document.body, {
      attributeFilter: ['data-jp-theme-light', 'data-jp-theme-name']
    });
    this._readTheme();
    if (this._waiting) {
      this._give(this._waiting);
      this._waiting = null;
    }
  }

  protected onBeforeDetach(message: Message): void {
    this._themeObserver.disconnect();
    super.onBeforeDetach(message);
  }

  protected onResize(message: Widget.ResizeMessage): void {
    super.onResize(message);
    this._arrange();
  }

  private _give(selection: BasicSelectionModel): void {
    this._grid.dataModel = this._model;
    this._grid.selectionModel = selection;
    this._arranged = 0;
    this._grid.scrollTo(0, 0);
    this._arrange();
  }

  /** Widths by content, with what is left over shared out; not again once a column was resized. */
  private _arrange(): void {
    const width = this.node.clientWidth;
    if (width === 0 || this._arranged === width || this._grid.dataModel !== this._model) {
      return;
    }
    const { columns } = this._model.result;
    if (this._arranged && columns.some((_, i) => this._grid.columnSize('body', i) !== this._widths[i])) {
      return;
    }
    const numbers = Math.max(28, 20 + CHARACTER * String(this._model.result.row_count).length);
    this._grid.resizeColumn('row-header', 0, Math.round(numbers));
    const wanted = columns.map((_, i) => wantedWidth(this._model, i));
    const spare = Math.max(0, width - numbers - 16 - wanted.reduce((a, b) => a + b, 0));
    const share = Math.min(90, spare / Math.max(1, columns.length));
    this._widths = wanted.map(each => Math.floor(each + share));
    this._widths.forEach((each, i) => this._grid.resizeColumn('body', i, each));
    this._arranged = width;
  }

  private _readTheme(): void {
    this._theme = gridTheme(this.node);
    this._grid.style = this._theme.style;
    this._repaint();
  }

  private _repaint(): void {
    this._model.touch(0, this._model.shownCount);
  }

  private _onSelection(selection: { cursorRow: number; cursorColumn: number }): void {
    const before = this._cursorRow;
    this._cursorRow = selection.cursorRow;
    this._model.touch(before);
    this._model.touch(this._cursorRow);
    const { columns } = this._model.result;
    const column = columns[selection.cursorColumn];
    if (column && this._cursorRow >= 0) {
      const value = this._model.data('body', this._cursorRow, selection.cursorColumn);
      this._spoken.textContent = `${this._cursorRow + 1}, ${column.name}: ${this._model.text(selection.cursorColumn, value)}`;
    }
    this._grid.copyConfig = {
      separator: '\t',
      headers: this.selectsRows ? 'column' : 'none',
      format: ({ value }) => rawText(value as Cell).replace(/[\t\r\n]+/g, ' '),
      warningThreshold: 1e6
    };
    this._selectionChanged.emit();
  }

  private *_selections(): Iterable<{ r1: number; r2: number }> {
    yield* this._grid.selectionModel?.selections() ?? [];
  }

  private _rowAtCursor(): number {
    return this._cursorRow >= 0 ? this._model.rowAt(this._cursorRow) : -1;
  }

  private readonly _grid: DataGrid;
  private readonly _spoken: HTMLElement;
  private readonly _themeObserver: MutationObserver;
  private readonly _opened = new Signal<this, number>(this);
  private readonly _selectionChanged = new Signal<this, void>(this);
  /** The page's, until the grid stands in it. */
  private _theme = gridTheme(document.body);
  private _model = new ResultModel(NO_RESULT);
  private _waiting: BasicSelectionModel | null = null;
  private _bars: Map<number, readonly [number, number]> = new Map();
  private _cursorRow = -1;
  private _widths: number[] = [];
  private _arranged = 0;
}

/** Room for the header and the longest of the first cells. */
function wantedWidth(model: ResultModel, column: number): number {
  const { name, values } = columnAt(model.result, column);
  let longest = name.length * 0.95 + 2;
  for (let row = 0; row < Math.min(200, values.length); row++) {
    longest = Math.max(longest, model.text(column, values[row] ?? null).length);
  }
  return Math.min(340, Math.max(48, 22 + CHARACTER * longest));
}
