/** The process that has the database open, as its keeper sees it. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

import { messageOf } from '../errors';
import type { ToDatabase, ToKeeper } from './messages';

export interface IExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Why there never was a process; null where there was one. */
  refused: string | null;
}

export class DatabaseProcess {
  constructor(home: string, begin: ToDatabase, heard: (message: ToKeeper) => void) {
    this.child = spawn(process.execPath, [String(process.argv[1]), 'database', '--home', home], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      windowsHide: true
    });
    this.child.on('message', message => this.hear(message as ToKeeper, heard));
    this.exited = new Promise(resolve => {
      this.child.once('exit', (code, signal) => resolve({ code, signal, refused: null }));
      this.child.on(
        'error',
        error => this.child.pid === undefined && resolve({ code: 1, signal: null, refused: messageOf(error) })
      );
    });
    this.send(begin);
  }

  readonly exited: Promise<IExit>;

  /** Whether it receives what is sent; connections that are handed to a process that does not are lost. */
  get isThere(): boolean {
    return this.child.connected;
  }

  /** Hand a connection over; it stays open here, too, until it has arrived. */
  take(socket: Socket): void {
    const connection = ++this.last;
    this.handed.set(connection, socket);
    this.child.send(
      { type: 'connection', connection } satisfies ToDatabase,
      socket,
      { keepOpen: true },
      error => void error
    );
  }

  /** Connections that have not arrived, once it has exited: nothing was read from them. */
  get orphans(): Socket[] {
    return [...this.handed.values()];
  }

  send(message: ToDatabase): void {
    // One that could not be started has no such function.
    this.child.send?.(message, error => void error);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private hear(message: ToKeeper, heard: (message: ToKeeper) => void): void {
    if (message.type === 'received') {
      this.handed.get(message.connection)?.destroy();
      this.handed.delete(message.connection);
    } else {
      heard(message);
    }
  }

  private readonly child: ChildProcess;
  private readonly handed = new Map<number, Socket>();
  private last = 0;
}
