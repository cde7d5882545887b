import { Clipboard } from '@jupyterlab/apputils';
import React from 'react';

import { useViewContext } from '../ui/viewContext';
import { CommandIDs } from '../companion/tokens';

/** The list as a question: to read, to copy, or to ask on with. */
export function FilterSql({ sql }: { sql: string }): JSX.Element {
  const { commands, trans } = useViewContext();
  return (
    <div className="nt-FilterSql">
      <section tabIndex={0} aria-label={trans.__('The list as SQL')}>
        <pre>{sql}</pre>
      </section>
      <div className="nt-FilterSql-actions">
        <button type="button" className="nt-Button" onClick={() => Clipboard.copyToSystem(sql)}>
          {trans.__('Copy')}
        </button>
        {commands.hasCommand(CommandIDs.openSql) && (
          <button
            type="button"
            className="nt-Button"
            onClick={() => void commands.execute(CommandIDs.openSql, { sql, title: trans.__('Runs'), run: true })}
          >
            {trans.__('Open in SQL panel')}
          </button>
        )}
      </div>
    </div>
  );
}
