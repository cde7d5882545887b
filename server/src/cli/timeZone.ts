import { machineTimeZone } from '../query/machineTimeZone';
import type { Cell } from '../protocol';

/** The zone whose days are meant where none is told: NBTRAIL_TZ, else the machine's. */
export function ownTimeZone(): string {
  return process.env.NBTRAIL_TZ || machineTimeZone();
}

/** Writes a cell with a moment as the zone's clocks have it: `2026-11-24 08:12:30`. */
export function momentsIn(zone: string): (cell: Cell) => string {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return cell => {
    const time = typeof cell === 'string' ? Date.parse(cell) : NaN;
    // Infinities, and years that JavaScript's calendar does not reach, as they are.
    return Number.isNaN(time) ? String(cell) : clock.format(time);
  };
}
