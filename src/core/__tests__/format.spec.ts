import { deltaOf } from '../../model/effect';
import { formatDelta, formatMetric, formatNumber, formatSetting, formatShort } from '../format';

/** Doubles by chance over all sizes, the same in every test run. */
function* doubles(count: number): Generator<number> {
  let state = 42;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  for (let i = 0; i < count; i++) {
    yield (next() < 0.5 ? -1 : 1) * (0.1 + next()) * 10 ** Math.floor((next() - 0.5) * 2 * (i % 3 === 0 ? 300 : 8));
  }
}

const read = (text: string) => Number(text.replace(/\u2212/g, '-').replace(/,/g, ''));

describe('a number', () => {
  it('keeps its own significant digits, whatever its size, in a few characters', () => {
    for (const value of doubles(5000)) {
      for (const digits of [3, 4]) {
        const text = formatNumber(value, digits);
        expect(Math.abs(read(text) - value)).toBeLessThanOrEqual(Math.abs(value) * 0.5 * 10 ** (1 - digits) * 1.0001);
        expect(text.length).toBeLessThanOrEqual(11);
        expect(text).not.toContain('-');
      }
    }
  });

  it('of a metric is never shown as nothing, nor as all, when it is neither', () => {
    for (const value of [0.0004, 1e-9, 0.9996, 0.99999, -0.0002]) {
      expect(read(formatMetric('val/acc', value))).not.toBe(0);
      expect(Math.abs(read(formatMetric('val/acc', value)))).not.toBe(1);
    }
  });

  it.each([
    [0.953, '0.953'],
    [119, '119'],
    [0.00022778976177797758, '2.28e−4'],
    [1e122, '1e122'],
    [1234567, '1.23e6'],
    [999_999, '999,999'],
    [999_999.7, '1,000,000'],
    [0.001, '0.00100'],
    [0.0009999, '1e−3'],
    [5e-4, '5e−4'],
    [-0.5, '−0.500'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
    [0, '0'],
    [-0, '0']
  ])('%d reads %s', (value, text) => expect(formatNumber(value)).toBe(text));

  it.each([
    ['0.00022778976177797758', '2.278e−4'],
    ['0.01', '0.01'],
    ['0.1', '0.1'],
    ['1e-05', '1e−5'],
    ['128', '128'],
    ['3.14159', '3.142'],
    ['12345678', '12345678'],
    ['adam', 'adam'],
    ['1e5', '100,000'],
    ['[0.1, 0.25]', '[0.1, 0.25]'],
    ['0x10', '0x10'],
    ['', ''],
    ['1.0', '1']
  ])('that is the setting %s reads %s', (text, shown) => expect(formatSetting(text)).toBe(shown));

  it('stands beside larger ones as it is', () => {
    expect([0.953217, 119.31].map(formatShort)).toEqual(['0.9532', '119.3']);
  });

  it('of a difference in shares keeps what is smaller than a tenth of a point', () => {
    expect(formatDelta('acc', 0.0004, 0.9)).toBe('+0.040');
    expect(formatDelta('acc', -0.019, 0.9)).toBe('−1.9');
  });
});

describe('a difference', () => {
  it('is worth nothing where nobody said which direction is better', () => {
    expect(deltaOf('grad/norm', null, 3, 2)).toEqual({ effect: 'unknown', text: '+1.00', unit: '' });
    expect(deltaOf('val/loss', 'min', 1, 2)?.effect).toBe('better');
  });
});
