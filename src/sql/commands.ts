import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { CommandIDs } from '../companion/tokens';
import { toCell, toPython } from '../result/exports';
import type { INotebookTarget } from './notebook/notebookTarget';
import { sqlIcon } from '../ui/sqlIcon';
import type { SqlPanels } from './panel/sqlPanels';

/** What can be done with questions from anywhere in JupyterLab. */
export function addSqlCommands(
  commands: CommandRegistry,
  panels: SqlPanels,
  notebook: INotebookTarget,
  trans: TranslationBundle
): void {
  const sqlOf = ({ sql }: ReadonlyPartialJSONObject): string =>
    typeof sql === 'string' ? sql : (panels.current?.content.current.editor.asked.sql ?? '');

  commands.addCommand(CommandIDs.openSql, {
    label: args => (args.isLauncher ? trans.__('SQL') : trans.__('Query with SQL')),
    caption: trans.__('Ask the history of runs, metrics, parameters and cells'),
    icon: args => (args.isPalette ? undefined : sqlIcon),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          sql: { type: 'string', description: trans.__('The question') },
          title: { type: 'string', description: trans.__('A name for it') },
          run: { type: 'boolean', description: trans.__('Whether to run it at once') }
        }
      }
    },
    execute: async ({ id, state, sql, title = '', run, isLauncher }) => {
      if (typeof id === 'string') {
        return panels.revive(id, state);
      }
      const panel = await panels.show(isLauncher === true);
      if (typeof sql === 'string') {
        panel.content.open(sql, String(title), run === true);
      } else {
        panel.content.openEmpty();
      }
      return panel;
    }
  });

  commands.addCommand(CommandIDs.saveSql, {
    label: trans.__('Save the Question'),
    caption: trans.__('Save the current question under its name, or ask for one'),
    describedBy: { args: { type: 'object', properties: {} } },
    isEnabled: () => panels.current !== null,
    execute: () => panels.current?.content.save()
  });

  commands.addCommand(CommandIDs.insertSqlCell, {
    label: ({ python }) =>
      python ? trans.__('Insert the Question as Python') : trans.__('Insert the Question as a Cell'),
    caption: () =>
      notebook.name === null
        ? trans.__('No notebook is open to insert the cell into')
        : trans.__('Put the question below the active cell of %1', notebook.name),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          sql: { type: 'string', description: trans.__('The question; default: the current one of the SQL panel') },
          python: { type: 'boolean', description: trans.__('As a call of nbtrail.sql instead of a cell magic') }
        }
      }
    },
    isEnabled: args => notebook.name !== null && sqlOf(args).trim() !== '',
    execute: args => {
      const sql = sqlOf(args);
      notebook.insert(args.python ? toPython(sql).trimEnd() : toCell(sql));
    }
  });
  notebook.changed.connect(() => commands.notifyCommandChanged(CommandIDs.insertSqlCell));
}
