/**
 * Numbers, times and sizes in the words of the product: a true minus, no more
 * digits than are significant, "–" for what is missing, never 0. Every number
 * keeps its own significant digits, whatever stands beside it.
 */
import { dayText, instantOf, zoneOption } from './timeZone';
import { isShare } from './metricKind';

export const MINUS = '\u2212';
export const MISSING = '\u2013';

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A count: `4,210`. */
export function formatCount(count: number): string {
  return grouped.format(count).replace('-', MINUS);
}

/**
 * Significant digits without trailing zeros being lost: `0.241`, `12.5`, `1,234`;
 * with an exponent below 0.001 and from a million on: `5e−4`, `1.23e6`.
 */
export function formatNumber(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined) {
    return MISSING;
  }
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  if (!Number.isFinite(value)) {
    return value < 0 ? `${MINUS}∞` : '∞';
  }
  if (value === 0) {
    return '0';
  }
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
    return `${String(Number(mantissa))}e${Number(exponent)}`.replace(/-/g, MINUS);
  }
  const text = size >= 10 ** (digits - 1) ? formatCount(value) : value.toPrecision(digits);
  return text.replace('-', MINUS);
}

/** A setting as it was given, without insignificant digits: `0.01`, `2.278e−4`; whole numbers stay whole. */
export function formatSetting(text: string): string {
  const value = Number(text);
  return /^[+-]?(\d+\.\d*|\d*\.\d+|\d+(?=e))(e[+-]?\d+)?$/i.test(text) && Number.isFinite(value)
    ? formatShort(value)
    : text;
}

/** Up to four significant digits, and no zeros behind them: `0.953`, `119`, `2.278e−4`. */
export function formatShort(value: number): string {
  return trimmed(formatNumber(value, 4));
}

/** Without the zeros behind the point that end it: `0.1`, not `0.1000`. */
function trimmed(text: string): string {
  return /^[^e,]*\.[^e]*$/.test(text) ? text.replace(/\.?0+$/, '') : text;
}

/** A metric's value: shares with three decimals (`0.921`), the rest with three significant digits. */
export function formatMetric(key: string | null, value: number | null | undefined): string {
  if (typeof value !== 'number' || !isShare(key, value)) {
    return formatNumber(value);
  }
  const size = Math.abs(value);
  if (size > 0 && size < 0.001) {
    return formatNumber(value);
  }
  // Nearly all is not all.
  const digits = size < 1 ? [3, 4, 5].find(count => Number(size.toFixed(count)) < 1) : 3;
  return (digits === undefined ? String(value) : value.toFixed(digits)).replace('-', MINUS);
}

/** A difference of a metric, signed: in percentage points for shares (`+0.9`), else three digits (`−0.027`). */
export function formatDelta(key: string | null, delta: number, of: number): string {
  const points = Math.abs(delta) * 100;
  const text = !isShare(key, of)
    ? formatNumber(Math.abs(delta))
    : points === 0 || points >= 0.1
      ? points.toFixed(1)
      : formatNumber(points, 2);
  return Number(text) === 0 ? text : `${delta < 0 ? MINUS : '+'}${text}`;
}

/** The unit that {@link formatDelta} speaks in. */
export function deltaUnit(key: string | null, of: number): 'pp' | '' {
  return isShare(key, of) ? 'pp' : '';
}

/** Seconds as `0.42 s`, `38 s`, `7 m 04 s`, `1 h 05 m`, `2 d 03 h`. */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) {
    return MISSING;
  }
  if (seconds < 0.9995) {
    return seconds < 0.01 ? `${formatNumber(seconds * 1000, 2)} ms` : `${seconds.toFixed(2)} s`;
  }
  const whole = Math.round(seconds);
  const pair = (large: number, unit: string, small: number, part: string) =>
    `${large} ${unit} ${String(small).padStart(2, '0')} ${part}`;
  if (whole < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    return pair(Math.floor(whole / 60), 'm', whole % 60, 's');
  }
  if (whole < 86_400) {
    return pair(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'm');
  }
  return pair(Math.floor(whole / 86_400), 'd', Math.floor((whole % 86_400) / 3600), 'h');
}

/** Bytes in powers of ten: `38 kB`, `1.2 GB`. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) {
    return MISSING;
  }
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let size = Math.abs(bytes);
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const text = unit > 0 && size < 9.95 ? size.toFixed(1) : size.toFixed(0);
  return `${bytes < 0 ? MINUS : ''}${text} ${units[unit]}`;
}

/** A relative change, signed: `+14 %`. */
export function formatPercent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) {
    return MISSING;
  }
  const percent = Math.abs(share * 100);
  const text = percent < 10 ? percent.toFixed(1) : formatCount(Math.round(percent));
  return `${share < 0 ? MINUS : '+'}${text} %`;
}

/** How long ago, under a day; then the date. */
export function formatAge(time: Date, now: Date = new Date()): string {
  const seconds = (now.getTime() - time.getTime()) / 1000;
  if (seconds < 45) {
    return 'now';
  }
  if (seconds < 3570) {
    return `${Math.max(1, Math.round(seconds / 60))} min`;
  }
  if (seconds < 86_400 * 0.98) {
    return `${Math.round(seconds / 3600)} h`;
  }
  // Noon of the day before, whatever the clocks did since.
  const yesterday = new Date(instantOf(dayText(now)) - 12 * 3_600_000);
  if (dayText(time) === dayText(yesterday)) {
    return 'yesterday';
  }
  return time.toLocaleDateString(undefined, {
    day: 'numeric',
    month: 'short',
    year: dayText(time).slice(0, 4) === dayText(now).slice(0, 4) ? undefined : 'numeric',
    ...zoneOption()
  });
}

/** The exact time, for tooltips. */
export function formatTime(time: Date): string {
  return time.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium', ...zoneOption() });
}
