import { smooth } from '../smooth';

describe('smooth', () => {
  it('leaves the values as they are without weight', () => {
    expect(smooth([3, 1, 2], 0)).toEqual([3, 1, 2]);
  });

  it('does not draw the first values towards zero', () => {
    expect(smooth([5, 5, 5], 0.9)).toEqual([5, 5, 5]);
  });

  it('equals the debiased recursion of Adam', () => {
    const values = [1, 4, 2, 8, 5, 7];
    const weight = 0.6;
    let mean = 0;
    const expected = values.map((value, i) => {
      mean = weight * mean + (1 - weight) * value;
      return mean / (1 - weight ** (i + 1));
    });
    smooth(values, weight).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
  });

  it('passes over what is not a number, and keeps the break', () => {
    const smoothed = smooth([1, NaN, 3], 0.5);
    expect(smoothed[1]).toBeNaN();
    expect(smoothed[2]).toBeCloseTo((0.5 * 1 + 3) / 1.5, 12);
  });
});
