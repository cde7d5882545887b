import { logTicks, niceTicks, tickLabels, valueLabels, xLabel } from '../ticks';

describe('ticks', () => {
  it('are round, with one number of decimals for the whole axis', () => {
    const ticks = niceTicks(0.82, 0.94, 6);
    expect(tickLabels(ticks)).toEqual(['0.82', '0.84', '0.86', '0.88', '0.90', '0.92', '0.94']);
  });

  it('carry a thousands comma and a true minus', () => {
    expect(tickLabels([-500, 0, 500, 1000])).toEqual(['−500', '0', '500', '1,000']);
  });

  it('follow powers of ten on a log axis', () => {
    expect(tickLabels(logTicks(1e-5, 0.2, 6))).toEqual(['1e−5', '1e−4', '0.001', '0.01', '0.1']);
  });

  it('count minutes and hours, not hundreds of seconds', () => {
    expect(tickLabels(niceTicks(0, 420, 7, 'elapsed'), 'elapsed')).toEqual([
      '0',
      '1 min',
      '2 min',
      '3 min',
      '4 min',
      '5 min',
      '6 min',
      '7 min'
    ]);
  });

  it('of values have exponents where these are large or small', () => {
    expect(valueLabels(niceTicks(0, 1.1e122, 5))).toEqual(['0', '2e121', '4e121', '6e121', '8e121', '1e122']);
    expect(valueLabels(niceTicks(1e6, 3e6, 4))).toEqual(
      ['1.0e6', '1.5e6', '2.0e6', '2.5e6', '3.0e6'].map(text => text.replace('.0', ''))
    );
    expect(valueLabels(niceTicks(0, 4e-5, 4))).toEqual(['0', '1e−5', '2e−5', '3e−5', '4e−5']);
    expect(valueLabels(niceTicks(0.82, 0.94, 6))[0]).toBe('0.82');
  });

  it('are few where a step is lost in the size of the values', () => {
    expect(niceTicks(1e20, 1e20 + 2e5, 5).length).toBeLessThan(30);
  });

  it('names the place of the crosshair in words', () => {
    expect(xLabel(1240, 'step')).toBe('1,240');
    expect(xLabel(424, 'elapsed')).toBe('7 min 04 s');
    expect(xLabel(0.25, 'elapsed')).toBe('0.25 s');
  });
});

it('tells moments within a second apart', () => {
  const from = Date.UTC(2026, 10, 25, 11, 44, 51) / 1000;
  const ticks = niceTicks(from + 0.001, from + 0.021, 5, 'clock');
  expect(new Set(ticks).size).toBe(ticks.length);
  expect(new Set(tickLabels(ticks, 'clock')).size).toBe(ticks.length);
});
