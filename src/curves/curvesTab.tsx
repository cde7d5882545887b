import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useMemo, useState } from 'react';

import { CrosshairGroup, type Domain } from '../charts';
import { displayText } from '../ui/displayText';
import type { ISide } from '../ui/sides';
import { Empty } from '../ui/states';
import { useViewContext } from '../ui/viewContext';
import { ChartCard } from './chartCard';
import { ChartControls } from './chartControls';
import type { IChartSettings } from './chartSettings';
import { sections, type ISection } from './sections';

export interface ICurvesTabProps {
  sides: readonly ISide[];
  chosen: string | null;
  metrics: readonly string[];
  main: string;
  settings: IChartSettings;
  onSettings: (settings: IChartSettings) => void;
}

/** All metrics as charts, in sections by prefix, with one crosshair. */
export function CurvesTab(props: ICurvesTabProps): JSX.Element {
  const { metrics, main, settings } = props;
  const { trans } = useViewContext();
  const [filter, setFilter] = useState('');
  const group = useMemo(() => new CrosshairGroup(), []);
  useEffect(() => () => group.dispose(), [group]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on another x axis the crosshair would stand elsewhere
  useEffect(() => group.clear(), [group, settings.xAxis]);
  const shown = useMemo(() => sections(metrics, main, filter), [metrics, main, filter]);
  return (
    <div className="nt-Curves">
      <ChartControls settings={settings} onSettings={props.onSettings} filter={filter} onFilter={setFilter} />
      {shown.map(section => (
        <Section key={`${settings.xAxis} ${section.name}`} section={section} group={group} {...props} />
      ))}
      {shown.length === 0 && (
        <Empty>
          {metrics.length === 0
            ? trans.__('These runs have logged no metrics yet: run.log({"val/acc": 0.9}).')
            : trans.__('No metric has “%1” in its name.', filter)}
        </Empty>
      )}
    </div>
  );
}

function Section(props: ICurvesTabProps & { section: ISection; group: CrosshairGroup }): JSX.Element {
  const { section, main, group, sides, chosen, settings } = props;
  const { trans } = useViewContext();
  const [open, setOpen] = useState(true);
  const [zoom, setZoom] = useState<Domain | null>(null);
  const Caret = open ? caretDownIcon : caretRightIcon;
  const hasMain = section.metrics.includes(main);
  return (
    <section>
      <h3 className="nt-Curves-section">
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Caret.react tag="span" className="nt-caret" />
          <bdi>{displayText(section.name || trans.__('metrics'))}</bdi>
          <span className="nt-small nt-muted">{trans._n('%1 chart', '%1 charts', section.metrics.length)}</span>
        </button>
      </h3>
      {open && (
        <div className={`nt-Curves-grid${hasMain ? ' nt-mod-main' : ''}`}>
          {section.metrics.map(metric => (
            <ChartCard
              key={metric}
              metric={metric}
              sides={sides}
              chosen={chosen}
              settings={settings}
              group={group}
              zoom={zoom}
              onZoom={setZoom}
              main={metric === main}
            />
          ))}
        </div>
      )}
    </section>
  );
}
