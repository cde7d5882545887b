/**
 * Where the companion is found: a Unix socket or, on Windows, a port of 127.0.0.1,
 * and companion.json, which has the address.
 *
 * Connections are accepted here and handed over unread to the database process.
 * While there is none for a moment they wait, so that none is refused.
 */
import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { removeCompanionFile, writeCompanionFile } from '../http/companionFile';
import { SocketName } from '../http/SocketName';
import { makeSocketFolder, socketPath } from '../http/socketPath';
import { version } from '../version';

/** Connections that wait, at most. */
const MAX_WAITING = 256;

/** Takes connections while it is there. */
interface ITaker {
  readonly isThere: boolean;
  take(socket: Socket): void;
}

export namespace Listener {
  export interface IOptions {
    home: string;
    /** A port to listen on instead of any free one, where there are no Unix sockets. */
    port: number;
    token: string;
  }
}

export class Listener {
  constructor(private readonly options: Listener.IOptions) {
    this.server = createServer({ pauseOnConnect: true }, socket => this.pass(socket));
  }

  /** Listen. The socket gets its name after companion.json has the token. */
  async open(): Promise<void> {
    const { home, port, token } = this.options;
    const socket = process.platform === 'win32' ? null : socketPath(home);
    if (socket !== null) {
      makeSocketFolder(socket);
      this.name = new SocketName(socket);
    }
    const { name } = this;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(name ? { path: name.bound } : { port, host: '127.0.0.1' }, resolve);
    });
    if (name) {
      chmodSync(name.bound, 0o600);
    }
    const address = this.server.address();
    writeCompanionFile(home, {
      pid: process.pid,
      version,
      token,
      socket,
      port: typeof address === 'object' && address ? address.port : null,
      proves: true,
      started_at: new Date().toISOString()
    });
    name?.publish();
  }

  /** Hand connections to this process from now on. */
  passTo(to: ITaker): void {
    this.to = to;
    this.waiting.splice(0).forEach(socket => this.pass(socket));
  }

  /** Have these wait for the next process. */
  hold(sockets: readonly Socket[]): void {
    this.to = null;
    sockets.forEach(socket => this.pass(socket));
  }

  /** Whether clients of this store still find this companion. */
  get isFound(): boolean {
    return this.name?.isOurs ?? true;
  }

  /** Stop listening. */
  close(): void {
    this.name?.remove();
    this.server.close();
    this.to = null;
    this.waiting.splice(0).forEach(socket => socket.destroy());
  }

  /** Mark the store as free: whoever ends a companion waits for that. */
  dispose(): void {
    this.close();
    removeCompanionFile(this.options.home, this.options.token);
  }

  private pass(socket: Socket): void {
    if (this.to?.isThere) {
      this.to.take(socket);
    } else if (this.server.listening && this.waiting.length < MAX_WAITING) {
      socket.on('error', () => socket.destroy());
      this.waiting.push(socket);
    } else {
      socket.destroy();
    }
  }

  private readonly server: Server;
  private readonly waiting: Socket[] = [];
  private name: SocketName | undefined;
  private to: ITaker | null = null;
}
