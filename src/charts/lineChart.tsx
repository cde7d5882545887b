import React, { useEffect, useLayoutEffect, useMemo, useRef, type KeyboardEvent } from 'react';

import { formatNumber } from '../core/format';
import type { CrosshairGroup } from './crosshairGroup';
import { Axes } from './axes';
import { CrosshairLayer } from './crosshairLayer';
import { lineGeometry, type Domain, type ILineOptions } from './lineGeometry';
import { paintLines } from './linePaint';
import { indexAt, type ISeries } from './series';
import { useBox } from './useBox';
import { useDrag } from './useDrag';
import { useGroup } from './useGroup';
import { colourResolver, useTheme } from './useTheme';
import { zoomTarget } from './zoomKeys';

export interface ILineChartProps {
  series: readonly ISeries[];
  options?: ILineOptions;
  /** The chart in one sentence, for those who cannot see it. */
  label: string;
  group: CrosshairGroup;
  /** Values beside the crosshair; off where a legend shows them. */
  readout?: boolean;
  formatY?: (value: number) => string;
  /** Says how many points the y axis leaves out. */
  note?: (outOfView: number) => string;
  /** A range was dragged, or a double click took it back (null). */
  onZoomX?: (domain: Domain | null) => void;
  onZoomY?: (domain: Domain | null) => void;
  /** The plot's width in CSS pixels: a reason to load as many points. */
  onWidth?: (width: number) => void;
  onVisible?: (visible: boolean) => void;
}

/**
 * Lines over steps or time: canvas for the lines, SVG for axes and crosshair.
 *
 * #### Notes
 * Works only while on screen. The pointer moves the shared crosshair, Shift
 * pins it, Esc frees it; arrow keys move it point by point (Shift: by ten), and
 * where a range can be dragged, + and − zoom around it and 0 shows all.
 */
export function LineChart(props: ILineChartProps): JSX.Element {
  const { series, options, group, label, onWidth, onVisible } = props;
  const frame = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, visible } = useBox(frame);
  const theme = useTheme();
  const { hovered } = useGroup(group);
  const grown = useRef<Domain>();

  const live = series.some(s => s.live);
  const geometry = useMemo(() => {
    if (width === 0) {
      return null;
    }
    const grownFrom = live && !options?.xDomain ? grown.current : undefined;
    return lineGeometry(series, width, height, { grownFrom, ...options });
  }, [series, width, height, live, options]);
  if (geometry && !geometry.empty && !options?.yDomain && !options?.yLog) {
    grown.current = live ? (geometry.y.domain() as unknown as Domain) : undefined;
  }

  useEffect(() => {
    if (width > 0) {
      onWidth?.(Math.round(width));
    }
  }, [width, onWidth]);
  useEffect(() => onVisible?.(visible), [visible, onVisible]);

  useLayoutEffect(() => {
    if (canvas.current && frame.current && geometry && visible) {
      paintLines(canvas.current, series, geometry, {
        ratio: window.devicePixelRatio || 1,
        hovered,
        dark: theme.dark,
        resolve: colourResolver(frame.current)
      });
    }
  }, [series, geometry, visible, hovered, theme]);

  const drag = useDrag(geometry, group, series, props.onZoomX, props.onZoomY);

  const onKeyDown = (event: KeyboardEvent) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const zoom =
      isPlain && geometry && props.onZoomX
        ? zoomTarget(event.key, series, geometry.x.domain() as unknown as Domain, group.x)
        : undefined;
    if (zoom !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      props.onZoomX?.(zoom);
      return;
    }
    const x = keyTarget(event, series, group.x);
    if (x === undefined) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (x === null) {
      group.clear();
    } else {
      group.pin(false);
      group.move(x);
    }
  };

  return (
    <figure
      ref={frame}
      className="nt-LineChart"
      aria-label={label}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={() => group.clear()}
      {...drag.handlers}
    >
      {geometry && (
        <>
          {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas without content cannot take the focus */}
          <canvas ref={canvas} style={{ width, height }} aria-hidden="true" />
          <Axes geometry={geometry} series={series} hideNear={group.x} />
          {props.note && geometry.outOfView > 0 && (
            <span className="nt-LineChart-note">{props.note(geometry.outOfView)}</span>
          )}
          {drag.box && <div className="nt-LineChart-zoom" style={drag.box} />}
          <CrosshairLayer
            geometry={geometry}
            series={series}
            group={group}
            kind={options?.xKind ?? 'step'}
            readout={props.readout && drag.over}
            formatY={props.formatY ?? formatNumber}
          />
        </>
      )}
    </figure>
  );
}

/** Where a key sends the crosshair: null takes it away, undefined is no key of ours. */
function keyTarget(event: KeyboardEvent, series: readonly ISeries[], now: number | null): number | null | undefined {
  const line = series.find(s => s.chosen) ?? series[0];
  if (event.ctrlKey || event.metaKey || event.altKey || !line?.x.length) {
    return undefined;
  }
  const last = line.x.length - 1;
  const by = event.shiftKey ? 10 : 1;
  const at = now === null ? -1 : indexAt(line.x, now);
  switch (event.key) {
    case 'ArrowLeft':
      return line.x[Math.max(0, (now === null ? last + 1 : at) - by)];
    case 'ArrowRight':
      return line.x[Math.min(last, at + by)];
    case 'Home':
      return line.x[0];
    case 'End':
      return line.x[last];
    case 'Escape':
      return now === null ? undefined : null;
    default:
      return undefined;
  }
}
