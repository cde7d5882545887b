import '../../__tests__/jsdomGaps';

import { cellText } from '../../result/cellText';
import { complete, guessChart, kindChoices } from '../../result/chart/chartGuess';
import { quickGeometry } from '../../result/chart/chartGeometry';
import { fileName, toCell, toCsv, toJson, toMarkdown, toPython } from '../../result/exports';
import { findRows } from '../answer/findRows';
import { ResultModel } from '../../result/resultModel';
import { runsIn } from '../answer/runsIn';
import { result } from './result';

const sweep = result({ lr: 'DOUBLE', n: 'BIGINT', mean_acc: 'DOUBLE', sd: 'DOUBLE' }, [
  [0.01, 5, 0.93122, 0.0031],
  [0.1, 5, 0.91211, 0.0041],
  [0.001, 5, 0.9033, 0.0023],
  [0.003, 5, 0.91181, 0.0027],
  [0.2, 4, null, null]
]);

describe('cells', () => {
  const texts = (type: string, values: (number | string | boolean | null | string[])[]): string[] =>
    values.map(cellText({ name: 'c', type }, values));

  it('leaves every number its own significant digits, whatever stands beside it', () => {
    expect(texts('DOUBLE', [0.931224, 0.9, 12.34567])).toEqual(['0.9312', '0.9', '12.35']);
    expect(texts('DOUBLE', [0.9532, 119.31274])).toEqual(['0.9532', '119.3']);
    expect(texts('DOUBLE', [0.00022778976177797758, 1e122])).toEqual(['2.278e−4', '1e122']);
    expect(texts('DOUBLE', [0.01, 0.003, 0.1])).toEqual(['0.01', '0.003', '0.1']);
  });
  it('keeps what doubles cannot hold, and says what is missing', () => {
    expect(texts('DOUBLE', ['NaN', '-Infinity', null])).toEqual(['NaN', '−∞', '–']);
    expect(texts('BIGINT', ['9007199254740993', -4210, null])).toEqual(['9,007,199,254,740,993', '−4,210', '–']);
  });
  it('writes lists with commas and leaves text alone', () => {
    expect(texts('VARCHAR[]', [['a', 'b']])).toEqual(['a, b']);
    expect(texts('VARCHAR', ['<b>'])).toEqual(['<b>']);
  });
});

describe('sorting', () => {
  const order = (model: ResultModel, column: number): unknown[] =>
    Array.from({ length: model.rowCount('body') }, (_, row) => model.data('body', row, column));

  it('goes down, up, then back to the order of the answer, with missing values last', () => {
    const model = new ResultModel(sweep);
    model.cycle(2);
    expect(order(model, 2)).toEqual([0.93122, 0.91211, 0.91181, 0.9033, null]);
    model.cycle(2);
    expect(order(model, 2)).toEqual([0.9033, 0.91181, 0.91211, 0.93122, null]);
    model.cycle(2);
    expect(order(model, 0)).toEqual([0.01, 0.1, 0.001, 0.003, 0.2]);
  });
  it('orders a million rows, and keeps those with the same value as they came', () => {
    const count = 1_000_000;
    const data = [Array.from({ length: count }, (_, i) => ((i * 7919) % 1009) - 500)];
    const model = new ResultModel({ ...result({ v: 'BIGINT' }, []), data, row_count: count });
    model.cycle(0);
    for (let place = 1; place < count; place++) {
      const [before, row] = [model.rowAt(place - 1), model.rowAt(place)];
      if (data[0]![before]! < data[0]![row]! || (data[0]![before] === data[0]![row] && before > row)) {
        throw new Error(`row ${row} stands in a wrong place`);
      }
    }
  });
  it('orders text with numbers as people count, and moments by time', () => {
    const names = new ResultModel(result({ n: 'VARCHAR' }, [['run-10'], ['run-9'], [null], ['Run-1']]));
    names.sort({ column: 0, descending: false });
    expect(order(names, 0)).toEqual(['Run-1', 'run-9', 'run-10', null]);
    const times = new ResultModel(
      result({ t: 'TIMESTAMP WITH TIME ZONE' }, [['2026-01-02T00:00:00Z'], ['2025-12-31T00:00:00Z']])
    );
    times.sort({ column: 0, descending: false });
    expect(order(times, 0)[0]).toBe('2025-12-31T00:00:00Z');
  });
});

describe('finding in the answer', () => {
  const people = result({ name: 'VARCHAR', n: 'BIGINT' }, [
    ['Amber-Fox', 12],
    ['calm-heron', 312],
    [null, 7]
  ]);
  const rows = async (words: string, signal = new AbortController().signal): Promise<number[] | null> => {
    const found = await findRows(people, words, signal);
    return found && [...found].flatMap((one, row) => (one ? [row] : []));
  };

  it('looks into all columns, whatever the capitals', async () => {
    expect(await rows('FOX')).toEqual([0]);
    expect(await rows('12')).toEqual([0, 1]);
    expect(await rows('nobody')).toEqual([]);
  });
  it('shows the rows that were found in the order they are sorted by', async () => {
    const model = new ResultModel(people);
    model.sort({ column: 1, descending: true });
    model.narrow(await findRows(people, '1', new AbortController().signal));
    expect(model.rowCount('body')).toBe(2);
    expect([0, 1].map(place => model.data('body', place, 1))).toEqual([312, 12]);
    model.narrow(null);
    expect(model.rowCount('body')).toBe(3);
  });
  it('gives up when it is told to', async () => {
    const many = {
      ...result({ v: 'BIGINT' }, []),
      data: [Array.from({ length: 400_000 }, (_, i) => i)],
      row_count: 400_000
    };
    const abort = new AbortController();
    const found = findRows(many, 'x', abort.signal);
    abort.abort();
    expect(await found).toBeNull();
  });
});

describe('the quick chart', () => {
  it('shows the mean with its spread over a logarithmic parameter', () => {
    const choice = guessChart(sweep);
    expect(choice).toEqual({ kind: 'line', x: 0, y: 2, spread: 3, series: null });
    const geometry = quickGeometry(sweep, choice!, 392, 330)!;
    expect(geometry.xTitle).toBe('lr, log scale');
    expect(geometry.shape).toEqual({ kind: 'line' });
    expect(geometry.series[0]!.marks.map(({ row }) => row)).toEqual([2, 3, 0, 1]);
    expect(geometry.words(geometry.series[0]!.marks[2]!, geometry.series[0]!)).toBe('0.01: 0.9312 ± 0.0031');
  });
  it('draws a line for each run over steps', () => {
    const rows = ['a', 'b'].flatMap(name => [0, 1, 2].map(step => [name, step, step / 10]));
    const curves = result({ name: 'VARCHAR', step: 'DOUBLE', value: 'DOUBLE' }, rows);
    const choice = guessChart(curves);
    expect(choice).toEqual({ kind: 'line', x: 1, y: 2, spread: null, series: 0 });
    expect(quickGeometry(curves, choice!, 400, 300)!.series.map(({ name }) => name)).toEqual(['a', 'b']);
  });
  it('draws points where an x comes more than once, and bars for counts of categories', () => {
    const cloud = result({ a: 'DOUBLE', b: 'DOUBLE' }, [
      [1, 2],
      [1, 3],
      [2, 1]
    ]);
    expect(guessChart(cloud)?.kind).toBe('scatter');
    const counts = result({ status: 'VARCHAR', runs: 'BIGINT' }, [
      ['finished', 40],
      ['failed', 2]
    ]);
    const choice = guessChart(counts)!;
    expect(choice.kind).toBe('bar');
    const geometry = quickGeometry(counts, choice, 400, 300)!;
    const [finished, failed] = geometry.series[0]!.marks;
    expect(geometry.shape).toMatchObject({ kind: 'bars', zero: geometry.bottom });
    expect((geometry.bottom - finished!.y) / (geometry.bottom - failed!.y)).toBeCloseTo(20);
  });
  it('shows the mean of a category that comes more than once as a bar, and says so', () => {
    const seeds = result({ model: 'VARCHAR', acc: 'DOUBLE' }, [
      ['a', 0.5],
      ['a', 0.7],
      ['b', 0.9]
    ]);
    const geometry = quickGeometry(seeds, complete(seeds, 0, 1, 'bar'), 400, 300)!;
    expect(geometry.yTitle).toBe('mean acc');
    expect(geometry.series[0]!.marks.map(mark => geometry.words(mark, geometry.series[0]!))).toEqual([
      'a: 0.6, mean of 2',
      'b: 0.9'
    ]);
  });
  it('counts the values of a column that stands alone', () => {
    const values = result(
      { v: 'DOUBLE' },
      Array.from({ length: 100 }, (_, i) => [i / 10])
    );
    const choice = guessChart(values)!;
    expect(choice.kind).toBe('histogram');
    const { series, words, xTitle } = quickGeometry(values, choice, 400, 300)!;
    expect(xTitle).toBe('v');
    expect(series[0]!.marks.map(mark => words(mark, series[0]!))).toContain('1 to 2: 10 rows');
    expect(series[0]!.marks).toHaveLength(10);
  });
  it('offers lines only over numbers and times, and bars only over few values', () => {
    const many = result(
      { step: 'BIGINT', name: 'VARCHAR', v: 'DOUBLE' },
      Array.from({ length: 300 }, (_, i) => [i, `n${i % 3}`, i])
    );
    expect(kindChoices(many, 0)).toEqual(['line', 'scatter', 'histogram']);
    expect(kindChoices(many, 1)).toEqual(['scatter', 'bar', 'histogram']);
    expect(complete(many, 1, 2, 'line').kind).toBe('scatter');
  });
  it('draws a million points as those that can be seen, with the highest and the lowest', () => {
    const count = 1_000_000;
    const noise = Array.from({ length: count }, (_, i) => Math.sin(i) * (i === 777_777 ? 50 : 1));
    const long = {
      ...result({ step: 'BIGINT', v: 'DOUBLE' }, []),
      data: [noise.map((_, i) => i), noise],
      row_count: count
    };
    const choice = guessChart(long)!;
    expect(choice.kind).toBe('line');
    const line = quickGeometry(long, choice, 400, 300)!.series[0]!.marks;
    expect(line.length).toBeLessThan(2000);
    expect(line.map(({ row }) => row)).toContain(777_777);
    expect(quickGeometry(long, { ...choice, kind: 'scatter' }, 400, 300)!.series[0]!.marks.length).toBeLessThan(30_000);
  });
  it('keeps away from answers without numbers', () => {
    expect(
      guessChart(
        result({ a: 'VARCHAR', b: 'VARCHAR' }, [
          ['x', 'y'],
          ['z', 'w']
        ])
      )
    ).toBeNull();
    expect(guessChart(result({ a: 'DOUBLE', b: 'DOUBLE' }, [[1, 2]]))).toBeNull();
  });
});

describe('taking an answer along', () => {
  it('gives CSV with exact values', () => {
    const odd = result({ 'a,b': 'VARCHAR', n: 'DOUBLE' }, [
      ['say "x"', 0.1],
      [null, 'NaN']
    ]);
    expect([...toCsv(odd)].join('')).toBe('"a,b",n\r\n"say ""x""",0.1\r\n,NaN\r\n');
  });
  it('gives CSV whose text a spreadsheet takes for text, unless it shall be exact; numbers stay numbers', () => {
    const cells = ['=1+1', '+cmd', '-a', '@SUM(1)', '\tx', ' =1', '＝1', '-1.5', '+2e3', '-Infinity', 'a=b'];
    const odd = result(
      { '=name': 'VARCHAR', n: 'DOUBLE' },
      cells.map(cell => [cell, -1])
    );
    const lines = [...toCsv(odd)].join('').trim().split('\r\n');
    expect(lines).toEqual([
      "'=name,n",
      "'=1+1,-1",
      "'+cmd,-1",
      "'-a,-1",
      "'@SUM(1),-1",
      "'\tx,-1",
      "' =1,-1",
      "'＝1,-1",
      '-1.5,-1',
      '+2e3,-1',
      '-Infinity,-1',
      'a=b,-1'
    ]);
    expect([...toCsv(odd, true)].join('')).toContain('\r\n=1+1,-1\r\n');
  });
  it('gives JSON an object a row, with each name once and numbers that are too large as text', () => {
    const odd = result({ a: 'BIGINT', A: 'DOUBLE', b: 'DOUBLE' }, [
      ['9007199254740993', 1, 'NaN'],
      [1, null, 0.5]
    ]);
    expect(JSON.parse([...toJson(odd)].join(''))).toEqual([
      { a: '9007199254740993', A_1: 1, b: 'NaN' },
      { a: 1, A_1: null, b: 0.5 }
    ]);
    expect(JSON.parse([...toJson(result({ a: 'BIGINT' }, []))].join(''))).toEqual([]);
  });
  it('gives Markdown that keeps its columns', () => {
    expect(toMarkdown(result({ name: 'VARCHAR', n: 'BIGINT' }, [['a|b\nc', 1]]))).toBe(
      '| name | n |\n| --- | ---: |\n| a\\|b c | 1 |'
    );
  });
  it('gives a cell that asks the same question', () => {
    expect(toCell('select 1\n')).toBe('%%trail sql\nselect 1');
  });
  it('gives Python that asks the same question', () => {
    expect(toPython('select "name"')).toContain('nbtrail.sql("""\nselect "name\\"\n""").df()');
    expect(toPython("select '\\n', '\"\"\"'")).toContain(`select '\\\\n', '\\"\\"\\"'`);
  });
  it('names files after questions', () => {
    expect(fileName('Seeds by learning rate', 'csv')).toBe('seeds-by-learning-rate.csv');
    expect(fileName('../..', 'csv')).toBe('query.csv');
  });
  it('finds the runs in it, each once', () => {
    const runs = result({ run_id: 'VARCHAR' }, [['a'], ['b'], ['a'], [null]]);
    expect(runsIn(runs, null)).toEqual(['a', 'b']);
    expect(runsIn(runs, () => [1])).toEqual(['b']);
    expect(runsIn(sweep, null)).toEqual([]);
  });
});
