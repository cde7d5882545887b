import { searchIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { XAxis } from '../model/run/seriesStatement';
import { Select } from '../ui/select';
import { Segments } from '../ui/segments';
import { useViewContext } from '../ui/viewContext';
import type { IChartSettings } from './chartSettings';

export interface IChartControlsProps {
  settings: IChartSettings;
  onSettings: (settings: IChartSettings) => void;
  filter: string;
  onFilter: (filter: string) => void;
}

const MAX_SMOOTHING = 0.99;

/** Filter, x axis, smoothing and scale of all charts below. */
export function ChartControls(props: IChartControlsProps): JSX.Element {
  const { settings, onSettings } = props;
  const { trans } = useViewContext();
  const axes: [XAxis, string][] = [
    ['step', trans.__('step')],
    ['elapsed', trans.__('relative time')],
    ['clock', trans.__('wall time')]
  ];
  return (
    <div className="nt-ChartControls" role="toolbar" aria-label={trans.__('Charts')}>
      <label className="nt-Search">
        <searchIcon.react tag="span" />
        <input
          type="search"
          placeholder={trans.__('Filter charts')}
          aria-label={trans.__('Filter charts by name')}
          value={props.filter}
          onChange={event => props.onFilter(event.target.value)}
        />
      </label>
      <Select
        name={trans.__('X axis')}
        value={settings.xAxis}
        options={axes}
        onChange={xAxis => onSettings({ ...settings, xAxis })}
      />
      <label className="nt-Slider">
        <span className="nt-muted">{trans.__('Smoothing')}</span>
        <input
          type="range"
          min={0}
          max={MAX_SMOOTHING}
          step={0.01}
          value={settings.smoothing}
          style={{ '--nt-slider': `${(settings.smoothing / MAX_SMOOTHING) * 100}%` } as React.CSSProperties}
          onChange={event => onSettings({ ...settings, smoothing: Number(event.target.value) })}
        />
        <output className="nt-number">
          {settings.smoothing === 0 ? trans.__('off') : settings.smoothing.toFixed(2)}
        </output>
      </label>
      <span className="nt-grow" />
      <Segments label={trans.__('Y axis')}>
        <button type="button" aria-pressed={!settings.log} onClick={() => onSettings({ ...settings, log: false })}>
          {trans.__('Linear')}
        </button>
        <button type="button" aria-pressed={settings.log} onClick={() => onSettings({ ...settings, log: true })}>
          {trans.__('Log')}
        </button>
      </Segments>
    </div>
  );
}
