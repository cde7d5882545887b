/** What the keeper and its database process tell each other, besides connections. */

/** To the database process. */
export type ToDatabase =
  | {
      type: 'begin';
      token: string;
      /** Stay when nobody needs it. */
      stays: boolean;
      /** Questions that are not asked, and those that are asked alone (QuestionGuard). */
      refused: string[];
      suspected: string[];
    }
  /** A connection comes along. */
  | { type: 'connection'; connection: number }
  | { type: 'end' };

/** To the keeper. */
export type ToKeeper =
  /** It can be asked. */
  | { type: 'ready' }
  /** A connection has arrived. */
  | { type: 'received'; connection: number }
  /** It hears and speaks, whatever its disk does. */
  | { type: 'alive' }
  /** The store's disk answers, and whether the doors are found there can be looked at. */
  | { type: 'looked' }
  /** It goes away in order. */
  | { type: 'leaving' }
  /** This question does not end; the process has to be ended for it. */
  | { type: 'stuck'; question: string }
  /** A suspected question was answered. */
  | { type: 'cleared'; question: string };

/** Exit codes of the database process. */
export const EXIT = {
  /** Another process has the store. */
  taken: 75,
  /** The database cannot be used by this companion any more. */
  failed: 76
} as const;
