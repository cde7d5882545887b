import { Colours, LIGHT } from '../palette';

const colours = (): Colours => new Colours(null, () => true);

describe('colours', () => {
  it('of the runs of a project are the first twelve, then the same dashed', () => {
    const all = colours();
    const ids = Array.from({ length: 13 }, (_, index) => `r${index}`);
    all.assign('digits', ids);
    expect(ids.slice(0, 12).map(id => all.colour(id))).toEqual(LIGHT);
    expect(all.slot('r12')).toEqual({ index: 0, dashed: true });
  });

  it('of two runs differ, also when one was seen before its project was known', () => {
    const all = colours();
    const early = all.colour('first');
    all.assign('digits', ['first']);
    all.assign('digits', ['second', 'first']);
    expect(all.colour('first')).toBe(early);
    expect(all.colour('second')).not.toBe(early);
  });

  it('change, and tell so, when the project has given the early one away', () => {
    const all = colours();
    all.colour('early');
    let told = 0;
    all.changed.connect(() => told++);
    all.assign('digits', ['one', 'early']);
    expect(all.slot('one')).not.toEqual(all.slot('early'));
    expect(told).toBe(1);
  });
});
