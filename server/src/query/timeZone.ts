/**
 * Whose days a question means. DuckDB reckons dates out of moments, and writes
 * moments as text, in its connection's time zone: each question sets it first.
 */
import type { DuckDBConnection } from '@duckdb/node-api';

import { QueryError } from '../errors';
import { machineTimeZone } from './machineTimeZone';
import { quoted } from '../store/quoted';

/** What a connection has at first: `openDatabase` sets it for all. */
const FIRST = 'UTC';
/** What asks for the companion's own zone, where the asker's has no name. */
const LOCAL = 'local';

const NAME = /^[a-z][\w+\-/]{0,63}$/i;

/** The zone of each connection that had another one once. */
const zones = new WeakMap<DuckDBConnection, string>();

/** @throws QueryError NT405 for what is no name of a zone */
export function checkTimeZone(zone: unknown): void {
  if (zone !== undefined && !(typeof zone === 'string' && NAME.test(zone))) {
    throw unknown(zone);
  }
}

/**
 * Have the connection's questions mean the days of that zone; UTC where none is told.
 *
 * @throws QueryError NT405 when there is no such zone
 */
export async function useTimeZone(connection: DuckDBConnection, zone = FIRST): Promise<void> {
  const name = timeZoneNamed(zone);
  if ((zones.get(connection) ?? FIRST) === name) {
    return;
  }
  if (!(await isSet(connection, name))) {
    // A name newer than DuckDB's list, or older than it.
    const other = canonical(name);
    if (other === undefined || !(await isSet(connection, other))) {
      throw unknown(zone);
    }
  }
  zones.set(connection, name);
}

/** The name of the zone that was asked for. */
export function timeZoneNamed(zone = FIRST): string {
  return zone === LOCAL ? machineTimeZone() : zone;
}

async function isSet(connection: DuckDBConnection, zone: string): Promise<boolean> {
  try {
    await connection.run(`SET SESSION TimeZone = ${quoted(zone)}`);
    return true;
  } catch (error) {
    if (/unknown timezone/i.test(String(error))) {
      return false;
    }
    throw error;
  }
}

function canonical(zone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function unknown(zone: unknown): QueryError {
  return new QueryError('NT405', `There is no time zone ${JSON.stringify(zone)}`, {
    hint: 'Give a name such as Europe/Berlin, America/New_York or UTC.'
  });
}
