import React from 'react';

import { Bars } from '../charts';
import { formatMetric, formatSetting } from '../core/format';
import { value } from '../model/comparison/answer';
import type { IDifferenceRow } from '../model/comparison/differences';
import { DifferenceTable } from '../ui/differenceTable';
import type { ISide } from '../ui/sides';
import { useViewContext } from '../ui/viewContext';
import { mapPair } from '../core/pair';

/** Parameters of every run, differences first, beside what each run reached. */
export function ParamsTab(props: {
  sides: readonly ISide[];
  chosen: string | null;
  rows: readonly IDifferenceRow[];
  metric: string;
}): JSX.Element {
  const { sides, chosen, rows, metric } = props;
  const { trans } = useViewContext();
  const goal = sides.find(side => side.run.metrics.has(metric))?.run.metrics.get(metric)?.goal;
  const sign = goal === 'min' ? 1 : -1;
  const direction = { min: trans.__('lower is better'), max: trans.__('higher is better') };
  const ranked = [...sides].sort((a, b) => {
    const [x, y] = mapPair([a, b], side => value(side.run, metric));
    return x === null || y === null ? Number(x === null) - Number(y === null) : sign * (x - y);
  });
  return (
    <div className="nt-Params">
      <DifferenceTable
        head={trans.__('Parameter')}
        write={formatSetting}
        rows={rows}
        sides={sides}
        chosen={chosen}
        sameText={(count, isAll) =>
          isAll
            ? trans._n('%1 parameter is the same in every run', '%1 parameters are the same in every run', count)
            : trans._n(
                '%1 more parameter is the same in every run',
                '%1 more parameters are the same in every run',
                count
              )
        }
      />
      {metric && (
        <aside>
          <h4>
            <bdi>{metric}</bdi>
            <span>{goal ? direction[goal] : trans.__('last value')}</span>
          </h4>
          <Bars
            label={trans.__('%1 of every run', metric)}
            bars={ranked.map(side => ({
              id: side.id,
              label: side.label,
              value: value(side.run, metric),
              text: formatMetric(metric, value(side.run, metric)),
              colour: side.colour,
              dashed: side.isBaseline
            }))}
          />
        </aside>
      )}
    </div>
  );
}
