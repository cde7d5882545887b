/**
 * The time zone whose clocks and days people see, and that questions mean: the
 * browser's, unless the settings name another.
 */
let chosen: string | undefined;

/** Have another zone from now on; the empty name is the browser's. @returns whether there is such a zone */
export function chooseTimeZone(name: string): boolean {
  chosen = undefined;
  try {
    chosen = name === '' ? undefined : new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    return true;
  } catch {
    return false;
  }
}

/** The zone's IANA name. */
export function timeZone(): string {
  return chosen ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The zone as an option of what writes dates; the browser's is none. */
export function zoneOption(): { timeZone?: string } {
  return chosen === undefined ? {} : { timeZone: chosen };
}

/** A moment by the zone's clocks: `2026-11-24 08:12:30`. */
export function clockText(time: Date): string {
  if (chosen !== undefined) {
    return new Intl.DateTimeFormat('sv-SE', { timeZone: chosen, dateStyle: 'short', timeStyle: 'medium' }).format(time);
  }
  const day = `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
  return `${day} ${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}`;
}

/** The day of a moment: `2026-11-24`. */
export function dayText(time: Date): string {
  return clockText(time).slice(0, 10);
}

/** Seconds by which the zone's clocks are behind UTC at a moment. */
export function secondsBehind(time: Date): number {
  if (chosen === undefined) {
    return time.getTimezoneOffset() * 60;
  }
  return Math.round((time.getTime() - Date.parse(`${clockText(time).replace(' ', 'T')}Z`)) / 60_000) * 60;
}

/** Milliseconds since the epoch of a day, or of a time without a zone, by the zone's clocks; NaN for none. */
export function instantOf(clock: string): number {
  const text = /^\d{4}-\d\d-\d\d$/.test(clock) ? `${clock}T00:00` : clock;
  if (chosen === undefined) {
    return Date.parse(text);
  }
  const asUtc = Date.parse(`${text}Z`);
  if (Number.isNaN(asUtc)) {
    return NaN;
  }
  // The clocks may be changed between the two: what holds there is taken.
  const near = asUtc + secondsBehind(new Date(asUtc)) * 1000;
  return asUtc + secondsBehind(new Date(near)) * 1000;
}

function pad(n: number): string {
  return String(n).padStart(2, '0');
}
