import { tickLabels } from '../../charts/ticks';
import { formatAge } from '../format';
import { cellText } from '../../result/cellText';
import { secondsIn } from '../../result/columnKind';
import { chooseTimeZone, clockText, instantOf, secondsBehind, timeZone } from '../timeZone';

const MOMENT = '2026-11-24T23:30:00Z';
const TIMES = { name: 't', type: 'TIMESTAMP WITH TIME ZONE' };

afterEach(() => chooseTimeZone(''));

it('Times are shown by the clocks of the zone that the settings name, in tables and on axes alike', () => {
  const shown = (zone: string): string => {
    chooseTimeZone(zone);
    return cellText(TIMES, [MOMENT])(MOMENT);
  };
  expect(shown('Europe/Berlin')).toBe('2026-11-25 00:30:00');
  expect(shown('America/New_York')).toBe('2026-11-24 18:30:00');
  chooseTimeZone('Asia/Tokyo');
  const days = [0, 1, 2].map(day => Date.parse('2026-11-24T15:00:00Z') / 1000 + day * 86_400);
  expect(tickLabels(days, 'clock')).toEqual(['Nov 25', 'Nov 26', 'Nov 27']);
});

it('A day of a table stands at its own midnight on an axis', () => {
  for (const zone of ['America/New_York', 'Asia/Kolkata', 'UTC', '']) {
    chooseTimeZone(zone);
    const day = secondsIn('2026-11-24');
    expect(clockText(new Date(day * 1000))).toBe('2026-11-24 00:00:00');
    expect(secondsIn('2026-11-24T08:12:30')).toBe(day + 8 * 3600 + 12 * 60 + 30);
  }
});

it('Days on which clocks are changed begin at their midnight, too', () => {
  chooseTimeZone('Europe/Berlin');
  expect(instantOf('2026-03-29')).toBe(Date.parse('2026-03-28T23:00:00Z'));
  expect(instantOf('2026-03-30')).toBe(Date.parse('2026-03-29T22:00:00Z'));
  expect(instantOf('2026-10-26T00:00:00')).toBe(Date.parse('2026-10-25T23:00:00Z'));
  expect(secondsBehind(new Date('2026-07-01T00:00:00Z'))).toBe(-7200);
  expect(instantOf('infinity')).toBeNaN();
});

it('Yesterday is the day before in that zone', () => {
  chooseTimeZone('Asia/Tokyo');
  const now = new Date('2026-11-26T01:00:00+09:00');
  expect(formatAge(new Date('2026-11-25T01:00:00+09:00'), now)).toBe('yesterday');
  expect(formatAge(new Date('2026-11-24T23:00:00+09:00'), now)).toBe('Nov 24');
});

it("A zone that there is not leaves the browser's", () => {
  const own = timeZone();
  expect(chooseTimeZone('Mars/Base')).toBe(false);
  expect(timeZone()).toBe(own);
  expect(chooseTimeZone('Asia/Tokyo')).toBe(true);
  expect(timeZone()).toBe('Asia/Tokyo');
});
