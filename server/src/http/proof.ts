/**
 * How a client and the companion prove to each other that they know the token
 * without sending it (nbtrail/companion/proof.py and cli/provenSocket.ts have the client's part).
 *
 * The first request of a connection is `POST /api/prove` with a number that the
 * client made up. The answer is a number of the companion's, and with both of
 * them and the token a hash that only who knows the token can make: what listens
 * at the address is the companion. The hash of the same numbers that the client
 * makes stands in each of its requests on that connection, and is worth nothing
 * on another.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import { TrailError } from '../errors';
import { NONCE_HEADER, PROOF_HEADER } from '../protocol';
import { equalSecrets } from './equalSecrets';

const NONCE = /^[0-9a-f]{32,128}$/;

/** The proof of `who`, for the client's number `asked` and the companion's number `answered`. */
export function proofOf(token: string, who: 'client' | 'companion', asked: string, answered: string): string {
  return createHmac('sha256', token).update(`nbtrail ${who} ${asked} ${answered}`).digest('hex');
}

/** A fresh random number. */
export function nonce(): string {
  return randomBytes(16).toString('hex');
}

/** The companion's part. */
export class Proofs {
  constructor(private readonly token: string) {}

  /**
   * The answer to a client's number, which holds for this connection.
   *
   * @throws TrailError NT405
   */
  answer({ headers, socket }: IncomingMessage): string {
    const asked = headers[NONCE_HEADER];
    if (typeof asked !== 'string' || !NONCE.test(asked)) {
      throw new TrailError('NT405', `Give 32 to 128 hexadecimal digits in ${NONCE_HEADER}`);
    }
    const answered = nonce();
    this.expected.set(socket, proofOf(this.token, 'client', asked, answered));
    return `${answered}.${proofOf(this.token, 'companion', asked, answered)}`;
  }

  /** Whether the request's connection has been proven, and the request is the prover's. */
  holds({ headers, socket }: IncomingMessage): boolean {
    const given = headers[PROOF_HEADER];
    const expected = this.expected.get(socket);
    return expected !== undefined && typeof given === 'string' && equalSecrets(given, expected);
  }

  private readonly expected = new WeakMap<Socket, string>();
}
