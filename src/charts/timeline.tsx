import React, { useMemo, useRef, useState, type KeyboardEvent } from 'react';

import { timelineGeometry, type IPlacedBar, type ITimelineBar, type ITimelineRow } from './timelineGeometry';
import { useBox } from './useBox';

export interface ITimelineProps {
  rows: readonly ITimelineRow[];
  bars: readonly ITimelineBar[];
  /** The picture in one sentence. */
  label: string;
  selected?: string | null;
  onSelect?: (id: string) => void;
  /** Words for a folded pause, given its seconds. */
  pauseText: (seconds: number) => string;
}

const KEYS: { [key: string]: number } = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 };

/**
 * Cells as rows, their executions as bars over time.
 *
 * #### Notes
 * One tab stop; arrow keys walk through the executions in the order of time,
 * Enter selects.
 */
export function Timeline(props: ITimelineProps): JSX.Element {
  const { rows, bars, selected, onSelect } = props;
  const frame = useRef<HTMLDivElement>(null);
  const { width } = useBox(frame);
  const geometry = useMemo(() => timelineGeometry(rows, bars, Math.max(width, 60)), [rows, bars, width]);
  const [focus, setFocus] = useState(0);
  const { rowHeight } = geometry;
  const stop = Math.min(focus, geometry.bars.length - 1);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const by = KEYS[event.key];
    if (by) {
      event.preventDefault();
      const next = Math.min(geometry.bars.length - 1, Math.max(0, stop + by));
      setFocus(next);
      event.currentTarget.querySelectorAll('button')[next]?.focus();
    }
  };

  return (
    <figure className="nt-Timeline" aria-label={props.label}>
      <div className="nt-Timeline-corner" />
      <div className="nt-Timeline-axis" aria-hidden="true">
        {geometry.ticks.map(tick => (
          <span key={tick.at} style={{ left: tick.at }}>
            {tick.label}
          </span>
        ))}
      </div>
      <div className="nt-Timeline-names">
        {rows.map(row => (
          <div key={row.id} style={{ height: rowHeight }} title={row.label}>
            <span>{row.number}</span>
            <bdi>{row.label}</bdi>
          </div>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of the buttons in it */}
      <div
        ref={frame}
        className="nt-Timeline-plot"
        style={{ height: geometry.height, backgroundSize: `100% ${rowHeight * 2}px` }}
        onKeyDown={onKeyDown}
      >
        {geometry.ticks.map(tick => (
          <i key={tick.at} className="nt-Timeline-tick" style={{ left: tick.at }} />
        ))}
        {geometry.breaks.map(pause => (
          <i
            key={pause.at}
            className="nt-Timeline-break"
            style={{ left: pause.at, width: pause.width }}
            title={props.pauseText(pause.seconds)}
          />
        ))}
        {geometry.bars.map((bar, i) => (
          <button
            key={bar.id}
            type="button"
            className={barClass(bar, bar.id === selected)}
            style={{ left: bar.x, width: bar.width, top: bar.y + 5, height: rowHeight - 10 }}
            aria-label={bar.title}
            aria-pressed={bar.id === selected}
            title={bar.title}
            tabIndex={i === stop ? 0 : -1}
            onFocus={() => setFocus(i)}
            onClick={() => onSelect?.(bar.id)}
          >
            {bar.showText && <span>{bar.text}</span>}
          </button>
        ))}
        {geometry.bars.map(bar => (
          <React.Fragment key={bar.id}>
            {bar.status === 'error' && (
              <span
                className="nt-Timeline-cross"
                aria-hidden="true"
                style={{ left: bar.x - 13, top: bar.y + rowHeight / 2 - 8 }}
              >
                ✕
              </span>
            )}
            {bar.edited && (
              <span
                className="nt-Timeline-edited"
                aria-hidden="true"
                style={{
                  left: bar.x - (bar.status === 'error' ? 26 : 13),
                  top: bar.y + rowHeight / 2 - 8
                }}
              >
                △
              </span>
            )}
          </React.Fragment>
        ))}
        <svg className="nt-Chart-svg" width={width} height={geometry.height} aria-hidden="true">
          {geometry.wentBack.map(({ id, path }) => (
            <path key={id} className="nt-Timeline-back" d={path} />
          ))}
        </svg>
      </div>
    </figure>
  );
}

function barClass(bar: IPlacedBar, selected: boolean): string {
  const classes = ['nt-Timeline-bar', `nt-mod-${bar.status}`];
  if (bar.own) {
    classes.push('nt-mod-own');
  }
  if (selected) {
    classes.push('nt-mod-selected');
  }
  return classes.join(' ');
}
