import { StateEffect, StateField, type Extension } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';

interface IPlace {
  from: number;
  to: number;
}

const setPlace = StateEffect.define<IPlace | null>();
const mark = Decoration.mark({ class: 'nt-SqlEditor-wrong' });

/** Holds the underlined place; it moves with the text and goes with the next question. */
const place = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (value, transaction) => {
    let next = value.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setPlace)) {
        next = effect.value ? Decoration.set([mark.range(effect.value.from, effect.value.to)]) : Decoration.none;
      }
    }
    return next;
  },
  provide: field => EditorView.decorations.from(field)
});

/** Lets an editor underline where a question is wrong. */
export const wrongPlace: Extension = place;

/** Underlines a range of the editor's text, at least one character; null takes the mark away. */
export function markWrong(view: EditorView, range: IPlace | null): void {
  const { length } = view.state.doc;
  const from = range ? Math.max(0, Math.min(range.from, length - 1)) : 0;
  const to = range ? Math.min(length, Math.max(range.to, from + 1)) : 0;
  view.dispatch({ effects: setPlace.of(to > from ? { from, to } : null) });
}
