import type { TranslationBundle } from '@jupyterlab/translation';

import { formatAge } from '../core/format';

/** How long ago, so that it cannot be taken for how long it took: `12 min ago`, `just now`, `yesterday`. */
export function agoWords(time: Date, now: Date, trans: TranslationBundle): string {
  const age = formatAge(time, now);
  return /\d (min|h)$/.test(age) ? trans.__('%1 ago', age) : age === 'now' ? trans.__('just now') : age;
}
