/**
 * What was typed in the last seconds before the page went: JupyterLab writes its
 * state some time after a change, and a page that is reloaded does not wait.
 */
import { readState, type ISqlPanelState } from '../panel/panelState';

const KEY = 'nbtrail:sql-draft:';

/** Keeps a panel's tabs where writing does not take time. */
export function keepDraft(id: string, state: ISqlPanelState): void {
  try {
    localStorage.setItem(KEY + id, JSON.stringify(state));
  } catch {
    // Without storage the last state that JupyterLab wrote is what comes back.
  }
}

/** The tabs that were kept last, once; null when there are none. */
export function takeDraft(id: string): ISqlPanelState | null {
  try {
    const text = localStorage.getItem(KEY + id);
    localStorage.removeItem(KEY + id);
    return text === null ? null : readState(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Panels whose drafts nobody has taken: they were so new that JupyterLab does not know them. */
export function draftsLeft(): string[] {
  try {
    return Object.keys(localStorage).flatMap(key => (key.startsWith(KEY) ? [key.slice(KEY.length)] : []));
  } catch {
    return [];
  }
}
