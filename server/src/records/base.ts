/** Version of the journal's format, in every fact's `v`. */
export const JOURNAL_VERSION = 1;

/**
 * A JSON value in which every Python number survives. What JSON cannot say is
 * wrapped: `{"$float": "NaN" | "Infinity" | "-Infinity"}`, and an integer
 * beyond ±(2^53 − 1) as `{"$int": "9007199254740993"}`.
 */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

/** Fields of every fact. */
export interface IFactBase {
  /** Format version, {@link JOURNAL_VERSION}. */
  v: number;
  /** 1, 2, 3, … per writer, across its facts segments. */
  seq: number;
  /** QuestionGuard time, seconds since the epoch, UTC. */
  t: number;
}
