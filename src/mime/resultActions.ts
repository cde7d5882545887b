import type { CommandRegistry } from '@lumino/commands';

import { CommandIDs } from '../companion/tokens';
import type { IResultActions } from './resultCard';

/**
 * An answer's buttons as commands; those of views that are not there are left out.
 * A question out of a file is shown, not asked: its reader decides.
 */
export function resultActions(commands: CommandRegistry): IResultActions {
  const has = (id: string): boolean => commands.hasCommand(id);
  return {
    openSql: has(CommandIDs.openSql) ? sql => void commands.execute(CommandIDs.openSql, { sql, run: false }) : null,
    openRun: has(CommandIDs.openRun) ? runId => void commands.execute(CommandIDs.openRun, { runId }) : null
  };
}
