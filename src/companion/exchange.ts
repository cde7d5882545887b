/**
 * Requests over one WebSocket, and what comes back.
 *
 * Invariant: every request is settled exactly once: by its reply, by its signal, or by
 * the loss of the socket.
 */
import { PromiseDelegate } from '@lumino/coreutils';

import { Answer } from './answer';
import type { IProgress } from './connector';
import { CompanionError } from './error';
import type { IResult, IResults, IWatchRequest, Push, Reply, RequestBody } from './wire';

/** One that is under way. */
interface IOpen {
  readonly answer: Answer;
  /** Called with the reply and, of a watched question, with each answer that follows. */
  receive(result: IResults[keyof IResults]): void;
  /** It is over. */
  end(reason: CompanionError): void;
  onError?(error: CompanionError): void;
  onProgress?(progress: IProgress): void;
}

export class Exchange {
  /** @param socket - open. */
  constructor(private readonly _socket: WebSocket) {
    _socket.onmessage = event => this._receive(JSON.parse(String(event.data)) as Reply | Push);
    _socket.onclose = () => {
      this._isClosed = true;
      [...this._open.values()].forEach(({ end }) => end(CompanionError.unreachable()));
      this._closed.resolve();
    };
  }

  /** Whether the socket is gone. */
  get isClosed(): boolean {
    return this._isClosed;
  }

  /** Settled once the socket is gone. */
  get closed(): Promise<void> {
    return this._closed.promise;
  }

  /** @throws CompanionError; code `NT501` when the socket is lost, `NT306` when the signal aborts */
  request<T extends RequestBody>(
    body: T,
    signal?: AbortSignal,
    onProgress?: (progress: IProgress) => void
  ): Promise<IResults[T['type']]> {
    return new Promise((resolve, reject) => {
      const stop = this._begin(body, signal, {
        answer: new Answer(),
        receive: result => {
          stop();
          resolve(result as IResults[T['type']]);
        },
        end: reject,
        onProgress
      });
    });
  }

  /**
   * Calls `onAnswer` with each answer, and `onError` when there was none this time.
   *
   * @throws CompanionError as a request, when it ends
   */
  watch(
    body: IWatchRequest,
    onAnswer: (answer: IResult) => void,
    signal: AbortSignal,
    onError?: (error: CompanionError) => void
  ): Promise<never> {
    return new Promise((_, reject) => {
      const receive = onAnswer as IOpen['receive'];
      this._begin(body, signal, { answer: new Answer(), receive, end: reject, onError });
    });
  }

  close(): void {
    this._socket.close();
  }

  /** @returns what has nothing more come of it */
  private _begin(body: RequestBody, signal: AbortSignal | undefined, { end, ...open }: IOpen): () => void {
    const id = ++this._lastId;
    const stop = (): void => {
      this._open.delete(id);
      signal?.removeEventListener('abort', cancel);
    };
    const cancel = (): void => {
      this._socket.send(JSON.stringify({ type: 'cancel', id }));
      stop();
      end(CompanionError.cancelled());
    };
    this._open.set(id, {
      ...open,
      end: reason => {
        stop();
        end(reason);
      }
    });
    signal?.addEventListener('abort', cancel, { once: true });
    this._socket.send(JSON.stringify({ ...body, id }));
    return stop;
  }

  private _receive(message: Reply | Push): void {
    if ('id' in message) {
      const open = this._open.get(message.id);
      if ('error' in message) {
        open?.end(new CompanionError(message.error));
      } else if (message.more) {
        open?.answer.begin(message.result as IResult, true);
      } else {
        open?.answer.begin(message.result as IResult, false);
        open?.receive(message.result);
      }
      return;
    }
    switch (message.type) {
      case 'rows': {
        const open = this._open.get(message.request);
        const answer = open?.answer.apply(message);
        if (answer) {
          open?.receive(answer);
        }
        break;
      }
      case 'failed':
        this._open.get(message.request)?.onError?.(new CompanionError(message.error));
        break;
      case 'progress':
        this._open.get(message.request)?.onProgress?.(message);
        break;
    }
  }

  private readonly _open = new Map<number, IOpen>();
  private readonly _closed = new PromiseDelegate<void>();
  private _lastId = 0;
  private _isClosed = false;
}
