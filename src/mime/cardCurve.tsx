import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useMemo } from 'react';

import { CrosshairGroup, LineChart, type ISeries } from '../charts';
import { formatMetric } from '../core/format';
import type { ICardCurve, ICardData } from './cardData';
import { CardEffect } from './cardEffect';

export interface ICardCurveProps {
  curve: ICardCurve;
  data: ICardData;
  /** The run is running, and the companion reports it. */
  live: boolean;
  colour: string;
  group: CrosshairGroup;
  trans: TranslationBundle;
  onWidth: (width: number) => void;
}

/** A metric of the card: its value, what it is against the baseline, its curve. */
export function CardCurve({ curve, data, live, colour, group, trans, onWidth }: ICardCurveProps): JSX.Element {
  const { key, value } = curve;
  const series = useMemo((): ISeries[] => {
    const own: ISeries = {
      id: data.runId,
      label: data.name,
      colour,
      chosen: true,
      live,
      ...curve.points,
      ...(curve.raw ? { raw: curve.raw } : {})
    };
    return curve.baseline && data.baseline
      ? [
          {
            id: data.baseline.runId,
            label: data.baseline.name,
            colour: 'var(--nt-ink)',
            dashed: true,
            ...curve.baseline
          },
          own
        ]
      : [own];
  }, [curve, data, colour, live]);
  const options = useMemo(
    () => (live && data.totalSteps ? { xDomain: [0, data.totalSteps] as const } : undefined),
    [live, data.totalSteps]
  );
  return (
    <div className="nt-RunCard-curve">
      <div className="nt-RunCard-value">
        <span className="nt-muted nt-ellipsis" title={key}>
          {key}
        </span>
        <strong className="nt-number" title={String(value)}>
          {formatMetric(key, value)}
        </strong>
        <CardEffect data={data} curve={curve} trans={trans} />
      </div>
      <div className="nt-RunCard-plot">
        <LineChart
          series={series}
          options={options}
          group={group}
          readout
          formatY={at => formatMetric(key, at)}
          label={`${key}: ${formatMetric(key, value)}`}
          onWidth={onWidth}
        />
      </div>
    </div>
  );
}

/** A crosshair for the curves of one card, gone with it. */
export function useCrosshair(): CrosshairGroup {
  const group = useMemo(() => new CrosshairGroup(), []);
  useEffect(() => () => group.dispose(), [group]);
  return group;
}
