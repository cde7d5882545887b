/**
 * The network between the extension and the companion, in the place of Jupyter's server:
 * a test can cut it, hold up what comes over it and look at what goes out.
 */
import { request as httpRequest } from 'node:http';
import { setImmediate } from 'node:timers';

import type { ServerConnection } from '@jupyterlab/services';
import { WebSocket } from '../../server/tests/webSocket';

import type { RequestBody } from '../companion/wire';

/** Where the companion listens, and what lets a client in. */
export interface IAddress {
  socket: string | null;
  token: string;
}

// The library of sockets expects Node's own, which jsdom does not pass on.
Object.assign(globalThis, { setImmediate });

export class Network {
  constructor(private readonly _address: () => IAddress | null) {
    const network = this;
    this._Socket = class extends WebSocket {
      constructor(_url: string | URL | null) {
        super(`ws+unix:${network._socketPath()}:/api/live`, { headers: network._headers() });
        this.on('error', () => undefined);
        this.on('close', () => network._open.delete(this));
        network._open.add(this);
      }

      override send(data: string): void {
        network.sent.push(JSON.parse(data) as RequestBody);
        super.send(data);
      }

      override emit(event: string | symbol, ...args: unknown[]): boolean {
        if (event !== 'message') {
          return super.emit(event, ...args);
        }
        const [bytes, isBinary] = args as [Buffer, boolean];
        const message = Buffer.from(network.alter(bytes.toString()));
        if (network._held) {
          network._held.push(() => super.emit('message', message, isBinary));
          return true;
        }
        return super.emit('message', message, isBinary);
      }
    };
  }

  /** What the extension sent, by the socket and by HTTP. */
  readonly sent: RequestBody[] = [];

  /** What arrives may be another companion's: changes the text of each message. */
  alter: (message: string) => string = message => message;

  /** Requests for data, without what only keeps the connection. */
  get questions(): RequestBody[] {
    const kinds = new Set<string>(['query', 'filter', 'watch', 'runs']);
    return this.sent.filter(({ type }) => kinds.has(type));
  }

  /** Ends every connection, and lets none through until {@link mend}. */
  cut(): void {
    this._isCut = true;
    this._open.forEach(socket => socket.terminate());
  }

  mend(): void {
    this._isCut = false;
  }

  /** Keeps what arrives until {@link release}. */
  hold(): void {
    this._held ??= [];
  }

  /** Number of messages that arrived since and were not passed on. */
  get held(): number {
    return this._held?.length ?? 0;
  }

  release(): void {
    const held = this._held ?? [];
    this._held = null;
    held.forEach(deliver => deliver());
  }

  /** For a connector: as Jupyter's page would make them, with this network for fetch and WebSocket. */
  get settings(): ServerConnection.ISettings {
    return {
      baseUrl: 'http://localhost/',
      wsUrl: 'ws://localhost/',
      appUrl: '',
      token: '',
      appendToken: false,
      init: {},
      WebSocket: this._Socket,
      Request: AskedRequest,
      Headers: Map,
      fetch: (asked: AskedRequest) => this._fetch(asked),
      serializer: {}
    } as unknown as ServerConnection.ISettings;
  }

  private async _fetch({ url, init }: AskedRequest): Promise<unknown> {
    const kind = /\/nbtrail\/api\/(\w+)/.exec(url)?.[1];
    if (kind === undefined) {
      throw new TypeError(`nothing is served at ${url}`);
    }
    const body = JSON.parse(String(init.body)) as object;
    this.sent.push({ type: kind, ...body } as RequestBody);
    const { status, bytes } = await this._post(`/api/${kind}`, init);
    const json = async (): Promise<unknown> => JSON.parse(bytes.toString()) as unknown;
    return { ok: status === 200, status, json, blob: async () => new Blob([new Uint8Array(bytes)]) };
  }

  private _post(path: string, init: RequestInit): Promise<{ status: number; bytes: Buffer }> {
    return new Promise((resolve, reject) => {
      const headers = { ...(init.headers as Record<string, string>), ...this._headers() };
      const call = httpRequest({ socketPath: this._socketPath(), method: 'POST', path, headers }, answer => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, bytes: Buffer.concat(chunks) }));
      });
      call.on('error', reject);
      init.signal?.addEventListener('abort', () => call.destroy());
      call.end(init.body);
    });
  }

  private _socketPath(): string {
    return (this._isCut ? null : this._address()?.socket) ?? '/nowhere';
  }

  private _headers(): Record<string, string> {
    return { host: 'localhost', 'x-nbtrail-token': this._address()?.token ?? '' };
  }

  private readonly _Socket: new (
    url: string
  ) => WebSocket;
  private readonly _open = new Set<WebSocket>();
  private _held: (() => void)[] | null = null;
  private _isCut = false;
}

class AskedRequest {
  constructor(
    readonly url: string,
    readonly init: RequestInit
  ) {}
  readonly headers = new Map([['Content-Type', 'application/json']]);
}
