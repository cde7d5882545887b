import { cellTitle, distinctCells, wentBack, type IExecution } from '../cells';
import { diffCell } from '../diffCell';
import { markedTokens } from '../../../ui/highlight';
import { matchCells } from '../matchCells';
import { displayText } from '../../../ui/displayText';

let position = 0;
function ran(cellId: string | null, source: string, more: Partial<IExecution> = {}): IExecution {
  position++;
  return {
    executionId: `e${position}`,
    cellId,
    position,
    executionCount: position,
    source,
    sourceHash: `#${source}`,
    status: 'ok',
    started: position,
    ended: position + 1,
    duration: 1,
    errorName: null,
    errorValue: null,
    traceback: null,
    own: false,
    ...more
  };
}

describe('the code of a run', () => {
  it('is the last execution of each cell', () => {
    const cells = distinctCells([ran('a', 'x = 1'), ran('b', 'y'), ran('a', 'x = 2')]);
    expect(cells.map(cell => [cell.number, cell.last.source])).toEqual([
      [1, 'x = 2'],
      [2, 'y']
    ]);
    expect([...wentBack(cells)]).toEqual([cells[0]!.last.executionId]);
  });

  it('is told apart by its text where the frontend sends no cell ids', () => {
    expect(distinctCells([ran(null, 'x'), ran(null, 'y'), ran(null, 'x')])).toHaveLength(2);
  });

  it('gives each cell a name', () => {
    expect(cellTitle('# train the model\nfit()')).toBe('train the model');
    expect(cellTitle('\ndef evaluate(m):\n  pass')).toBe('evaluate');
    expect(cellTitle('')).toBe('');
  });
});

describe('matching cells', () => {
  const sides = (left: IExecution[], right: IExecution[]) =>
    matchCells(distinctCells(left), distinctCells(right)).map(({ left: l, right: r }) => [
      l?.last.source ?? null,
      r?.last.source ?? null
    ]);

  it('goes by id first, so an edited cell stays the same cell', () => {
    expect(sides([ran('a', 'x = 1')], [ran('a', 'import os')])).toEqual([['x = 1', 'import os']]);
  });

  it('goes by text where ids differ, so a moved cell is no change', () => {
    expect(sides([ran('a', 'x'), ran('b', 'y')], [ran('c', 'y'), ran('d', 'x')])).toEqual([
      ['y', 'y'],
      ['x', 'x']
    ]);
  });

  it('goes by likeness last, and shows what only one side ran in its place', () => {
    expect(
      sides(
        [ran(null, 'import a'), ran(null, 'only = left'), ran(null, 'a\nb\nc')],
        [ran(null, 'import a'), ran(null, 'a\nB\nc'), ran(null, 'new = 1')]
      )
    ).toEqual([
      ['import a', 'import a'],
      ['only = left', null],
      ['a\nb\nc', 'a\nB\nc'],
      [null, 'new = 1']
    ]);
  });
});

describe('a cell’s diff', () => {
  it('puts a changed line opposite its old self and marks the words', () => {
    const diff = diffCell('opt = SGD(lr=0.1)\nfit()', 'opt = SGD(lr=0.01)\nsched()\nfit()');
    expect([diff.added, diff.removed]).toEqual([2, 1]);
    expect(diff.rows).toHaveLength(3);
    const [first, second, third] = diff.rows;
    expect(first!.left?.marks.map(([a, b]) => first!.left?.text.slice(a, b)).join('')).toContain('0.1');
    expect(second!.left).toBeNull();
    expect(third!.left).toMatchObject({ number: 2, changed: false });
    expect(third!.right).toMatchObject({ number: 3, changed: false });
  });

  it('holds one side only for a cell that the other did not run', () => {
    const diff = diffCell('a\nb', null);
    expect(diff.removed).toBe(2);
    expect(diff.rows.every(row => row.right === null)).toBe(true);
  });

  it('cuts coloured pieces at the marks', () => {
    const pieces = markedTokens(
      [
        { text: 'lr=', classes: 'o' },
        { text: '0.01', classes: 'n' }
      ],
      [[5, 7]]
    );
    expect(pieces).toEqual([
      { text: 'lr=', classes: 'o', marked: false },
      { text: '0.', classes: 'n', marked: false },
      { text: '01', classes: 'n', marked: true }
    ]);
  });
});

describe('text of the user', () => {
  it('loses terminal codes and nothing else', () => {
    expect(displayText('\u001b[0;31mValueError\u001b[0m: <b>bad</b>\n\tat \u202ex')).toBe(
      'ValueError: <b>bad</b>\n\tat \u202ex'
    );
  });
});
