import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Trail } from './trail';
import { CATEGORY, CommandIDs } from '../companion/tokens';
import { notifyError } from '../ui/notice';

/** Commands about the companion and automatic recording. */
export function addCompanionCommands(
  app: JupyterFrontEnd,
  trail: Trail,
  palette: ICommandPalette | null,
  trans: TranslationBundle
): void {
  const { commands } = app;
  commands.addCommand(CommandIDs.restartCompanion, {
    label: trans.__('Restart the Companion'),
    caption: trans.__('Restart the process that stores the history; recording continues meanwhile'),
    describedBy: { args: { type: 'object', properties: {} } },
    execute: async () => {
      try {
        await trail.server.restart();
        trail.connector.reconnect();
      } catch (error) {
        notifyError(trans.__('The companion could not be started. %1', String((error as Error).message)));
      }
    }
  });
  commands.addCommand(CommandIDs.setAutoload, {
    label: args => (args.on === false ? trans.__('Stop Recording New Kernels') : trans.__('Record Every New Kernel')),
    caption: trans.__(
      'New kernels of this Python environment record by themselves; kernels that run keep what they do'
    ),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          on: { type: 'boolean', description: trans.__('Whether new kernels record automatically') }
        }
      }
    },
    execute: async args => {
      try {
        return await trail.server.setAutoload(args.on !== false);
      } catch (error) {
        notifyError(trans.__('The setting could not be changed. %1', String((error as Error).message)));
        return undefined;
      }
    }
  });
  palette?.addItem({ command: CommandIDs.restartCompanion, category: CATEGORY });
  palette?.addItem({ command: CommandIDs.setAutoload, category: CATEGORY, args: { on: true } });
  palette?.addItem({ command: CommandIDs.setAutoload, category: CATEGORY, args: { on: false } });
}
