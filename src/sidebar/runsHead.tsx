import { caretDownEmptyIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { displayText } from '../ui/displayText';
import { openMenu, type IMenuItem } from '../ui/menu';
import { useViewContext } from '../ui/viewContext';
import { deltaUnit, formatCount } from '../core/format';
import { numberOf } from '../companion/rows';
import type { Sort } from '../model/runListSql';
import { useSidebar } from './sidebarContext';
import { useSignals } from '../ui/useSignals';

/** How many runs there are, which metric the rows show, and in which order they are. */
export function RunsHead(): JSX.Element {
  const { list, places, names } = useSidebar();
  const { trans } = useViewContext();
  useSignals(list.changed, names.changed);
  const { count, unfiltered, baseline, choice } = list;
  const sorts: [Sort, string][] = [
    ['newest', trans.__('Newest first')],
    ['best', trans.__('Best first')],
    ['longest', trans.__('Longest first')],
    ['name', trans.__('By name')]
  ];

  const show = async (anchor: Element) => {
    const keys = await places.metrics(choice.project).catch(() => []);
    const items: (IMenuItem | null)[] = [
      ...sorts.map(([sort, label]) => ({
        label,
        checked: choice.sort === sort,
        onSelect: () => list.choose({ sort })
      })),
      null,
      {
        label: trans.__('Each run’s primary metric'),
        checked: choice.metric === null,
        onSelect: () => list.choose({ metric: null })
      },
      ...keys.map(metric => ({
        label: displayText(metric),
        checked: choice.metric === metric,
        onSelect: () => list.choose({ metric })
      }))
    ];
    openMenu(anchor, items);
  };

  const { metric } = list;
  const sample = list.rows.find(row => row.metric === metric) ?? baseline;
  const { ranking } = list;
  const order =
    choice.sort === 'best' && ranking?.goal === null
      ? trans.__('Highest first')
      : sorts.find(([sort]) => sort === choice.sort)?.[1];
  const compared = numberOf(sample?.baseline_value);
  // The unit of the differences below the values, which have no room for it.
  const unit = compared === null || deltaUnit(metric, compared) === '' ? '' : `, Δ ${deltaUnit(metric, compared)}`;
  return (
    <>
      <div className="nt-RunsHead">
        <b>{trans.__('Runs')}</b>
        <span className="nt-muted nt-number">
          {list.loading
            ? ''
            : unfiltered === null
              ? formatCount(count)
              : trans.__('%1 of %2', formatCount(count), formatCount(unfiltered))}
        </span>
        <span className="nt-grow" />
        <button
          type="button"
          className="nt-Chooser"
          aria-haspopup="menu"
          aria-label={trans.__('Order and metric')}
          title={trans.__('Order and metric')}
          onClick={event => void show(event.currentTarget)}
        >
          <bdi className="nt-ellipsis">
            {[order, metric === null ? null : displayText(metric)].filter(Boolean).join(' · ')}
          </bdi>
          {unit !== '' && <span className="nt-RunsHead-unit">{unit}</span>}
          <caretDownEmptyIcon.react tag="span" className="nt-Chooser-caret" />
        </button>
      </div>
      {names.shared !== null && (
        <div className="nt-RunsHead-shared nt-muted nt-ellipsis" title={displayText(names.shared)}>
          {trans.__('Names begin with')} <bdi className="nt-mono">{displayText(names.shared)}</bdi>
        </div>
      )}
    </>
  );
}
