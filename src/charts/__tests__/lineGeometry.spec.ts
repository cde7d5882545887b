import { lineGeometry } from '../lineGeometry';
import { type ISeries, nearestX, valueAt } from '../series';

function series(id: string, y: number[], more: Partial<ISeries> = {}): ISeries {
  return { id, label: id, colour: '#000000', x: y.map((_, i) => i), y, ...more };
}

describe('lineGeometry', () => {
  it('fills its box from the first to the last point', () => {
    const g = lineGeometry([series('a', [0, 1, 2, 3])], 300, 120);
    const [line] = g.lines;
    expect(line!.points).toHaveLength(1);
    expect(line!.points[0]![0]![0]).toBe(g.left);
    expect(line!.points[0]![3]![0]).toBe(g.right);
    expect(line!.points[0]![0]![1]).toBeLessThanOrEqual(g.bottom);
    expect(line!.points[0]![3]![1]).toBeGreaterThanOrEqual(g.top);
  });

  it('keeps its shape where the end exploded, says how many points that are, and makes room for saying it', () => {
    const calm = Array.from({ length: 12 }, (_, i) => 2 - i / 10);
    const g = lineGeometry([series('a', [...calm, 1e9, 1e60, 1e122, 1.7e308])], 300, 120);
    expect(g.outOfView).toBe(4);
    expect(g.y.domain()[1]).toBeLessThan(3);
    expect(g.top).toBeGreaterThan(lineGeometry([series('a', calm)], 300, 120).top);
    expect(g.yTicks.every(({ label }) => label.length < 8)).toBe(true);
    const all = lineGeometry([series('a', [...calm, 1e122])], 300, 120, { all: true });
    expect(all.outOfView).toBe(0);
    expect(all.yTicks.at(-1)?.label).toMatch(/e12[12]$/);
  });

  it.each([
    ['few points', [1, 0.5, 3e149], 1],
    ['two points', [1, 3e149], 1],
    ['many zeros', [0, 0, 0, 0, 0.1, 3e149], 1],
    [
      'more points that exploded than others',
      [1, 0.9, 0.8, ...Array.from({ length: 9 }, (_, i) => 10 ** (i * 16 + 20))],
      9
    ]
  ])('keeps its shape with an exploding value among %s', (_, values, outOfView) => {
    const g = lineGeometry([series('a', values)], 300, 120);
    expect(g.outOfView).toBe(outOfView);
    expect(g.y.domain()[1]).toBeLessThan(3);
  });

  it('shows values of many sizes that no explosion explains', () => {
    expect(lineGeometry([series('a', [1e-16, 1e-8, 1])], 300, 120).outOfView).toBe(0);
    expect(lineGeometry([series('a', [2e149, 3e149, 4e149])], 300, 120).outOfView).toBe(0);
  });

  it('breaks a line at NaN and marks the place', () => {
    const g = lineGeometry([series('a', [1, 2, NaN, 2, 1], { gaps: [2] })], 300, 120);
    expect(g.lines[0]!.points.map(piece => piece.length)).toEqual([2, 2]);
    expect(g.gaps[0]!.at).toEqual([g.x(2)]);
  });

  it('says how many points an outlier rule leaves out, and shows all when asked', () => {
    const values = Array.from({ length: 200 }, (_, i) => Math.sin(i));
    values[100] = 1e6;
    const cut = lineGeometry([series('a', values)], 300, 120);
    expect(cut.outOfView).toBe(1);
    expect(cut.y.domain()[1]).toBeLessThan(10);
    const whole = lineGeometry([series('a', values)], 300, 120, { all: true });
    expect(whole.outOfView).toBe(0);
    expect(whole.y.domain()[1]).toBeGreaterThanOrEqual(1e6);
  });

  it('draws each extreme and both ends of a line of many points, by far fewer points', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => Math.sin(i / 7) + (i === 5003 ? 3 : 0));
    const g = lineGeometry([series('a', values)], 300, 120);
    const [drawn] = g.lines[0]!.points;
    expect(drawn!.length).toBeLessThanOrEqual(4 * 300);
    expect(drawn![0]).toEqual([g.x(0), g.y(values[0]!)]);
    expect(drawn![drawn!.length - 1]![0]).toBeCloseTo(g.x(9999));
    const columns = (points: [number, number][]) => {
      const found = new Map<number, [number, number]>();
      for (const [x, y] of points) {
        const [low, high] = found.get(Math.floor(x)) ?? [y, y];
        found.set(Math.floor(x), [Math.min(low, y), Math.max(high, y)]);
      }
      return [...found.values()].map(([low, high]) => [Number(low.toFixed(6)), Number(high.toFixed(6))]);
    };
    expect(columns(drawn!)).toEqual(columns(values.map((value, i) => [g.x(i), g.y(value)])));
  });

  it('only lets the y axis grow while a run is live', () => {
    const g = lineGeometry([series('a', [4, 5])], 300, 120, { grownFrom: [0, 8] });
    expect(g.y.domain()).toEqual([0, 8]);
  });

  it('keeps values that a log axis cannot show out of it', () => {
    const g = lineGeometry([series('a', [0, 0.001, 10])], 300, 120, { yLog: true });
    expect(g.lines[0]!.points[0]).toHaveLength(2);
    expect(g.y.domain()[0]).toBeGreaterThan(0);
  });

  it('stays a chart without any points', () => {
    const g = lineGeometry([], 300, 120);
    expect(g.empty).toBe(true);
    expect(g.yTicks.length).toBeGreaterThan(1);
  });
});

describe('the crosshair', () => {
  const a = series('a', [1, 2, 3], { x: [0, 10, 20] });

  it('snaps to the nearest point of any series', () => {
    expect(nearestX([a, series('b', [1], { x: [14] })], 13)).toBe(14);
    expect(nearestX([], 13)).toBeUndefined();
  });

  it('reads the last value at or before it, and nothing outside of the line', () => {
    expect(valueAt(a, 10)).toBe(2);
    expect(valueAt(a, 19)).toBe(2);
    expect(valueAt(a, -1)).toBeUndefined();
    expect(valueAt(a, 21)).toBeUndefined();
  });
});
