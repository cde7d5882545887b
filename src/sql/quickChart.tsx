import { nullTranslator, type TranslationBundle } from '@jupyterlab/translation';
import React, { useMemo, useRef, useState, type MouseEvent } from 'react';

import { useBox } from '../charts/useBox';
import { useTheme } from '../charts/useTheme';
import type { IResult } from '../companion/wire';
import { DARK, LIGHT } from '../model/palette';
import { complete, xChoices, yChoices, type IChartChoice } from './chartGuess';
import { quickGeometry, type IMark, type IMarkSeries, type IQuickGeometry } from './chartGeometry';

export interface IQuickChartProps {
  result: IResult;
  /** A point was chosen: its row of the result. */
  onPick: (row: number) => void;
  /** Which column the chart shows, for the grid's bars. */
  choice: IChartChoice | null;
  onChoice: (choice: IChartChoice) => void;
  trans?: TranslationBundle;
}

/** More marks than this are drawn as one path, without a target each. */
const MOST_TARGETS = 400;

/** A chart of the result that nobody had to set up; x and y can be chosen. */
export function QuickChart(props: IQuickChartProps): JSX.Element | null {
  const { result, choice, onChoice, onPick } = props;
  const trans = props.trans ?? nullTranslator.load('nbtrail');
  const frame = useRef<HTMLDivElement>(null);
  const { width, height } = useBox(frame);
  const [near, setNear] = useState<IMark | null>(null);
  const geometry = useMemo(
    () => (choice && width > 0 ? quickGeometry(result, choice, width, height) : null),
    [result, choice, width, height]
  );
  if (!choice) {
    return null;
  }
  const name = (column: number): string => result.columns[column].name;
  const spread = choice.spread === null ? '' : ` ± ${name(choice.spread)}`;

  const onMove = (event: MouseEvent): void => {
    const box = frame.current?.getBoundingClientRect();
    setNear(box && geometry ? nearest(geometry.series, event.clientX - box.left, event.clientY - box.top) : null);
  };
  return (
    <div className="nt-QuickChart">
      <div className="nt-QuickChart-head">
        <h4>{trans.__('Quick chart')}</h4>
        <Select
          label={trans.__('Horizontal axis')}
          value={choice.x}
          columns={xChoices(result).map(i => [i, name(i)])}
          onChange={x => onChoice(complete(result, x, x === choice.y ? choice.x : choice.y))}
        />
        <span className="nt-muted" aria-hidden="true">×</span>
        <Select
          label={trans.__('Vertical axis')}
          value={choice.y}
          columns={yChoices(result).map(i => [i, i === choice.y ? name(i) + spread : name(i)])}
          onChange={y => onChoice(complete(result, choice.x, y))}
        />
      </div>
      <div
        ref={frame}
        className="nt-QuickChart-plot"
        role="figure"
        aria-label={sentence(result, choice, trans)}
        onMouseMove={onMove}
        onMouseLeave={() => setNear(null)}
        onClick={() => near && onPick(near.row)}
      >
        {geometry && <Plot geometry={geometry} near={near} width={width} height={height} />}
      </div>
      {geometry && geometry.series.length > 1 && <Legend series={geometry.series} />}
      <p className="nt-QuickChart-note nt-muted">
        {choice.spread !== null && trans.__('Whiskers show ± %1.', name(choice.spread))}{' '}
        {trans.__('Select a point to see its row.')}
      </p>
    </div>
  );
}

interface ISelectProps {
  label: string;
  value: number;
  columns: [number, string][];
  onChange: (column: number) => void;
}

function Select({ label, value, columns, onChange }: ISelectProps): JSX.Element {
  return (
    <select
      className="nt-Select"
      aria-label={label}
      title={label}
      value={value}
      onChange={event => onChange(Number(event.target.value))}
    >
      {columns.map(([index, name]) => (
        <option key={index} value={index}>{name}</option>
      ))}
    </select>
  );
}

interface IPlotProps {
  geometry: IQuickGeometry;
  near: IMark | null;
  width: number;
  height: number;
}

function Plot({ geometry, near, width, height }: IPlotProps): JSX.Element {
  const { left, right, top, bottom, series } = geometry;
  const colours = useTheme().dark ? DARK : LIGHT;
  const toLeft = near !== null && near.x + 6.6 * near.words.length > right;
  return (
    <svg className="nt-Chart-svg" width={width} height={height} aria-hidden="true">
      {geometry.yTicks.map(({ at, label }) => (
        <g key={label}>
          <line className="nt-Chart-grid" x1={left} x2={right} y1={at} y2={at} />
          <text x={left - 6} y={at + 3.5} textAnchor="end">{label}</text>
        </g>
      ))}
      {geometry.xTicks.map(({ at, label }) => (
        <g key={at}>
          <line className="nt-Chart-grid" x1={at} x2={at} y1={top} y2={bottom} />
          <text x={at} y={bottom + 16} textAnchor="middle">{label}</text>
        </g>
      ))}
      <line className="nt-Chart-axis" x1={left} x2={right} y1={bottom} y2={bottom} />
      <text x={(left + right) / 2} y={bottom + 34} textAnchor="middle">{geometry.xTitle}</text>
      {series.map((one, i) => (
        <Series key={one.name ?? ''} series={one} colour={colours[i % colours.length]} joined={geometry.joined} near={near} count={countOf(series)} />
      ))}
      {near && (
        <text
          className="nt-QuickChart-words"
          x={near.x + (toLeft ? 4 : -4)}
          y={Math.min(near.y, near.high ?? near.y) - 8}
          textAnchor={toLeft ? 'end' : 'start'}
        >
          {near.words}
        </text>
      )}
    </svg>
  );
}

function Legend({ series }: { series: readonly IMarkSeries[] }): JSX.Element {
  const colours = useTheme().dark ? DARK : LIGHT;
  return (
    <ul className="nt-QuickChart-legend">
      {series.map(({ name }, i) => (
        <li key={name}>
          <i style={{ background: colours[i % colours.length] }} />
          <span className="nt-ellipsis">{name}</span>
        </li>
      ))}
    </ul>
  );
}

interface ISeriesProps {
  series: IMarkSeries;
  colour: string;
  joined: boolean;
  near: IMark | null;
  /** Marks of all series. */
  count: number;
}

function Series({ series: { marks }, colour, joined, near, count }: ISeriesProps): JSX.Element {
  const few = count <= MOST_TARGETS;
  const path = (joint: string): string =>
    marks.map(({ x, y }, i) => `${i ? joint : 'M'}${x.toFixed(1)},${y.toFixed(1)}`).join('');
  return (
    <g style={{ color: colour }}>
      {joined && <path className="nt-QuickChart-line" d={path('L')} data-few={few} />}
      {few
        ? marks.map(mark => (
            <g key={mark.row}>
              {mark.low !== null && mark.high !== null && (
                <line className="nt-QuickChart-whisker" x1={mark.x} x2={mark.x} y1={mark.low} y2={mark.high} />
              )}
              {(count <= 80 || !joined || mark.row === near?.row) && (
                <circle className="nt-QuickChart-mark" data-near={mark.row === near?.row} cx={mark.x} cy={mark.y} r={count <= 80 ? 4 : 3} />
              )}
            </g>
          ))
        : !joined && <path className="nt-QuickChart-dots" d={marks.map(({ x, y }) => `M${x.toFixed(1)},${y.toFixed(1)}h0`).join('')} />}
      {!few && near && marks.includes(near) && <circle className="nt-QuickChart-mark" data-near="true" cx={near.x} cy={near.y} r={3.5} />}
    </g>
  );
}

function countOf(series: readonly IMarkSeries[]): number {
  return series.reduce((sum, { marks }) => sum + marks.length, 0);
}

/** The mark nearest to the pointer, within a finger's width. */
function nearest(series: readonly IMarkSeries[], x: number, y: number): IMark | null {
  let best: IMark | null = null;
  let distance = 28 ** 2;
  for (const { marks } of series) {
    for (const mark of marks) {
      const apart = (mark.x - x) ** 2 + (mark.y - y) ** 2;
      if (apart < distance) {
        distance = apart;
        best = mark;
      }
    }
  }
  return best;
}

/** What the chart shows, for those who cannot see it. */
function sentence(result: IResult, { x, y }: IChartChoice, trans: TranslationBundle): string {
  return trans.__(
    '%1 over %2, %3 points; the values stand in the table beside it',
    result.columns[y].name,
    result.columns[x].name,
    result.row_count
  );
}
