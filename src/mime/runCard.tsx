import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef, useState } from 'react';

import { useBox } from '../charts/useBox';
import { useTheme } from '../charts/useTheme';
import type { IColours } from '../companion/tokens';
import type { IMenuItem } from '../ui/menu';
import { CardCurve, useCrosshair } from './cardCurve';
import type { ICardData } from './cardData';
import { CardHead } from './cardHead';
import { CardParams } from './cardParams';
import { progress } from './cardWords';
import type { RunFeed } from './runFeed';

/** What a card's buttons do. */
export interface ICardActions {
  open(runId: string): void;
  compare(runId: string, baseline: string): void;
  menu(data: ICardData): readonly (IMenuItem | null)[];
}

export interface IRunCardProps {
  feed: RunFeed;
  /** Whether the companion does not answer. */
  off: boolean;
  colours: IColours;
  actions: ICardActions;
  trans: TranslationBundle;
}

/** Narrower than this the card is one line. */
const NARROW = 560;

/**
 * A run where it was made, under its cell: live curves against the baseline
 * while it runs, one line when it is over. What the reader opened or folded
 * stays that way, and nothing folds under the pointer.
 */
export function RunCard({ feed, off, colours, actions, trans }: IRunCardProps): JSX.Element {
  const { data } = feed;
  const root = useRef<HTMLDivElement>(null);
  const { width, visible } = useBox(root);
  const [chosen, setChosen] = useState<boolean | null>(null);
  const [held, setHeld] = useState(false);
  const group = useCrosshair();
  useTheme();

  useEffect(() => {
    feed.visible = visible;
  }, [feed, visible]);

  const narrow = width > 0 && width < NARROW;
  const live = feed.current && data.status === 'running';
  const over = data.status !== 'running';
  const folded = chosen ?? (narrow || data.curves.length === 0 || (over && !held));
  const colour = colours.colour(data.runId);
  const share = live ? progress(data) : null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it stays open under the pointer; a button folds it by key
    <div
      ref={root}
      className="nt-RunCard"
      data-narrow={narrow}
      onMouseEnter={() => setHeld(!folded)}
      onMouseLeave={() => setHeld(false)}
    >
      <CardHead
        data={data}
        current={feed.current}
        origin={off || !feed.current ? feed.origin : null}
        visible={visible}
        folded={folded}
        narrow={narrow}
        colour={colour}
        onFold={setChosen}
        actions={actions}
        trans={trans}
      />
      {share !== null && (
        <div
          className="nt-RunCard-progress"
          role="progressbar"
          aria-label={trans.__('Steps done')}
          aria-valuenow={Math.round(share * 100)}
        >
          <i style={{ width: `${share * 100}%` }} />
        </div>
      )}
      {!folded && (
        <div className="nt-RunCard-body" data-curves={data.curves.length}>
          {data.curves.map(curve => (
            <CardCurve
              key={curve.key}
              curve={curve}
              data={data}
              live={live}
              colour={colour}
              group={group}
              trans={trans}
              onWidth={columns => (feed.columns = columns)}
            />
          ))}
          <CardParams data={data} trans={trans} />
        </div>
      )}
    </div>
  );
}
