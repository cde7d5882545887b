import { nullTranslator } from '@jupyterlab/translation';

import type { IExecution } from '../../model/code/cells';
import { outOfOrder, scopeOf, timelineModel } from '../timelineModel';

const trans = nullTranslator.load('nbtrail');

function ran(position: number, cellId: string, source: string, more: Partial<IExecution> = {}): IExecution {
  return {
    executionId: `e${position}`,
    cellId,
    position,
    executionCount: position,
    source,
    sourceHash: source,
    status: 'ok',
    started: 100 + position * 10,
    ended: 105 + position * 10,
    duration: 5,
    errorName: null,
    errorValue: null,
    traceback: null,
    own: false,
    ...more
  };
}

const session = [
  ran(1, 'a', 'import x'),
  ran(2, 'b', 'fit(1)', { status: 'error', errorName: '\u001b[31mValueError', own: true }),
  ran(3, 'a', 'import y'),
  ran(4, 'b', 'fit(1)', { own: true, status: 'running', ended: null, duration: null })
];

describe('the timeline of a run', () => {
  it('counts from the first execution shown, with one row a cell', () => {
    const { rows, bars } = timelineModel(session, 'session', 150, trans);
    expect(rows.map(row => [row.number, row.label])).toEqual([
      ['1', 'import y'],
      ['2', 'fit(1)']
    ]);
    expect(bars.map(bar => [bar.id, bar.start, bar.end])).toEqual([
      ['e1', 0, 5],
      ['e3', 20, 25],
      ['e2', 10, 15],
      ['e4', 30, 40]
    ]);
  });

  it('says in words what a bar shows, without terminal codes', () => {
    const { bars } = timelineModel(session, 'session', 150, trans);
    expect(bars.map(bar => bar.title)).toEqual([
      'Cell 1 ran, 5.0 s',
      'Cell 1 ran, 5.0 s, edited before',
      'Cell 2 failed with ValueError, 5.0 s',
      'Cell 2 is running, 10 s'
    ]);
  });

  it('can be about the run’s own executions alone; cells keep their numbers', () => {
    const { rows, bars } = timelineModel(session, 'run', 150, trans);
    expect(rows.map(row => row.number)).toEqual(['2']);
    expect(bars.map(bar => bar.start)).toEqual([0, 20]);
  });

  it('starts with the run alone where a long session would bury it', () => {
    const long = Array.from({ length: 80 }, (_, i) => ran(i, `c${i}`, 'x', { own: i === 79 }));
    expect(scopeOf(long)).toBe('run');
    expect(scopeOf(session)).toBe('session');
  });

  it('tells how often an earlier cell ran after a later one', () => {
    expect(outOfOrder(session)).toBe(1);
  });
});
