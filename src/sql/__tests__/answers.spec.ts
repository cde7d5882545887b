import './jsdomGaps';

import { cellText } from '../cellText';
import { guessChart } from '../chartGuess';
import { quickGeometry } from '../chartGeometry';
import { fileName, toCsv, toPython } from '../exports';
import { ResultModel } from '../resultModel';
import { runsIn } from '../runsIn';
import { result } from './fakeConnector';

const sweep = result(
  { lr: 'DOUBLE', n: 'BIGINT', mean_acc: 'DOUBLE', sd: 'DOUBLE' },
  [
    [0.01, 5, 0.93122, 0.0031],
    [0.1, 5, 0.91211, 0.0041],
    [0.001, 5, 0.9033, 0.0023],
    [0.003, 5, 0.91181, 0.0027],
    [0.2, 4, null, null]
  ]
);

describe('cells', () => {
  const texts = (type: string, values: (number | string | boolean | null | string[])[]): string[] =>
    values.map(cellText({ name: 'c', type }, values));

  it('writes all numbers of a column with the same digits', () => {
    expect(texts('DOUBLE', [0.931224, 0.9, 12.34567])).toEqual(['0.93', '0.90', '12.35']);
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
  it('orders a hundred thousand rows at once', () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => [(i * 7919) % 100_003]);
    const model = new ResultModel(result({ v: 'BIGINT' }, rows));
    model.cycle(0);
    const sorted = order(model, 0) as number[];
    expect(sorted.every((value, i) => i === 0 || value <= sorted[i - 1])).toBe(true);
  });
});

describe('the quick chart', () => {
  it('shows the mean with its spread over a logarithmic parameter', () => {
    const choice = guessChart(sweep);
    expect(choice).toEqual({ x: 0, y: 2, spread: 3, series: null });
    const geometry = quickGeometry(sweep, choice!, 392, 330)!;
    expect(geometry.xTitle).toBe('lr, log scale');
    expect(geometry.joined).toBe(true);
    expect(geometry.series[0].marks.map(({ row }) => row)).toEqual([2, 3, 0, 1]);
    expect(geometry.series[0].marks[2].words).toBe('0.01: 0.9312 ± 0.0031');
  });
  it('draws a line for each run over steps', () => {
    const rows = ['a', 'b'].flatMap(name => [0, 1, 2].map(step => [name, step, step / 10]));
    const curves = result({ name: 'VARCHAR', step: 'DOUBLE', value: 'DOUBLE' }, rows);
    const choice = guessChart(curves);
    expect(choice).toEqual({ x: 1, y: 2, spread: null, series: 0 });
    expect(quickGeometry(curves, choice!, 400, 300)!.series.map(({ name }) => name)).toEqual(['a', 'b']);
  });
  it('keeps away from answers without numbers', () => {
    expect(guessChart(result({ a: 'VARCHAR', b: 'VARCHAR' }, [['x', 'y'], ['z', 'w']]))).toBeNull();
    expect(guessChart(result({ a: 'DOUBLE', b: 'DOUBLE' }, [[1, 2]]))).toBeNull();
  });
});

describe('taking an answer along', () => {
  it('gives CSV with exact values', () => {
    const odd = result({ 'a,b': 'VARCHAR', n: 'DOUBLE' }, [['say "x"', 0.1], [null, 'NaN']]);
    expect(toCsv(odd)).toBe('"a,b",n\r\n"say ""x""",0.1\r\n,NaN\r\n');
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
    expect(runsIn(runs, [1])).toEqual(['b']);
    expect(runsIn(sweep, null)).toEqual([]);
  });
});
