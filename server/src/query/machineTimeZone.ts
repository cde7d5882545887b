/** The zone of the machine's clock; UTC where `TZ` names none that there is, as the clock itself then has it. */
export function machineTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
