import type { IPoints } from './series';

/**
 * A line in CSS pixels, by its unbroken pieces. Where more than four points of a
 * piece share a column of pixels, the first, the lowest, the highest and the last
 * of them stay (M4: Jugel et al., VLDB 2014), which draws the same picture.
 *
 * @param x - pixels of a point's x. Points have rising x.
 * @param y - pixels of a point's y.
 * @param positive - whether the axis shows values above 0 only; others break the line.
 */
export function projectLine(
  points: IPoints,
  x: (value: number) => number,
  y: (value: number) => number,
  positive: boolean
): [number, number][][] {
  const found: [number, number][][] = [];
  let piece: Piece | null = null;
  for (let i = 0; i < points.x.length; i++) {
    const value = points.y[i] as number;
    if (Number.isFinite(value) && (!positive || value > 0)) {
      piece ??= new Piece();
      piece.add(x(points.x[i] as number), y(value));
    } else if (piece) {
      found.push(piece.end());
      piece = null;
    }
  }
  return piece ? [...found, piece.end()] : found;
}

/** One unbroken piece, column of pixels by column of pixels. */
class Piece {
  add(x: number, y: number): void {
    const column = Math.floor(x);
    if (column !== this._column) {
      this._flush();
      this._column = column;
    }
    this._x.push(x);
    this._y.push(y);
  }

  end(): [number, number][] {
    this._flush();
    return this._kept;
  }

  private _flush(): void {
    const last = this._x.length - 1;
    if (last < 4) {
      for (let i = 0; i <= last; i++) {
        this._keep(i);
      }
    } else {
      let low = 0;
      let high = 0;
      for (let i = 1; i <= last; i++) {
        if ((this._y[i] as number) < (this._y[low] as number)) {
          low = i;
        } else if ((this._y[i] as number) > (this._y[high] as number)) {
          high = i;
        }
      }
      let before = -1;
      for (const i of [0, Math.min(low, high), Math.max(low, high), last]) {
        if (i !== before) {
          this._keep(i);
        }
        before = i;
      }
    }
    this._x.length = 0;
    this._y.length = 0;
  }

  private _keep(i: number): void {
    this._kept.push([this._x[i] as number, this._y[i] as number]);
  }

  private _column = Number.NaN;
  private readonly _x: number[] = [];
  private readonly _y: number[] = [];
  private readonly _kept: [number, number][] = [];
}
