import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useState } from 'react';

import { Sparkline } from '../charts';
import { displayText } from '../ui/displayText';
import { MoreButton } from '../ui/moreButton';
import { divergenceWords } from '../model/divergence';
import { formatMetric } from '../core/format';
import { statusWord } from '../model/statusWord';
import { markOf, StatusMark } from '../ui/statusMark';
import { zoneOption } from '../core/timeZone';
import type { ICardData } from './cardData';
import { CardEffect } from './cardEffect';
import { originWords, progressWords } from './cardWords';
import type { ICardActions } from './runCard';
import type { RunFeed } from './runFeed';

export interface ICardHeadProps {
  data: ICardData;
  current: boolean;
  /** Where the words come from when they are not of now. */
  origin: RunFeed['origin'] | null;
  visible: boolean;
  folded: boolean;
  narrow: boolean;
  colour: string;
  onFold: (folded: boolean) => void;
  actions: ICardActions;
  trans: TranslationBundle;
}

/** The card's first line; all there is of it when folded. */
export function CardHead(props: ICardHeadProps): JSX.Element {
  const { data, current, origin, folded, narrow, colour, onFold, actions, trans } = props;
  const live = current && data.status === 'running';
  const now = useNow(live && props.visible);
  const name = displayText(data.name);
  const { baseline } = data;
  const first = data.curves[0];
  const Caret = folded ? caretRightIcon : caretDownIcon;
  return (
    <div className="nt-RunCard-head">
      <button
        type="button"
        className="nt-RunCard-fold"
        aria-expanded={!folded}
        aria-label={folded ? trans.__('Show the curves of %1', name) : trans.__('Fold %1', name)}
        onClick={() => onFold(!folded)}
      >
        <Caret.react tag="span" />
      </button>
      <StatusMark
        mark={markOf(data.status, data.divergence !== null)}
        label={data.divergence ? divergenceWords(data.divergence, null, trans) : statusWord(data.status, trans)}
      />
      <strong className="nt-RunCard-name nt-ellipsis" dir="auto" title={name}>
        {name}
      </strong>
      {live && <span className="nt-RunCard-live">{trans.__('live')}</span>}
      <span
        className="nt-RunCard-words nt-muted nt-number nt-ellipsis"
        title={data.startedAt?.toLocaleString(undefined, zoneOption())}
      >
        {progressWords(data, current, now, trans)}
        {origin && originWords(origin, data, now, trans)}
      </span>
      {folded && first && !narrow && (
        <Sparkline
          values={first.points.x.map((x, i) => [x, first.points.y[i] ?? NaN] as const)}
          colour={colour}
          end={live ? 'live' : data.status === 'finished' || data.status === 'running' ? null : 'broken'}
        />
      )}
      {folded && first && (
        <span className="nt-RunCard-result">
          {!narrow && <span className="nt-muted">{first.key} </span>}
          <strong className="nt-number">{formatMetric(first.key, first.value)}</strong>{' '}
          <CardEffect data={data} curve={first} trans={trans} />
        </span>
      )}
      <span className="nt-RunCard-space" />
      {!narrow && (
        <button type="button" className="nt-Link" onClick={() => actions.open(data.runId)}>
          {trans.__('Open run')}
        </button>
      )}
      {!narrow && !folded && baseline && (
        <button type="button" className="nt-Link" onClick={() => actions.compare(data.runId, baseline.runId)}>
          {trans.__('Compare with baseline')}
        </button>
      )}
      <MoreButton label={trans.__('More about %1', name)} items={() => actions.menu(data)} />
    </div>
  );
}

/** The time, every second while it matters. */
function useNow(ticking: boolean): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (!ticking) {
      return;
    }
    const timer = window.setInterval(() => setNow(new Date()), 1000);
    return () => window.clearInterval(timer);
  }, [ticking]);
  return ticking ? now : new Date();
}
