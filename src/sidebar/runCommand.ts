import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import { runFacts, type IRunFacts } from './runFacts';
import type { SidebarModel } from './sidebarModel';
import { notifyError } from '../ui/notice';

/** A command about runs: those of its argument `runIds`, else the sidebar's. */
export interface IRunCommand {
  id: string;
  label: string;
  caption: string;
  /** Acts on one run only: of several the one that the keys act on, else the first. */
  single?: boolean;
  /** Whether menus, keys and the palette offer it for what is in the list; always when left out. */
  isVisible?: () => boolean;
  act: (runs: [IRunFacts, ...IRunFacts[]]) => Promise<unknown> | unknown;
}

/** Registers a command, whose failures are shown. */
export function addRunCommand(
  commands: CommandRegistry,
  model: SidebarModel,
  trans: TranslationBundle,
  command: IRunCommand
): void {
  const { id, label, caption, single, isVisible, act } = command;
  const idsOf = (given: unknown): string[] => {
    const ids = Array.isArray(given) ? given.map(String) : model.targets;
    // Of several selected ones, the one that the keys act on.
    const one = ids.find(id => id === model.active);
    return single ? (one === undefined ? ids.slice(0, 1) : [one]) : ids;
  };
  commands.addCommand(id, {
    label,
    caption,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          runIds: {
            type: 'array',
            items: { type: 'string' },
            minItems: 1,
            description: trans.__('Ids of the runs; those selected in the sidebar when left out')
          }
        }
      }
    },
    isVisible,
    isEnabled: args => idsOf(args.runIds).length > 0 && (Array.isArray(args.runIds) || (isVisible?.() ?? true)),
    execute: async args => {
      try {
        const [first, ...rest] = await runFacts(model.trail.connector, idsOf(args.runIds));
        if (first) {
          await act([first, ...rest]);
        }
      } catch (error) {
        notifyError(trans.__('%1: %2', label, (error as Error).message));
      }
    }
  });
}
