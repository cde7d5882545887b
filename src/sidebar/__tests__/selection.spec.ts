import { Selection } from '../selection';

const ORDER = ['a', 'b', 'c', 'd', 'e'];

describe('Selection', () => {
  it('extends from the last toggled run, and again instead of the extension before', () => {
    const selection = new Selection();
    selection.toggle('b');
    selection.extend('d', ORDER);
    expect(selection.ids.sort()).toEqual(['b', 'c', 'd']);
    selection.extend('a', ORDER);
    expect(selection.ids.sort()).toEqual(['a', 'b']);
  });

  it('keeps what was toggled elsewhere when it is extended', () => {
    const selection = new Selection();
    selection.toggle('e');
    selection.toggle('a');
    selection.extend('b', ORDER);
    expect(selection.ids.sort()).toEqual(['a', 'b', 'e']);
  });

  it('begins at the given run when nothing was toggled, and survives a new order', () => {
    const selection = new Selection();
    selection.extend('c', ORDER, 'b');
    expect(selection.ids).toEqual(['b', 'c']);
    selection.extend('a', ['c', 'a', 'b']);
    expect(selection.ids.sort()).toEqual(['a', 'b']);
  });

  it('begins anew after it was cleared', () => {
    const selection = new Selection();
    selection.toggle('a');
    selection.clear();
    selection.extend('e', ORDER, 'd');
    expect(selection.ids).toEqual(['d', 'e']);
  });

  it('adds the first one to the run that was opened, as an extension begins there', () => {
    const selection = new Selection();
    selection.setAnchor('b');
    expect(selection.size).toBe(0);
    selection.add('d', ORDER);
    expect(selection.ids).toEqual(['b', 'd']);
    selection.clear();
    selection.add('d', ORDER);
    expect(selection.ids).toEqual(['d']);
    selection.clear();
    selection.setAnchor('c');
    selection.extend('e', ORDER);
    expect(selection.ids).toEqual(['c', 'd', 'e']);
  });

  it('takes an opened run out for good, and adds none that is not in the list', () => {
    const selection = new Selection();
    selection.setAnchor('a');
    selection.add('a', ORDER);
    selection.add('a', ORDER);
    selection.add('b', ORDER);
    expect(selection.ids).toEqual(['b']);
    selection.clear();
    selection.setAnchor('gone');
    selection.add('b', ORDER);
    expect(selection.ids).toEqual(['b']);
  });
});
