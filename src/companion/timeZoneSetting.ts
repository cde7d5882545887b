import { Notification } from '@jupyterlab/apputils';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';

import { chooseTimeZone } from '../core/timeZone';

/** Has the zone that the settings name for what is asked and painted from now on. */
export async function followTimeZone(registry: ISettingRegistry, trans: TranslationBundle): Promise<void> {
  const settings = await registry.load('nbtrail:plugin');
  const follow = (): void => {
    const name = String(settings.composite.timeZone ?? '').trim();
    if (!chooseTimeZone(name)) {
      Notification.warning(
        trans.__(
          'nbtrail: there is no time zone "%1", so times are the browser\'s. Name one such as Europe/Berlin.',
          name
        )
      );
    }
  };
  settings.changed.connect(follow);
  follow();
}
