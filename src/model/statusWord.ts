import type { TranslationBundle } from '@jupyterlab/translation';

import type { RunStatus } from '../companion/wire';

/** A status in words. */
export function statusWord(status: RunStatus, trans: TranslationBundle): string {
  return {
    running: trans.__('running'),
    finished: trans.__('finished'),
    failed: trans.__('failed'),
    killed: trans.__('killed'),
    interrupted: trans.__('interrupted')
  }[status];
}
