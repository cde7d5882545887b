import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import { literal } from '../companion/sql';
import { CommandIDs } from '../companion/tokens';
import type { ICardActions } from './runCard';

/** A card's buttons as commands; those of views that are not there are greyed out. */
export function cardActions(commands: CommandRegistry, trans: TranslationBundle): ICardActions {
  const run = (id: string, args: { [name: string]: string | string[] | boolean }): void => {
    if (commands.hasCommand(id)) {
      void commands.execute(id, args);
    }
  };
  return {
    open: runId => run(CommandIDs.openRun, { runId }),
    compare: (runId, baseline) => run(CommandIDs.compare, { runIds: [runId], baseline }),
    menu: ({ runId, name, baseline, status }) => [
      ...(status === 'running' && commands.hasCommand(CommandIDs.stop)
        ? [{ label: trans.__('Stop run'), onSelect: () => run(CommandIDs.stop, { runIds: [runId] }) }, null]
        : []),
      {
        label: trans.__('Open run'),
        enabled: commands.hasCommand(CommandIDs.openRun),
        onSelect: () => run(CommandIDs.openRun, { runId })
      },
      {
        label: trans.__('Compare with baseline'),
        enabled: baseline !== null && commands.hasCommand(CommandIDs.compare),
        onSelect: () => baseline && run(CommandIDs.compare, { runIds: [runId], baseline: baseline.runId })
      },
      {
        label: trans.__('Set as baseline'),
        enabled: commands.hasCommand(CommandIDs.pin),
        onSelect: () => run(CommandIDs.pin, { runIds: [runId] })
      },
      null,
      { label: trans.__('Copy name'), onSelect: () => Clipboard.copyToSystem(name) },
      { label: trans.__('Copy run id'), onSelect: () => Clipboard.copyToSystem(runId) },
      {
        label: trans.__('Query its metrics with SQL'),
        enabled: commands.hasCommand(CommandIDs.openSql),
        onSelect: () =>
          run(CommandIDs.openSql, {
            sql: `select step, value, key\nfrom metrics\nwhere run_id = ${literal(runId)}\norder by key, step`,
            title: name,
            run: true
          })
      }
    ]
  };
}
