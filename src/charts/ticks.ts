import { tickStep } from 'd3-array';
import { format } from 'd3-format';

import { formatNumber } from '../core/format';
import { secondsBehind, zoneOption } from '../core/timeZone';

/** How an axis counts: plain numbers (steps), seconds since a start, or seconds since the epoch. */
export type XKind = 'step' | 'elapsed' | 'clock';

const MINUS = '\u2212';
type Unit = readonly [seconds: number, name: string];
const SECOND: Unit = [1, 's'];
const UNITS: readonly Unit[] = [[86400, 'd'], [3600, 'h'], [60, 'min'], SECOND];
const NICE_SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800
];

/** Round values for an axis from `from` to `to`, about `count` of them. */
export function niceTicks(from: number, to: number, count: number, kind: XKind = 'step'): number[] {
  if (!(to > from)) {
    return [from];
  }
  const step =
    kind === 'step' || (to - from) / count < 1
      ? tickStep(from, to, count)
      : (NICE_SECONDS.find(seconds => seconds >= (to - from) / count) ?? tickStep(from, to, count));
  const zone = kind === 'clock' ? secondsBehind(new Date(from * 1000)) : 0;
  const ticks: number[] = [];
  const first = Math.ceil((from - zone) / step - 1e-9);
  // Counted, since beyond 2^53 adding one changes nothing.
  for (let n = 0; n <= 4 * count && (first + n) * step + zone <= to + step * 1e-9; n++) {
    ticks.push(tidy((first + n) * step) + zone);
  }
  return ticks;
}

/** Powers of ten between `from` and `to`; with 2 and 5 where these are few. */
export function logTicks(from: number, to: number, count: number): number[] {
  const low = Math.floor(Math.log10(from));
  const high = Math.ceil(Math.log10(to));
  const stride = Math.max(1, Math.ceil((high - low) / count));
  const factors = (high - low) * 3 <= count * 1.6 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = low; power <= high; power += stride) {
    for (const factor of factors) {
      const tick = tidy(factor * 10 ** power);
      if (tick >= from * (1 - 1e-9) && tick <= to * (1 + 1e-9)) {
        ticks.push(tick);
      }
    }
  }
  return ticks.length >= 2 ? ticks : niceTicks(from, to, count);
}

/**
 * A text for each tick of an axis of values: all with the same number of
 * decimals, with exponents where numbers are large or small.
 */
export function valueLabels(ticks: readonly number[]): string[] {
  const largest = Math.max(...ticks.map(Math.abs));
  const step = stepAt(ticks, 0) ?? largest;
  if (largest < 1e6 && (largest === 0 || largest >= 1e-3)) {
    return tickLabels(ticks);
  }
  const digits = Math.max(1, Math.floor(Math.log10(largest)) - Math.floor(Math.log10(step) + 1e-9) + 1);
  return ticks.map(tick => formatNumber(tick, Math.min(15, digits)));
}

/** A text for each tick of one axis, all with the same number of decimals. */
export function tickLabels(ticks: readonly number[], kind: XKind = 'step'): string[] {
  if (kind === 'elapsed') {
    return ticks.map(tick => elapsed(tick, ticks));
  }
  if (kind === 'clock') {
    return ticks.map(tick => clock(tick, ticks));
  }
  const largest = Math.max(...ticks.map(Math.abs));
  const smallest = Math.min(...ticks.filter(tick => tick !== 0).map(Math.abs));
  const step = stepAt(ticks, 0) ?? largest;
  if (largest >= 1e6) {
    return ticks.map(tick => number(tick, '~s').replace('G', 'B'));
  }
  const isLog = (stepAt(ticks, 1) ?? 0) > step * 1.5;
  if (isLog || (largest > 0 && largest < 1e-3)) {
    return ticks.map(tick => (tick !== 0 && Math.abs(tick) < 1e-3 ? number(tick, '~e') : number(tick, ',~r')));
  }
  const decimals = step > 0 ? Math.min(12, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))) : 2;
  const shown =
    Number.isFinite(smallest) && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6
      ? decimals + 1
      : decimals;
  return ticks.map(tick => number(tick, `,.${shown}f`));
}

/** Distance of a tick to the next; undefined at the last. */
function stepAt(ticks: readonly number[], index: number): number | undefined {
  const [tick, next] = ticks.slice(index, index + 2);
  return tick === undefined || next === undefined ? undefined : Math.abs(next - tick);
}

/** One value of an x axis in words: what the crosshair carries. */
export function xLabel(x: number, kind: XKind): string {
  if (kind === 'step') {
    return number(x, Number.isInteger(x) ? ',d' : ',.4~r');
  }
  if (kind === 'clock') {
    return new Date(x * 1000).toLocaleTimeString(undefined, zoneOption());
  }
  const unit = UNITS.find(([seconds]) => Math.abs(x) >= seconds) ?? SECOND;
  const [seconds, name] = unit;
  if (seconds === 1) {
    return `${number(x, x < 10 ? '.2~f' : '.1~f')} s`;
  }
  const [size, smaller] = UNITS[UNITS.indexOf(unit) + 1] ?? SECOND;
  const whole = Math.floor(x / seconds);
  const rest = Math.floor((x - whole * seconds) / size);
  return `${whole} ${name} ${String(rest).padStart(2, '0')} ${smaller}`;
}

function elapsed(tick: number, ticks: readonly number[]): string {
  const steps = ticks.slice(1).map((next, i) => next - (ticks[i] ?? next));
  const finest = Math.min(...steps, Math.max(...ticks));
  const [seconds, name] = UNITS.find(([size]) => finest >= size) ?? SECOND;
  const value = tick / seconds;
  return tick === 0 ? '0' : `${number(value, '.3~r')} ${name}`;
}

function clock(tick: number, ticks: readonly number[]): string {
  const date = new Date(tick * 1000);
  const span = (ticks.at(-1) ?? 0) - (ticks[0] ?? 0);
  if (span >= 86400) {
    return date.toLocaleDateString(undefined, { month: 'short', day: 'numeric', ...zoneOption() });
  }
  return date.toLocaleTimeString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    second: span < 120 ? '2-digit' : undefined,
    fractionalSecondDigits: span < 5 ? 3 : undefined,
    ...zoneOption()
  });
}

function number(value: number, specifier: string): string {
  return format(specifier)(value).replace('-', MINUS).replace('\u2212e', `${MINUS}e`).replace('e-', `e${MINUS}`);
}

/** Takes away what binary arithmetic leaves behind: 0.30000000000000004 becomes 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(15));
}
