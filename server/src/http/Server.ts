/**
 * Serves the companion's connections (keeper/Listener.ts): `POST /api/<type>` and the
 * WebSocket `/api/live`. Both check access (checkAccess) and hand the request to the
 * one handler.
 */
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

import { WebSocketServer } from 'ws';

import { TrailError } from '../errors';
import { Given } from '../query/givenTables';
import {
  COLUMNS_TYPE,
  type IQueryRequest,
  PARQUET_TYPE,
  PROOF_HEADER,
  type RequestBody,
  SYNC_HEADER
} from '../protocol';
import { checkAccess, checkOrigin } from './checkAccess';
import type { Handler } from './Handler';
import { LiveClient } from './LiveClient';
import { parsed } from './parsed';
import { Proofs } from './proof';
import { send, sendFile, sendParts } from './send';

/** Time in which a connection has to authenticate. */
const STRANGE_MS = 10_000;
/** Time for answers that are being sent when the companion shuts down. */
const CLOSE_MS = 300;
const MAX_REQUEST_BYTES = 64 * 2 ** 20;
/** The same with tables for a query. */
const MAX_TABLE_BYTES = 96 * 2 ** 20;

export namespace Server {
  export interface IOptions {
    token: string;
    handler: Handler;
    /** Called at each request. */
    asked: () => void;
  }
}

export class Server {
  constructor(private readonly options: Server.IOptions) {
    this.proofs = new Proofs(options.token);
    this.http = createServer((request, response) => void this.post(request, response));
    this.http.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
    this.http.keepAliveTimeout = 60_000;
  }

  /** Clients over WebSocket. */
  get clients(): number {
    return this.sockets.clients.size;
  }

  /** Serve this connection. */
  take(socket: Socket): void {
    this.connections.add(socket);
    const strange = setTimeout(() => socket.destroy(), STRANGE_MS);
    this.strange.set(socket, strange);
    socket.once('close', () => {
      clearTimeout(strange);
      this.connections.delete(socket);
    });
    this.http.emit('connection', socket);
    socket.resume();
  }

  /** Close all connections; those that wait for an answer get a moment to receive it. */
  async close(): Promise<void> {
    this.sockets.clients.forEach(socket => socket.close(1001));
    this.connections.forEach(socket => this.asking.has(socket) || socket.destroySoon());
    const until = performance.now() + CLOSE_MS;
    while (this.connections.size > 0 && performance.now() < until) {
      await pause(10);
    }
    this.connections.forEach(socket => socket.destroy());
  }

  /** Accept a client that knows the token. @throws TrailError NT401 or NT403 */
  private admit(request: IncomingMessage): void {
    checkAccess(request, this.options.token, this.proofs);
    clearTimeout(this.strange.get(request.socket));
  }

  private async post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const giveUp = new AbortController();
    this.asking.add(request.socket);
    response.on('close', () => {
      this.asking.delete(request.socket);
      giveUp.abort();
    });
    try {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      if (path === '/api/prove') {
        checkOrigin(request);
        response.writeHead(204, { [PROOF_HEADER]: this.proofs.answer(request) }).end();
        return;
      }
      this.admit(request);
      const type = /^\/api\/(\w+)$/.exec(path)?.[1];
      if (type === undefined) {
        throw new TrailError('NT404', `There is no endpoint ${path}`);
      }
      if (request.method !== 'POST') {
        throw new TrailError('NT404', 'Use POST');
      }
      this.options.asked();
      const { accept, 'content-type': form } = request.headers;
      const hasTables = form === COLUMNS_TYPE;
      const content = await read(request, hasTables ? MAX_TABLE_BYTES : MAX_REQUEST_BYTES);
      // The line in front of columns of bytes; no JSON of a request has another.
      const end = hasTables ? content.indexOf(10) : -1;
      const body = parsed(content.toString('utf8', 0, end < 0 ? undefined : end));
      const given = end < 0 ? undefined : new Given(body, content.subarray(end + 1));
      if (request.headers[SYNC_HEADER] !== undefined) {
        await this.options.handler.answer({ type: 'sync' }, null, giveUp.signal);
      }
      if (type === 'query' && accept === COLUMNS_TYPE) {
        const parts = await this.options.handler.columns({ ...body, type } as IQueryRequest, giveUp.signal, given);
        sendParts(response, COLUMNS_TYPE, parts);
        return;
      }
      if (type === 'query' && accept === PARQUET_TYPE) {
        const file = await this.options.handler.parquet({ ...body, type } as IQueryRequest, giveUp.signal);
        await sendFile(response, PARQUET_TYPE, file);
        return;
      }
      const answer = await this.options.handler.answer({ ...body, type } as RequestBody, null, giveUp.signal);
      send(response, 200, answer);
    } catch (error) {
      const told = TrailError.from(error);
      send(response, told.status, { error: told.toBody() });
    }
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      this.admit(request);
      if (new URL(request.url ?? '/', 'http://localhost').pathname !== '/api/live') {
        throw new TrailError('NT404', 'There is no such endpoint');
      }
    } catch (error) {
      const { status } = TrailError.from(error);
      socket.on('error', () => undefined);
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, socket => {
      const { handler, asked } = this.options;
      new LiveClient({ socket, handler, asked });
    });
  }

  private readonly connections = new Set<Socket>();
  /** Those that wait for an answer. */
  private readonly asking = new Set<Socket>();
  /** Each with the timer that closes it unless it authenticates. */
  private readonly strange = new WeakMap<Socket, NodeJS.Timeout>();
  private readonly proofs: Proofs;
  private readonly http: HttpServer;
  private readonly sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_REQUEST_BYTES,
    perMessageDeflate: false
  });
}

/** @throws TrailError NT413, once all has arrived: a client that still writes would not read an answer */
async function read(request: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > most) {
      chunks.length = 0;
    } else {
      chunks.push(chunk);
    }
  }
  if (bytes > most) {
    throw new TrailError('NT413', `A request has at most ${most / 2 ** 20} MiB`);
  }
  return Buffer.concat(chunks);
}
