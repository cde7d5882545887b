import { Signal, type ISignal } from '@lumino/signaling';

/** Where a question can be put as a cell: the notebook that was used last. */
export interface INotebookTarget {
  /** Name of the notebook; null when none is open. */
  readonly name: string | null;
  readonly changed: ISignal<unknown, void>;
  /** Puts a code cell below the active one, and shows it. */
  insert(source: string): void;
}

/** What there is of notebooks where nobody tracks them. */
export const NO_NOTEBOOK: INotebookTarget = {
  name: null,
  changed: new Signal<object, void>({}),
  insert: () => undefined
};
