import type { TranslationBundle } from '@jupyterlab/translation';

import type { RunStatus } from '../companion/wire';

/**
 * A status in words.
 *
 * @param silentSince - the last sign of life of a run that gives none and whose process cannot be seen
 */
export function statusWord(status: RunStatus, trans: TranslationBundle, silentSince?: string | null): string {
  if (silentSince) {
    return trans.__('not heard from since %1', momentWords(new Date(silentSince)));
  }
  return {
    running: trans.__('running'),
    finished: trans.__('finished'),
    failed: trans.__('failed'),
    killed: trans.__('killed'),
    interrupted: trans.__('interrupted')
  }[status];
}

/** The time alone, where it is of today. */
function momentWords(moment: Date): string {
  return moment.toDateString() === new Date().toDateString()
    ? moment.toLocaleTimeString(undefined, { timeStyle: 'short' })
    : moment.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
