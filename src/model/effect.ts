import { deltaUnit, formatDelta, formatMetric, formatNumber } from '../core/format';
import type { Goal } from '../core/metricKind';

/** Whether a difference is worth something: the sign gives direction, the effect worth. */
export type Effect = 'better' | 'worse' | 'same' | 'unknown';

export const GLYPH: Record<Effect, string> = { better: '▴', worse: '▾', same: '≈', unknown: '' };

export interface IDelta {
  effect: Effect;
  /** Signed: `+0.9`, `−0.027`, `0.0`. */
  text: string;
  unit: 'pp' | '';
}

/**
 * A metric's value against the baseline's.
 *
 * @param goal - without one a difference is worth nothing that is known.
 * @param noise - half the width of what repeating the baseline gives; a
 * difference within it, or one too small for the digits shown, is `same`.
 */
export function deltaOf(key: string | null, goal: Goal, value: number, baseline: number, noise = 0): IDelta | null {
  const delta = value - baseline;
  if (!Number.isFinite(delta)) {
    return null;
  }
  const invisible =
    deltaUnit(key, baseline) === 'pp'
      ? Math.abs(delta) < 0.0005
      : formatMetric(key, value) === formatMetric(key, baseline);
  const worth = goal === null ? 'unknown' : (goal === 'min' ? delta < 0 : delta > 0) ? 'better' : 'worse';
  return {
    effect: invisible || Math.abs(delta) <= noise ? 'same' : worth,
    text: invisible ? (deltaUnit(key, baseline) === '' ? formatNumber(0) : '0.0') : formatDelta(key, delta, baseline),
    unit: deltaUnit(key, baseline)
  };
}
