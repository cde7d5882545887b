/**
 * A fact as it was found: what is certain of any kind, known or not. The
 * projection takes fields out of it one by one and says which one does not fit.
 */
export interface IFoundFact {
  seq: number;
  /** Seconds since the epoch. */
  t: number;
  k: string;
  [field: string]: unknown;
}

/** A fact, and where it stands. */
export interface IFactLine {
  fact: IFoundFact;
  /** The line as it was written, without its end. */
  text: string;
  place: IPlace;
}

/** A piece of a segment. */
export interface IPlace {
  /** File name, such as `facts-000001.ndjson`. */
  segment: string;
  offset: number;
  length: number;
}

/** A piece of a segment that could not be read. */
export interface IDamage {
  place: IPlace;
  reason: string;
  /** The beginning of the piece: text, or hexadecimal digits. */
  content: string;
}

/** Characters of a damaged piece that are kept. */
export const DAMAGE_KEPT = 1000;
