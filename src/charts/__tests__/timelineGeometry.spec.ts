import { timelineGeometry, type ITimelineBar, type ITimelineRow } from '../timelineGeometry';

const rows: ITimelineRow[] = ['a', 'b', 'c'].map((id, i) => ({
  id,
  number: `${i + 1}`,
  label: id
}));

function bar(id: string, row: string, start: number, end: number): ITimelineBar {
  return { id, row, start, end, status: 'ok', title: id };
}

describe('timelineGeometry', () => {
  it('puts each execution in its cell’s row, at its time', () => {
    const g = timelineGeometry(rows, [bar('1', 'a', 0, 10), bar('2', 'c', 10, 40)], 400);
    expect(g.bars.map(b => [b.id, b.y])).toEqual([
      ['1', 0],
      ['2', 64]
    ]);
    expect(g.bars[1]!.x).toBeCloseTo(g.bars[0]!.x + g.bars[0]!.width);
    expect(g.bars[1]!.width).toBeCloseTo(3 * g.bars[0]!.width);
  });

  it('links an execution to the one before where it went back to an earlier cell', () => {
    const g = timelineGeometry(
      rows,
      [bar('1', 'a', 0, 1), bar('2', 'c', 1, 2), bar('3', 'b', 2, 3), bar('4', 'c', 3, 4)],
      400
    );
    expect(g.wentBack.map(link => link.id)).toEqual(['3']);
  });

  it('folds a night between two cells, and says how long it was', () => {
    const g = timelineGeometry(rows, [bar('1', 'a', 0, 60), bar('2', 'b', 36060, 36120)], 400);
    expect(g.breaks).toHaveLength(1);
    expect(g.breaks[0]!.seconds).toBe(36000);
    expect(g.breaks[0]!.width).toBeLessThan(40);
    expect(g.bars[1]!.width).toBeCloseTo(g.bars[0]!.width);
  });

  it('keeps the shortest execution wide enough to click', () => {
    const g = timelineGeometry(rows, [bar('1', 'a', 0, 0.001), bar('2', 'b', 1, 4000)], 400);
    expect(g.bars[0]!.width).toBeGreaterThanOrEqual(4);
  });
});
