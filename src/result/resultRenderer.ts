import { TextRenderer, type CellRenderer, type GraphicsContext } from '@lumino/datagrid';

import type { Cell } from '../companion/wire';
import { MISSING } from './cellText';
import { columnKind, numberIn } from './columnKind';
import type { IGridTheme } from './gridTheme';
import type { ResultModel } from './resultModel';

/** What the cells look like besides their text. */
export interface IResultLook {
  theme: IGridTheme;
  model: ResultModel;
  /** Columns whose size is drawn as a bar, with their range. */
  bars: ReadonlyMap<number, readonly [low: number, high: number]>;
  /** The row that the cursor stands in. */
  cursorRow: number;
}

/** Paints body and headers of the result; `look` is asked at each paint. */
export class ResultRenderer extends TextRenderer {
  constructor(private readonly _look: () => IResultLook) {
    super({
      font: ({ region }) => {
        const { cellFont, headerFont } = _look().theme;
        return region === 'body' ? cellFont : headerFont;
      },
      textColor: config => {
        const { theme, model } = _look();
        if (config.region !== 'body' || config.value === null) {
          return theme.muted;
        }
        return model.result.columns[config.column]?.name === 'run_id' ? theme.link : theme.text;
      },
      backgroundColor: ({ region, row }) => {
        const { cursorRow, theme } = _look();
        return row === cursorRow && region === 'body' ? theme.row : '';
      },
      horizontalAlignment: config =>
        config.region === 'row-header' || isRight(_look().model, config) ? 'right' : 'left',
      horizontalPadding: 10,
      format: config => text(_look().model, config)
    });
  }

  paint(gc: GraphicsContext, config: CellRenderer.CellConfig): void {
    super.paint(gc, config);
    const { bars, theme } = this._look();
    const range = config.region === 'body' ? bars.get(config.column) : undefined;
    const value = numberIn(config.value as Cell);
    if (range && Number.isFinite(value)) {
      gc.fillStyle = theme.bar;
      gc.fillRect(config.x + 10, config.y + config.height - 5, barWidth(value, range) * (config.width - 20), 2);
    }
  }
}

/** Share of the cell that a bar takes; from zero where the range is not far from it. */
export function barWidth(value: number, [low, high]: readonly [number, number]): number {
  const from = low >= 0 && low <= high / 2 ? 0 : low - (high - low) * 0.12;
  return high > from ? Math.max(0, (value - from) / (high - from)) : 1;
}

function isRight({ result }: ResultModel, { column, region }: CellRenderer.CellConfig): boolean {
  const kind = region === 'corner-header' ? 'text' : columnKind(result.columns[column]?.type ?? '');
  return kind === 'integer' || kind === 'number';
}

function text(model: ResultModel, { region, column, value }: CellRenderer.CellConfig): string {
  if (region === 'body') {
    const written = model.text(column, value as Cell);
    return written.length > 400 ? `${written.slice(0, 400)}…` : written.replace(/\s*\n\s*/g, ' ⏎ ');
  }
  const { sorting } = model;
  const arrow = region === 'column-header' && sorting?.column === column ? (sorting.descending ? ' ↓' : ' ↑') : '';
  return value === null ? MISSING : `${String(value)}${arrow}`;
}
