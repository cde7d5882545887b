import { useMemo } from 'react';

import type { ISeries } from '../charts';
import { readSeries, seriesStatement } from '../model/run/seriesStatement';
import type { IStatement } from '../companion/statement';
import { useLiveQuery, type IAnswer } from '../ui/useLiveQuery';
import type { ISide } from '../ui/sides';
import type { IChartSettings } from './chartSettings';

/** Widths are rounded up to this, so that dragging a splitter does not ask for every pixel. */
const COLUMN_STEP = 100;

export interface IChartSeries {
  answer: IAnswer<unknown>;
  statement: IStatement | null;
  series: ISeries[];
}

/** A metric's lines for the given runs, as wide as the chart and as smooth as asked. */
export function useChartSeries(
  metric: string,
  sides: readonly ISide[],
  chosen: string | null,
  settings: IChartSettings,
  zoom: readonly [number, number] | null,
  width: number,
  visible: boolean
): IChartSeries {
  const ids = sides.map(side => side.id).join('\n');
  const runs = useMemo(() => (ids ? ids.split('\n') : []), [ids]);
  const columns = Math.ceil(Math.max(width, 1) / COLUMN_STEP) * COLUMN_STEP;
  const { xAxis, smoothing } = settings;
  const isDrawn = width > 0;
  const statement = useMemo(
    () =>
      runs.length && isDrawn ? seriesStatement({ runs, key: metric, xAxis, columns, smoothing, within: zoom }) : null,
    [runs, metric, xAxis, columns, smoothing, zoom, isDrawn]
  );
  const answer = useLiveQuery(statement, readSeries, visible);
  const series = useMemo(
    () =>
      sides.flatMap((side): ISeries[] => {
        const points = answer.value?.get(side.id);
        return points
          ? [
              {
                ...points,
                id: side.id,
                label: side.label,
                colour: side.colour,
                dashed: side.dashed,
                chosen: side.id === chosen,
                live: side.run.status === 'running'
              }
            ]
          : [];
      }),
    [answer.value, sides, chosen]
  );
  return { answer, statement, series };
}
