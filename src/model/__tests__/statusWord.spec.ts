import { nullTranslator } from '@jupyterlab/translation';

import { statusWord } from '../statusWord';

const trans = nullTranslator.load('nbtrail');

describe('statusWord', () => {
  it('says since when nothing was heard of a run that nobody can look at', () => {
    const today = new Date();
    today.setHours(14, 2, 5);
    const word = statusWord('running', trans, today.toISOString());
    expect(word).toMatch(/^not heard from since (14:02|2:02)/);
    expect(word).not.toMatch(/:05|20\d\d/);
    expect(statusWord('killed', trans, '2020-03-04T12:00:00Z')).toMatch(/^not heard from since .*2020/);
  });

  it('says how all others are', () => {
    expect(statusWord('running', trans, null)).toBe('running');
    expect(statusWord('interrupted', trans)).toBe('interrupted');
  });
});
