import type { TranslationBundle } from '@jupyterlab/translation';

import { formatCount, formatNumber } from '../core/format';

/** How a run left the track: the metric, the first step after its last good value, and what it ended with. */
export interface IDivergence {
  metric: string;
  step: number | null;
  value: number | null;
}

/** `NaN since step 3`, `val/loss diverged since step 210`: the metric is named unless it is `shown` anyway. */
export function divergenceWords(
  { metric, step, value }: IDivergence,
  shown: string | null,
  trans: TranslationBundle
): string {
  const at = step === null ? null : formatCount(step);
  if (value === null || Number.isFinite(value)) {
    const what = metric === shown ? trans.__('diverged') : trans.__('%1 diverged', metric);
    return at === null ? what : trans.__('%1 since step %2', what, at);
  }
  const number = formatNumber(value);
  const what = metric === shown ? number : trans.__('%1 in %2', number, metric);
  return at === null ? what : trans.__('%1 since step %2', what, at);
}
