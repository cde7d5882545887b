/** What was overheard on one connection to the companion is worth nothing on another. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';

import { Home } from './support';

const NONCE = 'ab'.repeat(16);
const PROVE = `POST /api/prove HTTP/1.1\r\nHost: localhost\r\nX-Nbtrail-Nonce: ${NONCE}\r\nContent-Length: 0\r\n\r\n`;

let home: Home;

beforeEach(async () => {
  home = new Home();
  await home.start();
});
afterEach(() => home.dispose());

async function connected(): Promise<Socket> {
  const socket = createConnection(home.file()?.socket ?? '');
  await once(socket, 'connect');
  return socket;
}

async function said(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  let heard = '';
  while (!/\r\n\r\n/.test(heard) || (/content-length: [1-9]/i.test(heard) && heard.endsWith('\r\n\r\n'))) {
    const [bytes] = await once(socket, 'data');
    heard += String(bytes);
  }
  return heard;
}

function status(proof: string): string {
  return `POST /api/status HTTP/1.1\r\nHost: localhost\r\nX-Nbtrail-Proof: ${proof}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`;
}

/** The companion's number, and its hash. */
function answerIn(head: string): string[] {
  return /x-nbtrail-proof: (\S+)/i.exec(head)?.[1]?.split('.') ?? [];
}

it('a proof holds on the connection that it was made for, and on no other', async () => {
  const [first, second, third] = [await connected(), await connected(), await connected()];
  const [number = '', hash] = answerIn(await said(first, PROVE));
  const proof = createHmac('sha256', home.file()?.token ?? '')
    .update(`nbtrail client ${NONCE} ${number}`)
    .digest('hex');
  expect(await said(first, status(proof))).toMatch(/^HTTP\/1.1 200/);
  // The same words again, as who overheard them would say them.
  expect(answerIn(await said(second, PROVE))).not.toEqual([number, hash]);
  expect(await said(second, status(proof))).toMatch(/^HTTP\/1.1 401/);
  expect(await said(third, status(proof))).toMatch(/^HTTP\/1.1 401/);
  expect(await said(third, status(hash ?? ''))).toMatch(/^HTTP\/1.1 401/);
  [first, second, third].forEach(socket => socket.destroy());
});
