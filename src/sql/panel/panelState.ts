import type { ReadonlyJSONObject } from '@lumino/coreutils';

import type { ISavedKey } from '../saved/queryLibrary';

/** What a tab is after a reload. */
export interface ITabState {
  /** Empty when nobody has named it. */
  name: string;
  sql: string;
  /** The saved question that it is. */
  saved?: ISavedKey;
}

/** A panel's tabs, and which of them is in front. */
export interface ISqlPanelState {
  tabs: readonly ITabState[];
  current: number;
}

/** A panel's tabs as they were written down; null when these are none. */
export function readState(written: unknown): ISqlPanelState | null {
  if (!isObject(written) || !Array.isArray(written.tabs)) {
    return null;
  }
  const tabs = written.tabs.flatMap(tab => (isObject(tab) && typeof tab.sql === 'string' ? [tabState(tab)] : []));
  return { tabs, current: typeof written.current === 'number' ? written.current : 0 };
}

function tabState({ name, sql, saved }: ReadonlyJSONObject): ITabState {
  const state = { name: typeof name === 'string' ? name : '', sql: String(sql) };
  if (!isObject(saved) || typeof saved.name !== 'string') {
    return state;
  }
  const { project } = saved;
  return { ...state, saved: { name: saved.name, ...(typeof project === 'string' ? { project } : {}) } };
}

function isObject(value: unknown): value is ReadonlyJSONObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
