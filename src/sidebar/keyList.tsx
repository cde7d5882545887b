import { Dialog, showDialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

/** What each key of the list of runs does, in the order in which one needs them. */
function keys(trans: TranslationBundle): [string[], string][] {
  return [
    [['↑', '↓', 'Home', 'End'], trans.__('move through the runs')],
    [['Enter'], trans.__('preview the run; the focus stays in the list')],
    [['Shift Enter'], trans.__('open the run in a tab of its own, and focus it')],
    [['Space'], trans.__('select or deselect the run')],
    [['Shift ↑', 'Shift ↓', 'Ctrl A'], trans.__('extend the selection, or select all runs')],
    [['Esc'], trans.__('clear the selection')],
    [['C'], trans.__('compare the selected runs')],
    [['B'], trans.__('pin or unpin the run as baseline')],
    [['H'], trans.__('hide or show the run in charts')],
    [['S'], trans.__('stop the run; once more interrupts it now')],
    [['F2'], trans.__('rename the run')],
    [['Delete'], trans.__('archive the runs; nothing is deleted, and Undo is offered')],
    [['Shift F10'], trans.__('open the context menu of the run')],
    [['/'], trans.__('filter')],
    [['?'], trans.__('this list')]
  ];
}

class KeyList extends ReactWidget {
  constructor(private readonly _trans: TranslationBundle) {
    super();
    this.addClass('nt-KeyList');
  }

  protected render(): JSX.Element {
    return (
      <table>
        <tbody>
          {keys(this._trans).map(([names, does]) => (
            <tr key={names[0]}>
              <th scope="row">
                {names.map(name => (
                  <kbd key={name}>{name}</kbd>
                ))}
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
    );
  }
}

/** Shows what the keys of the list do, until it is closed. */
export async function showKeys(trans: TranslationBundle): Promise<void> {
  await showDialog({
    title: trans.__('Keyboard shortcuts of the run list'),
    body: new KeyList(trans),
    buttons: [Dialog.okButton({ label: trans.__('Close') })]
  });
}
