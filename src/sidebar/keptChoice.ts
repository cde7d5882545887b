import type { IStateDB } from '@jupyterlab/statedb';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { Debouncer } from '@lumino/polling';

import type { SidebarModel } from './sidebarModel';

const STATE = 'nbtrail:sidebar';

/** Takes up what was shown before a reload, and keeps what is shown from now on. */
export async function keepChoice(state: IStateDB, model: SidebarModel): Promise<void> {
  const saved = await state.fetch(STATE);
  if (saved && typeof saved === 'object') {
    model.restore(saved as ReadonlyPartialJSONObject);
  }
  let before = JSON.stringify(model.kept);
  const save = new Debouncer(async () => state.save(STATE, model.kept), 300);
  model.list.changed.connect(() => {
    const now = JSON.stringify(model.kept);
    if (now !== before) {
      before = now;
      void save.invoke();
    }
  });
}
