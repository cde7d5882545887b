/** Whether a companion already listens for this store. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ICompanionFile } from '../protocol';
import { isListening } from './SocketName';
import { socketPath } from './socketPath';

/** Time for a companion behind a port to say which store it serves. */
const ANSWER_MS = 2_000;

/**
 * A socket or port that is listened on is a second proof beside DuckDB's lock: it
 * dies with its process, too, and nothing that is done to the database drops it.
 * A port may be anybody's by now, so what is behind one must know the token.
 */
export async function isServed(home: string): Promise<boolean> {
  if (process.platform !== 'win32') {
    return isListening(socketPath(home));
  }
  try {
    const { port, token } = JSON.parse(readFileSync(join(home, 'companion.json'), 'utf8')) as ICompanionFile;
    const answer = await fetch(`http://127.0.0.1:${port}/api/status`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-nbtrail-token': token },
      body: '{}',
      signal: AbortSignal.timeout(ANSWER_MS)
    });
    return answer.ok && ((await answer.json()) as { home?: string }).home === home;
  } catch {
    return false;
  }
}
