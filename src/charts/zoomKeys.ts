import { wholeX, type Domain } from './lineGeometry';
import type { ISeries } from './series';

const FACTORS: Record<string, number> = { '+': 0.5, '=': 0.5, '-': 2 };

/**
 * What a key makes of the x axis: `+` shows half of it around the crosshair, `-` twice as
 * much, `0` all (null); undefined is no key of ours.
 */
export function zoomTarget(
  key: string,
  series: readonly ISeries[],
  shown: Domain,
  crosshair: number | null
): Domain | null | undefined {
  const factor = FACTORS[key];
  if (factor === undefined) {
    return key === '0' ? null : undefined;
  }
  const [low, high] = wholeX(series);
  const size = (shown[1] - shown[0]) * factor;
  if (size >= high - low) {
    return null;
  }
  const at = crosshair ?? (shown[0] + shown[1]) / 2;
  const from = Math.min(Math.max(low, at - size / 2), high - size);
  return [from, from + size];
}
