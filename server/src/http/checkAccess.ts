/**
 * Checks who may send requests: clients on this machine that know the token, and no page of
 * another origin.
 */
import type { IncomingMessage } from 'node:http';

import { TrailError } from '../errors';
import { TOKEN_HEADER } from '../protocol';
import type { Proofs } from './proof';
import { equalSecrets } from './equalSecrets';

const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** @throws TrailError NT403 for requests from another host or origin */
export function checkOrigin({ headers }: IncomingMessage): void {
  const { host = '', origin } = headers;
  if (!LOCAL_HOST.test(host)) {
    throw new TrailError('NT403', 'This host name does not belong to the companion');
  }
  if (origin !== undefined && hostOf(origin) !== host.toLowerCase()) {
    throw new TrailError('NT403', 'Requests from pages of another origin are refused');
  }
}

/** @throws TrailError NT401 for requests with neither a proof nor the token */
export function checkAccess(request: IncomingMessage, token: string, proofs: Proofs): void {
  checkOrigin(request);
  const given = request.headers[TOKEN_HEADER];
  if (!proofs.holds(request) && (typeof given !== 'string' || !equalSecrets(given, token))) {
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
