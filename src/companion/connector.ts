import type { ISignal } from '@lumino/signaling';

import type { IChangedPush, IResults, RequestBody } from './wire';

/** `off`: the companion does not answer; the connector keeps trying by itself. */
export type ConnectionState = 'connecting' | 'on' | 'off';

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
   * Aborting `signal` cancels the request at the companion, too.
   */
  request<T extends RequestBody>(
    body: T,
    signal?: AbortSignal
  ): Promise<IResults[T['type']]>;

  readonly state: ConnectionState;
  readonly stateChanged: ISignal<IConnector, ConnectionState>;

  /** Emitted after each commit of the companion, at most four times a second, and once after every reconnection. */
  readonly changed: ISignal<IConnector, IChangedPush>;
}
