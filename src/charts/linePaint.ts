import type { ILineGeometry, IPath } from './lineGeometry';
import type { ISeries } from './series';

export interface IPaintOptions {
  /** Device pixels per CSS pixel. */
  ratio: number;
  /** Id of the series that stands out; the others are drawn at 25 %. */
  hovered: string | null;
  dark: boolean;
  /** Turns a CSS colour into one that a canvas takes. */
  resolve: (colour: string) => string;
}

/** Points per pixel from which a line is a band of noise: drawn thin, so that it stays a line. */
const DENSE = 1.5;

/** Draws the lines of a laid-out chart; axes and crosshair are SVG above it. */
export function paintLines(
  canvas: HTMLCanvasElement,
  series: readonly ISeries[],
  geometry: ILineGeometry,
  { ratio, hovered, dark, resolve }: IPaintOptions
): void {
  const context = canvas.getContext('2d');
  if (!context) {
    return;
  }
  canvas.width = Math.round(geometry.width * ratio);
  canvas.height = Math.round(geometry.height * ratio);
  context.scale(ratio, ratio);
  context.beginPath();
  context.rect(geometry.left, geometry.top - 3, geometry.right - geometry.left + 3, geometry.bottom - geometry.top + 3);
  context.clip();
  context.lineCap = 'round';

  const known = new Map(series.map(s => [s.id, s]));
  const fade = (id: string) => (hovered !== null && hovered !== id ? 0.25 : 1);
  const order = (path: IPath) => {
    const s = known.get(path.id);
    return (s?.id === hovered ? 2 : 0) + (s?.chosen ? 1 : 0);
  };
  for (const path of geometry.raw) {
    const s = known.get(path.id) as ISeries;
    context.globalAlpha = (dark ? 0.42 : 0.32) * fade(path.id);
    context.lineWidth = 1;
    context.lineJoin = 'bevel';
    stroke(context, path, resolve(s.colour));
  }
  for (const path of [...geometry.lines].sort((a, b) => order(a) - order(b))) {
    const s = known.get(path.id) as ISeries;
    context.globalAlpha = fade(path.id);
    const width = geometry.right - geometry.left;
    const isDense = path.points.some(piece => piece.length > DENSE * width);
    context.lineWidth = isDense ? 1 : s.chosen ? 2.25 : 1.75;
    // Round joins of a dense line cannot be seen, and take most of its time.
    context.lineJoin = isDense ? 'bevel' : 'round';
    context.setLineDash(s.dashed ? [5, 3] : []);
    stroke(context, path, resolve(s.colour));
    context.setLineDash([]);
  }
  context.globalAlpha = 1;
}

function stroke(context: CanvasRenderingContext2D, path: IPath, colour: string): void {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  for (const piece of path.points) {
    context.beginPath();
    const [first, second] = piece;
    if (first && !second) {
      context.arc(first[0], first[1], Math.max(2, context.lineWidth), 0, 2 * Math.PI);
      context.fill();
      continue;
    }
    piece.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.stroke();
  }
}
