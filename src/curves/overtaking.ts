import { xLabel, type ISeries, type XKind } from '../charts';
import type { Goal } from '../core/metricKind';
import type { ISide } from '../ui/sides';

/** Where the chosen run's line first reaches what the baseline ended with; null when it never does. */
export function overtaking(
  series: readonly ISeries[],
  sides: readonly ISide[],
  chosen: string | null,
  goal: Goal
): { label: string; x: number; where: (kind: XKind) => string } | null {
  const baseId = sides.find(side => side.isBaseline)?.id;
  const base = series.find(s => s.id === baseId);
  const line = series.find(s => s.id === chosen && s.id !== baseId);
  const final = base?.y.filter(Number.isFinite).slice(-1)[0];
  if (!line || !base || final === undefined || goal === null) {
    return null;
  }
  const at = line.y.findIndex(y => (goal === 'max' ? y > final : y < final));
  const end = base.x[base.x.length - 1];
  const x = line.x[at];
  if (at <= 0 || x === undefined || end === undefined || x >= end) {
    return null;
  }
  return {
    label: line.label,
    x,
    where: kind => (kind === 'step' ? `step ${xLabel(x, kind)}` : xLabel(x, kind))
  };
}
