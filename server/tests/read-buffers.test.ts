import { borrow, giveBack, WINDOW } from '../src/journal/readBuffers';

describe('windows of journals', () => {
  it('are lent again once they are given back, with as many bytes as asked for', () => {
    const first = borrow(WINDOW);
    giveBack(first.subarray(0, 100));
    const second = borrow(WINDOW - 1);
    expect(second.buffer).toBe(first.buffer);
    expect(second).toHaveLength(WINDOW - 1);
  });

  it('are lent to one at a time', () => {
    const first = borrow(WINDOW);
    giveBack(first);
    giveBack(first);
    expect(borrow(WINDOW).buffer).not.toBe(borrow(WINDOW).buffer);
  });

  it('are not made of what was not borrowed', () => {
    const own = Buffer.allocUnsafeSlow(WINDOW);
    giveBack(own);
    expect(borrow(WINDOW).buffer).not.toBe(own.buffer);
    expect([10, 4 * WINDOW].map(bytes => borrow(bytes).length)).toEqual([10, 4 * WINDOW]);
  });
});
