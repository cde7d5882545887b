import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { IStateDB } from '@jupyterlab/statedb';
import type { PartialJSONArray, ReadonlyPartialJSONValue } from '@lumino/coreutils';

import type { IPastQuery, ISavedQuery, IQueryStore } from './queryLibrary';

const HISTORY = 'nbtrail:sql-history';

/**
 * Keeps saved questions in the user's settings, where they outlive a workspace
 * and can be shared, and the history in the workspace's state.
 */
export function queryStore(settings: ISettingRegistry | null, state: IStateDB | null, pluginId: string): IQueryStore {
  const loaded = settings?.load(pluginId).catch(() => null) ?? Promise.resolve(null);
  return {
    load: async () => ({
      saved: ((await loaded)?.composite.saved ?? []) as unknown as ISavedQuery[],
      history: ((await state?.fetch(HISTORY)) ?? []) as unknown as IPastQuery[]
    }),
    save: async ({ history, saved }) => {
      const kept = await loaded;
      if (kept && JSON.stringify(kept.composite.saved ?? []) !== JSON.stringify(saved)) {
        await kept.set('saved', saved as unknown as PartialJSONArray);
      }
      await state?.save(HISTORY, history as unknown as ReadonlyPartialJSONValue);
    }
  };
}
