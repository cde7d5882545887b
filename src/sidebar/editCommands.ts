import { Dialog, InputDialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { Edits } from '../model/edits';
import { CommandIDs } from '../companion/tokens';
import { NoteBody } from './noteBody';
import type { IRunCommand } from './runCommand';
import type { SidebarModel } from './sidebarModel';

/** Milliseconds for which Undo is offered. */
const UNDO_MS = 10_000;

/** Commands that change what is kept of runs. */
export function editCommands(model: SidebarModel, trans: TranslationBundle): IRunCommand[] {
  const edits = new Edits(model.trail.connector);
  return [
    {
      id: CommandIDs.rename,
      label: trans.__('Rename Run…'),
      caption: trans.__('Change the name of the run'),
      single: true,
      act: async ([{ run_id, name }]) => {
        const { value } = await InputDialog.getText({ title: trans.__('Rename run'), text: name });
        const next = value?.trim();
        if (next && next !== name) {
          await edits.rename(run_id, next);
        }
      }
    },
    {
      id: CommandIDs.tag,
      label: trans.__('Tag Runs…'),
      caption: trans.__('Add tags to the runs; a minus in front removes one'),
      act: async runs => {
        const { value } = await InputDialog.getText({
          title: trans._n('Tag %1 run', 'Tag %1 runs', runs.length),
          label: trans.__('Tags, separated by commas; -tag removes one'),
          placeholder: trans.__('best, -draft')
        });
        const tags = (value ?? '')
          .split(',')
          .map(tag => tag.trim())
          .filter(Boolean);
        const remove = tags.filter(tag => /^-./.test(tag)).map(tag => tag.slice(1));
        const add = tags.filter(tag => !/^-./.test(tag));
        if (tags.length) {
          await edits.tag(
            runs.map(({ run_id }) => run_id),
            add,
            remove
          );
        }
      }
    },
    {
      id: CommandIDs.note,
      label: trans.__('Note…'),
      caption: trans.__('Edit the note of the run'),
      single: true,
      act: async ([{ run_id, name, note }]) => {
        const { button, value } = await showDialog({
          title: trans.__('Note on %1', name),
          body: new NoteBody(note ?? '', trans.__('Note')),
          focusNodeSelector: 'textarea',
          buttons: [Dialog.cancelButton(), Dialog.okButton({ label: trans.__('Keep') })]
        });
        if (button.accept && value !== null && value !== (note ?? '')) {
          await edits.note(run_id, value);
        }
      }
    },
    {
      id: CommandIDs.pin,
      label: trans.__('Pin as Baseline'),
      caption: trans.__('Compare the other runs of the project with this one; on the baseline, unpin it'),
      single: true,
      act: async ([{ project, run_id, is_baseline }]) => {
        await edits.pin(project, is_baseline ? null : run_id);
        await model.renew();
      }
    },
    {
      id: CommandIDs.archive,
      label: trans.__('Archive Runs'),
      caption: trans.__('Move the runs out of the list; nothing is deleted'),
      isVisible: () => !model.list.choice.archived,
      act: async runs => {
        const ids = runs.map(({ run_id }) => run_id);
        const next = model.after(ids);
        await edits.archive(ids, true);
        model.selection.clear();
        await model.renew();
        model.focus(next);
        Notification.info(trans._n('%1 run archived', '%1 runs archived', ids.length), {
          autoClose: UNDO_MS,
          actions: [
            {
              label: trans.__('Undo'),
              callback: () => void edits.archive(ids, false).then(() => model.renew())
            }
          ]
        });
      }
    },
    {
      id: CommandIDs.restore,
      label: trans.__('Restore Archived Runs'),
      caption: trans.__('Put archived runs back into the list'),
      isVisible: () => model.list.choice.archived,
      act: async runs => {
        await edits.archive(
          runs.map(({ run_id }) => run_id),
          false
        );
        model.selection.clear();
        await model.renew();
      }
    },
    {
      id: CommandIDs.hide,
      label: trans.__('Hide or Show in Charts'),
      caption: trans.__('Hide or show the runs in charts'),
      act: runs =>
        edits.hide(
          runs.map(({ run_id }) => run_id),
          !runs.every(({ hidden }) => hidden)
        )
    }
  ];
}
