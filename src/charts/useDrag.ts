import { useState, type CSSProperties, type PointerEvent } from 'react';

import type { CrosshairGroup } from './crosshairGroup';
import type { Domain, ILineGeometry } from './lineGeometry';
import { nearestX, valueAt, type ISeries } from './series';
import { mapPair } from '../core/pair';

const CLICK = 4;
const NEAR = 14;

interface IDrag {
  /** From where to where, in pixels of the chart. */
  from: [number, number];
  to: [number, number];
  vertical: boolean;
}

export interface IDragHandlers {
  onPointerDown(event: PointerEvent<HTMLElement>): void;
  onPointerMove(event: PointerEvent<HTMLElement>): void;
  onPointerUp(event: PointerEvent<HTMLElement>): void;
  onPointerLeave(): void;
  onDoubleClick(): void;
}

/**
 * The pointer over a chart: it moves the shared crosshair and lifts the series
 * next to it; dragging zooms x, with Alt y; a double click takes both back.
 */
export function useDrag(
  geometry: ILineGeometry | null,
  group: CrosshairGroup,
  series: readonly ISeries[],
  onZoomX?: (domain: Domain | null) => void,
  onZoomY?: (domain: Domain | null) => void
): { handlers: IDragHandlers; box: CSSProperties | null; over: boolean } {
  const [drag, setDrag] = useState<IDrag | null>(null);
  const [over, setOver] = useState(false);

  const place = (event: PointerEvent<HTMLElement>): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  const handlers: IDragHandlers = {
    onPointerDown(event) {
      if (geometry && event.button === 0) {
        const at = place(event);
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: at, to: at, vertical: event.altKey });
      }
    },
    onPointerMove(event) {
      if (!geometry) {
        return;
      }
      const [px, py] = place(event);
      setOver(true);
      if (drag) {
        setDrag({ ...drag, to: [px, py] });
        return;
      }
      const inside = px >= geometry.left - 2 && px <= geometry.right + 2;
      const x = inside ? nearestX(series, geometry.x.invert(px)) : undefined;
      group.move(x ?? null);
      if (event.shiftKey && inside) {
        group.pin(true);
        event.currentTarget.focus({ preventScroll: true });
      }
      group.hover(x === undefined ? null : nearestSeries(series, geometry, x, py));
    },
    onPointerUp() {
      if (drag && geometry) {
        const zoom = dragged(drag, geometry);
        if (zoom) {
          (drag.vertical ? onZoomY : onZoomX)?.(zoom);
        }
      }
      setDrag(null);
    },
    onPointerLeave() {
      setOver(false);
      group.move(null);
      group.hover(null);
    },
    onDoubleClick() {
      onZoomX?.(null);
      onZoomY?.(null);
    }
  };
  return { handlers, box: drag && geometry ? boxOf(drag, geometry) : null, over };
}

function dragged({ from, to, vertical }: IDrag, geometry: ILineGeometry): Domain | null {
  const axis = vertical ? 1 : 0;
  if (Math.abs(to[axis] - from[axis]) < CLICK) {
    return null;
  }
  const [low, high] = vertical ? [geometry.top, geometry.bottom] : [geometry.left, geometry.right];
  const scale = vertical ? geometry.y : geometry.x;
  const [a, b] = mapPair([from[axis], to[axis]], px => scale.invert(Math.min(high, Math.max(low, px))));
  return a < b ? [a, b] : [b, a];
}

function boxOf({ from, to, vertical }: IDrag, geometry: ILineGeometry): CSSProperties | null {
  const { left, right, top, bottom } = geometry;
  const [a, b] = vertical ? [from[1], to[1]] : [from[0], to[0]];
  if (Math.abs(a - b) < CLICK) {
    return null;
  }
  return vertical
    ? { left, width: right - left, top: Math.max(top, Math.min(a, b)), height: Math.abs(a - b) }
    : { top, height: bottom - top, left: Math.max(left, Math.min(a, b)), width: Math.abs(a - b) };
}

function nearestSeries(series: readonly ISeries[], geometry: ILineGeometry, x: number, py: number): string | null {
  let best: string | null = null;
  let distance = NEAR;
  for (const s of series) {
    const value = valueAt(s, x);
    const away = value === undefined ? Infinity : Math.abs(geometry.y(value) - py);
    if (away < distance) {
      distance = away;
      best = s.id;
    }
  }
  return series.length > 1 ? best : null;
}
