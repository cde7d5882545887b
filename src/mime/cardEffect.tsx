import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { deltaOf } from '../model/effect';
import { isJudgeable, noiseCaveat } from '../model/noiseCaveat';
import { EffectText } from '../ui/effectText';
import type { ICardCurve, ICardData } from './cardData';

/** A curve's value against the baseline's, or why the two cannot be compared. */
export function CardEffect(props: { data: ICardData; curve: ICardCurve; trans: TranslationBundle }): JSX.Element {
  const { data, curve, trans } = props;
  const { key, goal, value, baselineValue, noise } = curve;
  if (data.divergence?.metric === key) {
    const words = Number.isFinite(value) ? trans.__('best before it diverged') : trans.__('diverged');
    return <span className="nt-warn">{words}</span>;
  }
  if (data.standing === 'other' && baselineValue !== null) {
    return (
      <span className="nt-warn" title={trans.__('It used different data than the baseline')}>
        {trans.__('≠ data')}
      </span>
    );
  }
  if (data.standing === 'unrecorded' && baselineValue !== null) {
    return (
      <span className="nt-muted" title={trans.__('Only one of this run and the baseline recorded its data')}>
        {trans.__('data not recorded')}
      </span>
    );
  }
  const isCertain = data.standing === 'comparable';
  // Without known noise a difference has a sign but no verdict.
  const isJudged = isCertain && noise !== null && isJudgeable(noise);
  const delta = isJudged && baselineValue !== null ? deltaOf(key, goal, value, baselineValue, noise.noise) : null;
  const caveat = noise && noiseCaveat(noise, delta?.effect ?? 'unknown', trans);
  return (
    <EffectText
      metric={key}
      goal={isJudged ? goal : null}
      noise={isJudged ? noise.noise : 0}
      value={Number.isNaN(value) ? null : value}
      base={baselineValue}
      title={(isCertain ? caveat : trans.__('Not certain that it used the baseline’s data')) ?? undefined}
      unit
    />
  );
}
