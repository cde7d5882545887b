import type { TranslationBundle } from '@jupyterlab/translation';

import type { Effect } from './effect';
import type { IRunRow } from './runRow';

/** What is known of the noise that a run's difference from its baseline is held against. */
export type IKnownNoise = Pick<IRunRow, 'is_repeat' | 'baseline_repeats' | 'noise'>;

/** Whether a difference can be distinguished from noise: otherwise it has a sign, and is neither better nor worse. */
export function isJudgeable<T extends IKnownNoise>(known: T): known is T & { noise: number } {
  return !known.is_repeat && known.noise !== null;
}

/** Why a difference from the baseline is called neither better nor worse; null where noise is no reason. */
export function noiseCaveat(known: IKnownNoise, effect: Effect, trans: TranslationBundle): string | null {
  if (known.is_repeat) {
    return trans.__('a repeat of the baseline');
  }
  if (known.noise === null) {
    return known.baseline_repeats > 1
      ? trans.__('the repeats of the baseline do not differ, so the noise is unknown')
      : trans.__('one run each, so the noise is unknown');
  }
  return effect === 'same' ? trans.__('within the noise of the baseline’s repeats') : null;
}
