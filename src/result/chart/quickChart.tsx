import { nullTranslator, type TranslationBundle } from '@jupyterlab/translation';
import { downloadIcon } from '@jupyterlab/ui-components';
import React, { useMemo, useRef, useState, type MouseEvent } from 'react';

import { useBox } from '../../charts/useBox';
import { useTheme } from '../../charts/useTheme';
import { openMenu } from '../../ui/menu';
import type { IResult } from '../../companion/wire';
import { DARK, LIGHT } from '../../model/palette';
import { quickGeometry } from './chartGeometry';
import { complete, kindChoices, xChoices, yChoices, type ChartKind, type IChartChoice } from './chartGuess';
import { savePicture } from './chartImage';
import type { IMarkSeries } from './chartMarks';
import { fileName } from '../exports';
import { nearestMark, QuickPlot, type INearMark } from './quickPlot';
import { columnAt } from '../../companion/rows';

export interface IQuickChartProps {
  result: IResult;
  /** A point was chosen: its row of the result. */
  onPick?: (row: number) => void;
  /** What the chart shows; null draws nothing. */
  choice: IChartChoice | null;
  onChoice: (choice: IChartChoice) => void;
  /** What the pictures are called. */
  name?: string;
  trans?: TranslationBundle;
}

/** A chart of the result that nobody had to set up; its kind and columns can be chosen. */
export function QuickChart(props: IQuickChartProps): JSX.Element | null {
  const { result, choice, onPick } = props;
  const trans = props.trans ?? nullTranslator.load('nbtrail');
  const frame = useRef<HTMLElement>(null);
  const { width, height } = useBox(frame);
  const [near, setNear] = useState<INearMark | null>(null);
  const geometry = useMemo(
    () => (choice && width > 0 ? quickGeometry(result, choice, width, height) : null),
    [result, choice, width, height]
  );
  if (!choice) {
    return null;
  }
  const shown = near && geometry?.series.includes(near.series) ? near : null;
  const onMove = (event: MouseEvent): void => {
    const box = frame.current?.getBoundingClientRect();
    setNear(box && geometry ? nearestMark(geometry, event.clientX - box.left, event.clientY - box.top) : null);
  };
  return (
    <section className="nt-QuickChart" aria-label={trans.__('Quick chart')}>
      <Head {...props} choice={choice} trans={trans} svg={() => frame.current?.querySelector('svg') ?? null} />
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: by keys, rows are chosen in the table */}
      <figure
        ref={frame}
        className="nt-QuickChart-plot"
        aria-label={sentence(result, choice, trans)}
        onMouseMove={onMove}
        onMouseLeave={() => setNear(null)}
        onClick={() => shown && onPick?.(shown.mark.row)}
      >
        {geometry && <QuickPlot geometry={geometry} near={shown} width={width} height={height} />}
      </figure>
      {geometry && geometry.series.length > 1 && <Legend series={geometry.series} />}
      <p className="nt-QuickChart-note nt-muted">
        {choice.spread !== null &&
          choice.kind !== 'histogram' &&
          trans.__('Whiskers show ± %1.', columnAt(result, choice.spread).name)}{' '}
        {onPick && choice.kind !== 'histogram' && trans.__('Select a point to see its row.')}
      </p>
    </section>
  );
}

interface IHeadProps extends IQuickChartProps {
  choice: IChartChoice;
  trans: TranslationBundle;
  svg: () => SVGSVGElement | null;
}

/** What is drawn, each part a choice, and the way out. */
function Head({ result, choice, onChoice, name = '', trans, svg }: IHeadProps): JSX.Element {
  const { kind, x, y, spread } = choice;
  const kinds: Record<ChartKind, string> = {
    line: trans.__('Line'),
    scatter: trans.__('Points'),
    bar: trans.__('Bars'),
    histogram: trans.__('Histogram')
  };
  const column = (index: number): string => columnAt(result, index).name;
  const whiskers = spread === null || kind === 'histogram' ? '' : ` ± ${column(spread)}`;
  const change = (to: Partial<Pick<IChartChoice, 'kind' | 'x' | 'y'>>): void => {
    const next = { kind, x, y, ...to };
    onChoice(complete(result, next.x, next.y, to.kind ?? (to.x === undefined ? kind : undefined)));
  };
  const save = (type: 'svg' | 'png'): void => {
    const picture = svg();
    if (picture) {
      void savePicture(picture, fileName(name || column(y), type), type);
    }
  };
  return (
    <div className="nt-QuickChart-head">
      <Select
        label={trans.__('Kind of chart')}
        value={kind}
        choices={kindChoices(result, x).map(each => [each, kinds[each]])}
        onChange={value => change({ kind: value as ChartKind })}
      />
      {kind !== 'histogram' && (
        <>
          <Select
            label={trans.__('Horizontal axis')}
            value={String(x)}
            choices={xChoices(result).map(i => [String(i), column(i)])}
            onChange={value => change({ x: Number(value), ...(Number(value) === y ? { y: x } : {}) })}
          />
          <span className="nt-muted" aria-hidden="true">
            ×
          </span>
        </>
      )}
      <Select
        label={kind === 'histogram' ? trans.__('Counted values') : trans.__('Vertical axis')}
        value={String(y)}
        choices={yChoices(result).map(i => [String(i), i === y ? column(i) + whiskers : column(i)])}
        onChange={value => change({ y: Number(value) })}
      />
      <span className="nt-QuickChart-space" />
      <button
        type="button"
        className="nt-IconButton"
        aria-haspopup="menu"
        aria-label={trans.__('Save the chart')}
        title={trans.__('Save the chart as a picture')}
        onClick={event =>
          openMenu(event.currentTarget, [
            { label: trans.__('Save as PNG'), onSelect: () => save('png') },
            { label: trans.__('Save as SVG'), onSelect: () => save('svg') }
          ])
        }
      >
        <downloadIcon.react tag="span" />
      </button>
    </div>
  );
}

interface ISelectProps {
  label: string;
  value: string;
  choices: [value: string, label: string][];
  onChange: (value: string) => void;
}

function Select({ label, value, choices, onChange }: ISelectProps): JSX.Element {
  return (
    <select
      className="nt-Select"
      aria-label={label}
      title={label}
      value={value}
      onChange={event => onChange(event.target.value)}
    >
      {choices.map(([each, words]) => (
        <option key={each} value={each}>
          {words}
        </option>
      ))}
    </select>
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

/** What the chart shows, for those who cannot see it. */
function sentence(result: IResult, { kind, x, y }: IChartChoice, trans: TranslationBundle): string {
  const rows = result.row_count.toLocaleString('en-US');
  const [across, up] = [columnAt(result, x).name, columnAt(result, y).name];
  return kind === 'histogram'
    ? trans.__('How often values of %1 occur, %2 rows; the values stand in the table beside it', up, rows)
    : trans.__('%1 over %2, %3 points; the values stand in the table beside it', up, across, rows);
}
