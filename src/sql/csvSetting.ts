import type { ISettingRegistry } from '@jupyterlab/settingregistry';

/** Whether the settings want text in CSV files as it is, formulas too; as they are when it is asked. */
export function csvIsExact(registry: ISettingRegistry | null, pluginId: string): () => boolean {
  let settings: ISettingRegistry.ISettings | null = null;
  registry?.load(pluginId).then(
    loaded => (settings = loaded),
    () => undefined // without settings CSV is fit for spreadsheets
  );
  return () => settings?.composite.csvExact === true;
}
