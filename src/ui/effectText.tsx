import React from 'react';

import { deltaOf, GLYPH } from '../model/effect';
import type { Goal } from '../core/metricKind';

const CLASS = { better: 'nt-good', worse: 'nt-bad', same: 'nt-muted', unknown: 'nt-muted' };

/**
 * `▴ +1.9 pp`: sign for direction, triangle and colour for worth, neither where
 * no goal is known; nothing when a side is missing.
 */
export function EffectText(props: {
  metric: string;
  goal: Goal;
  value: number | null;
  base: number | null;
  unit?: boolean;
  noise?: number;
  title?: string;
  /** Read out with the metric's name, where none is seen beside it. */
  named?: boolean;
}): JSX.Element | null {
  const { metric, goal, value, base, unit, noise, title, named } = props;
  const delta = value !== null && base !== null ? deltaOf(metric, goal, value, base, noise) : null;
  return (
    delta && (
      <span className={`nt-Effect nt-number ${CLASS[delta.effect]}`} title={title}>
        {named && <span className="nt-hidden-text">{metric} </span>}
        {[GLYPH[delta.effect], delta.text].filter(Boolean).join(' ')}
        {unit && delta.unit && ` ${delta.unit}`}
      </span>
    )
  );
}
