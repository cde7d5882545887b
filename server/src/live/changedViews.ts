import type { IChangedPush } from '../protocol';
import type { ICommit } from '../store/Commit';
import { VIEWS } from '../store/views';
import { tablesBehind } from './dependencies';

/** The tables behind each view. */
const BEHIND = VIEWS.map(({ name }) => ({ name, tables: [...(tablesBehind(name) ?? [])] }));

/** A commit as clients hear of it: with the views that may answer differently. */
export function changedViews({ version, tables, runs }: ICommit): IChangedPush {
  const changed = new Set(tables);
  const views = BEHIND.filter(view => view.tables.some(table => changed.has(table)));
  return { type: 'changed', version, views: views.map(({ name }) => name), runs };
}
