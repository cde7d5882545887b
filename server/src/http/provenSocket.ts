/** A client's part in the proof that both sides know the token (proof.ts). */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { messageOf, TrailError } from '../errors';
import { type ICompanionFile, NONCE_HEADER, PROOF_HEADER, TOKEN_HEADER } from '../protocol';
import { checkSocket } from './ownership';
import { nonce, proofOf } from './proof';
import { equalSecrets } from './equalSecrets';

/** Longer than the head of any answer. */
const MAX_HEAD_BYTES = 16_384;
/** Time for a companion that is at work to answer. */
const PATIENCE_MS = 30_000;
/** The same on a port, where any process may listen and never answer. */
const PORT_PATIENCE_MS = 5_000;

/** A connection to the companion, and the header that lets a request on it in. */
export interface IProven {
  socket: Socket;
  headers: { [name: string]: string };
}

/**
 * Connect to the address in companion.json, and have what listens there prove that it
 * is the companion before anything is sent.
 *
 * @throws TrailError NT504 for a socket of another user's, NT501 when nothing answers, or something else
 */
export async function connectProven(file: ICompanionFile, most = PATIENCE_MS): Promise<IProven> {
  const { socket: path, port, token } = file;
  const patience = path === null ? Math.min(most, PORT_PATIENCE_MS) : most;
  if (path !== null) {
    checkSocket(path);
  }
  const socket = path === null ? connect({ host: '127.0.0.1', port: port ?? 0 }) : connect({ path });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(patience) });
    if (path !== null && !file.proves) {
      // One of an earlier version, which companion.json tells of: that nobody else can have written.
      return { socket, headers: { [TOKEN_HEADER]: token } };
    }
    const asked = nonce();
    socket.write(
      `POST /api/prove HTTP/1.1\r\nHost: localhost\r\n${NONCE_HEADER}: ${asked}\r\nContent-Length: 0\r\n\r\n`
    );
    const [answered = '', proof = ''] = provedBy(await head(socket, patience)).split('.');
    if (!equalSecrets(proof, proofOf(token, 'companion', asked, answered))) {
      throw new TrailError('NT501', 'What listens at the companion’s address is not the companion');
    }
    return { socket, headers: { [PROOF_HEADER]: proofOf(token, 'client', asked, answered) } };
  } catch (error) {
    socket.destroy();
    throw error instanceof TrailError
      ? error
      : new TrailError('NT501', `The companion does not answer: ${messageOf(error)}`);
  }
}

/** The head of an answer without a body. */
async function head(socket: Socket, patience: number): Promise<string> {
  let text = '';
  const late = AbortSignal.timeout(patience);
  while (!text.endsWith('\r\n\r\n')) {
    const [chunk] = (await Promise.race([
      once(socket, 'data', { signal: late }),
      once(socket, 'close', { signal: late }).then(() => {
        throw new Error('it went away');
      })
    ])) as [Buffer];
    text += chunk.toString('latin1');
    if (text.length > MAX_HEAD_BYTES) {
      throw new Error('its answer is not a companion’s');
    }
  }
  return text;
}

function provedBy(told: string): string {
  const line = told.split('\r\n').find(found => found.toLowerCase().startsWith(`${PROOF_HEADER}:`));
  return line?.slice(PROOF_HEADER.length + 1).trim() ?? '';
}
