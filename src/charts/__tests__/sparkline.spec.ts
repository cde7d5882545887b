import { sparklinePath } from '../sparkline';

describe('sparklinePath', () => {
  it('runs from the left to the right, high values on top', () => {
    const { path, end } = sparklinePath(
      [
        [0, 1],
        [1, 3],
        [2, 2]
      ],
      46,
      24
    );
    expect(path).toBe('M2,20L21.5,4L41,12');
    expect(end).toEqual([41, 12]);
  });

  it('draws a constant in the middle, and nothing without numbers', () => {
    expect(
      sparklinePath(
        [
          [0, 5],
          [1, 5]
        ],
        46,
        24
      ).path
    ).toBe('M2,12L41,12');
    expect(sparklinePath([[0, NaN]], 46, 24)).toEqual({ path: '', end: null });
  });
});
