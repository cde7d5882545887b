import { useMemo } from 'react';

import { useViewContext } from '../ui/viewContext';
import { Edits } from '../model/edits';
import { notifyError } from '../ui/notice';

export interface IRunEdits {
  rename(name: string): void;
  tag(add: string[], remove: string[]): void;
  note(note: string): void;
}

/** A person's changes of one run; a change that fails is reported. */
export function useRunEdits(runId: string, onEdit: () => void, onDone: () => void): IRunEdits {
  const { trail, trans } = useViewContext();
  return useMemo(() => {
    const edits = new Edits(trail.connector);
    const report = (change: Promise<void>) => {
      onEdit();
      change.then(onDone, (error: Error) => notifyError(trans.__('The change was not saved. %1', error.message)));
    };
    return {
      rename: name => report(edits.rename(runId, name)),
      tag: (add, remove) => report(edits.tag([runId], add, remove)),
      note: note => report(edits.note(runId, note))
    };
  }, [trail, trans, runId, onEdit, onDone]);
}
