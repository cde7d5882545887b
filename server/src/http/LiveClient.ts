/**
 * A client at the other end of a WebSocket: its requests, and what it is told.
 *
 * Messages about one request go out one after the other, the reply first; the parts
 * of a long one make room for others between them.
 */
import { WebSocket } from 'ws';

import { TrailError } from '../errors';
import type { ICancel, IFailedPush, IRowsPush, Push, Reply, Request } from '../protocol';
import type { Handler } from './Handler';
import { parsed } from './parsed';
import { pushParts, replyParts } from './parts';

/** More than one answer of the largest size, and what came meanwhile. */
const MAX_WAITING_BYTES = 256 * 2 ** 20;

export namespace LiveClient {
  export interface IOptions {
    socket: WebSocket;
    handler: Handler;
    /** It asked something. */
    asked: () => void;
  }
}

export class LiveClient {
  constructor(private readonly options: LiveClient.IOptions) {
    const { socket } = options;
    this.socket = socket;
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.requests.forEach(request => request.abort()));
    socket.on('message', data => void this.receive(String(data)));
  }

  private async receive(text: string): Promise<void> {
    let message: Request | ICancel;
    try {
      message = parsed(text) as unknown as Request | ICancel;
      if (typeof message.id !== 'number') {
        throw new TrailError('NT405', 'The message has no id');
      }
    } catch {
      this.socket.close(1007, 'not a request');
      return;
    }
    this.options.asked();
    const { id } = message;
    if (message.type === 'cancel') {
      this.requests.get(id)?.abort();
      this.requests.delete(id);
      return;
    }
    const giveUp = new AbortController();
    this.requests.set(id, giveUp);
    const isAnswered = await this.answer(message, giveUp);
    // A watch goes on until it is given up.
    if (!isAnswered || message.type !== 'watch') {
      this.requests.delete(id);
    }
  }

  /** @returns whether there was an answer */
  private async answer(message: Request, giveUp: AbortController): Promise<boolean> {
    const { id } = message;
    let last: Promise<boolean>;
    const deliver = (news: IRowsPush | IFailedPush): Promise<boolean> => {
      last = last.then(() => this.sendAll(news.type === 'rows' ? pushParts(news) : [JSON.stringify(news)]));
      return last;
    };
    const reply = (async (): Promise<boolean> => {
      try {
        const { push, options } = this;
        const client = { push, request: id, deliver };
        const result = await options.handler.answer(message, client, giveUp.signal);
        return await this.sendAll(replyParts(id, result));
      } catch (error) {
        // It may be a watch, which goes on when its first answer is there.
        giveUp.abort();
        await this.send(JSON.stringify({ id, error: TrailError.from(error).toBody() } satisfies Reply));
        return false;
      }
    })();
    last = reply;
    return reply;
  }

  private async sendAll(parts: readonly string[]): Promise<boolean> {
    for (const part of parts) {
      await this.send(part);
    }
    return this.socket.readyState === WebSocket.OPEN;
  }

  /**
   * Resolves once the message is on its way. A client that does not read is let go of
   * before what waits for it fills the memory.
   */
  private async send(text: string): Promise<void> {
    if (this.socket.bufferedAmount > MAX_WAITING_BYTES) {
      this.socket.terminate();
    } else if (this.socket.readyState === WebSocket.OPEN) {
      await new Promise<void>(resolve => this.socket.send(text, () => resolve()));
    }
  }

  private readonly push = (push: Push): void => void this.send(JSON.stringify(push));

  private readonly socket: WebSocket;
  private readonly requests = new Map<number, AbortController>();
}
