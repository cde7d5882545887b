import type { ISignal } from '@lumino/signaling';

import type { CompanionError } from './error';
import type { IProgressPush, IQueryRequest, IResult, IResults, IWatchRequest, RequestBody } from './wire';

/** `off`: no companion has answered for ten seconds; the connector keeps trying by itself. */
export type ConnectionState = 'connecting' | 'on' | 'off';

/** How far a query is that takes longer than a moment. */
export type IProgress = Pick<IProgressPush, 'fraction' | 'rows'>;

/**
 * The one door to the companion. Everything a view knows came through
 * {@link IConnector.request}; a connector to a database in the browser can
 * take this one's place.
 */
export interface IConnector {
  /**
   * Ask and await the answer.
   *
   * @throws CompanionError with the companion's code, message and hint; code
   * `NT501` when it cannot be reached.
   *
   * #### Notes
   * Aborting `signal` cancels the request at the companion, too. `onProgress`
   * is called a few times a second while a query takes long.
   */
  request<T extends RequestBody>(
    body: T,
    signal?: AbortSignal,
    onProgress?: (progress: IProgress) => void
  ): Promise<IResults[T['type']]>;

  /**
   * Ask, and call `onAnswer` with the answer now and each time that it is another one;
   * the companion tells, at most every `every_ms`.
   *
   * Resolves when `signal` aborts; after a loss of the connection it goes on by itself.
   * `onError` is called when there is no answer this time, or the companion is off.
   *
   * @throws CompanionError when the question is refused
   */
  watch(
    body: IWatchRequest,
    onAnswer: (answer: IResult) => void,
    signal: AbortSignal,
    onError?: (error: CompanionError) => void
  ): Promise<void>;

  /**
   * The answer to a query as a file of that type.
   *
   * @throws CompanionError as for a request
   */
  file(body: IQueryRequest, type: 'application/vnd.apache.parquet', signal?: AbortSignal): Promise<Blob>;

  readonly state: ConnectionState;
  readonly stateChanged: ISignal<unknown, ConnectionState>;
}
