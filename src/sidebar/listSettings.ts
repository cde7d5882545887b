import type { ISettingRegistry } from '@jupyterlab/settingregistry';

import type { RunList } from '../model/runList';
import type { Sort } from '../model/runListSql';

const SORTS: readonly Sort[] = ['newest', 'best', 'name', 'longest'];

/** Applies the user's settings to the list, and again when they are changed. */
export async function followListSettings(registry: ISettingRegistry, list: RunList): Promise<void> {
  const settings = await registry.load('nbtrail:plugin');
  const follow = (): void => {
    const { scope, order } = settings.composite;
    list.choose({
      scope: scope === 'notebook' ? 'notebook' : 'all',
      sort: SORTS.find(sort => sort === order) ?? 'newest'
    });
  };
  follow();
  settings.changed.connect(follow);
}
