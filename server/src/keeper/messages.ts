/** Messages between the keeper and its database process. */

/** To the database process. */
export type ToDatabase =
  | {
      type: 'begin';
      token: string;
      /** Keep running when nobody needs it. */
      stays: boolean;
      /** Questions that are not asked, and those that are asked alone (QuestionGuard). */
      refused: string[];
      suspected: string[];
    }
  /** A connection is sent along. */
  | { type: 'connection'; connection: number }
  | { type: 'end' };

/** To the keeper. */
export type ToKeeper =
  /** It can answer. */
  | { type: 'ready' }
  /** A connection has arrived. */
  | { type: 'received'; connection: number }
  /** A sign of life, whatever its disk does. */
  | { type: 'alive' }
  /** The store's disk answers, so that the socket can be checked. */
  | { type: 'checked' }
  /** It is shutting down in order. */
  | { type: 'leaving' }
  /** This query does not end; the process has to be ended with it. */
  | { type: 'stuck'; question: string }
  /** A suspected query was answered. */
  | { type: 'cleared'; question: string };

/** Exit codes of the database process. */
export const EXIT = {
  /** Another process is using the store. */
  taken: 75,
  /** The database cannot be used by this companion any more. */
  failed: 76
} as const;
