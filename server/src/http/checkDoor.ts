/**
 * Who may ask: whoever knows the token, from this machine or through Jupyter's
 * own door, and no page of another origin.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import { TrailError } from '../errors';
import { TOKEN_HEADER, VIA_HEADER } from '../protocol';

const HERE = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** @throws TrailError NT401 without the token, NT403 from elsewhere */
export function checkDoor({ headers }: IncomingMessage, token: string): void {
  const { host = '', origin } = headers;
  if (!HERE.test(host) && headers[VIA_HEADER] !== 'jupyter') {
    throw new TrailError('NT403', 'This host name does not belong to the companion');
  }
  if (origin !== undefined && hostOf(origin) !== host.toLowerCase()) {
    throw new TrailError('NT403', 'A page of another origin may not ask');
  }
  const given = headers[TOKEN_HEADER];
  if (typeof given !== 'string' || !same(given, token)) {
    throw new TrailError('NT401', 'The token is missing or wrong');
  }
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host.toLowerCase();
  } catch {
    return null;
  }
}

function same(given: string, token: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(token));
}
