import { zoomTarget } from '../zoomKeys';

const line = { id: 'a', label: 'a', colour: '#000000', x: [0, 50, 100], y: [1, 2, 3] };

describe('the keys that zoom a chart', () => {
  it('show half of it around the crosshair, else around its middle, and never beyond its ends', () => {
    expect(zoomTarget('+', [line], [0, 100], 50)).toEqual([25, 75]);
    expect(zoomTarget('+', [line], [0, 100], null)).toEqual([25, 75]);
    expect(zoomTarget('+', [line], [0, 100], 100)).toEqual([50, 100]);
  });

  it('show twice as much, and at last all', () => {
    expect(zoomTarget('-', [line], [45, 55], 50)).toEqual([40, 60]);
    expect(zoomTarget('-', [line], [20, 80], 50)).toBe(null);
    expect(zoomTarget('0', [line], [45, 55], 50)).toBe(null);
  });

  it('leave all other keys to others', () => {
    expect(zoomTarget('x', [line], [0, 100], 50)).toBe(undefined);
  });
});
