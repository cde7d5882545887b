/**
 * Where a text's words begin, read from left to right once, however it is made.
 *
 * `EXPLAIN …` is the only statement that is checked in parts: what is in front is
 * taken away, and DuckDB's parser reads the rest. So nothing may be taken for
 * the front that DuckDB reads otherwise; what is written in an unusual way (a
 * comment in a comment, a carriage return in one, quotes) is none.
 */

/** Length of `EXPLAIN`, with `ANALYZE` or options in brackets; 0 where there is none. */
export function explainLength(sql: string): number {
  const begin = past(sql, 0, /explain\b/iy);
  if (begin === null) {
    return 0;
  }
  const analyzed = past(sql, begin, /analy[zs]e\b/iy) ?? begin;
  return options(sql, analyzed) ?? analyzed;
}

/** The first place that is neither blank nor comment. For messages: odd comments may end elsewhere. */
export function pastBlanks(sql: string, from: number): number {
  let place = from;
  for (;;) {
    const next = after(sql, place, /[\s;]+|--[^\n\r]*/y) ?? pastComment(sql, place);
    if (next === null) {
      return place;
    }
    place = next;
  }
}

/** `(analyze, format json)`: words and commas only. @returns where it ends */
function options(sql: string, from: number): number | null {
  let place = past(sql, from, /\(/y);
  if (place === null || past(sql, place, /(?:analyze|format)\b/iy) === null) {
    return null;
  }
  for (;;) {
    const next = past(sql, place, /[a-z]+|,/iy);
    if (next === null) {
      return past(sql, place, /\)/y);
    }
    place = next;
  }
}

/** Where the pattern ends, which plain blanks and plain comments may stand before. */
function past(sql: string, from: number, pattern: RegExp): number | null {
  let place = from;
  for (;;) {
    const next = after(sql, place, /[ \t\n\r]+|--[^\n\r]*\n/y) ?? pastComment(sql, place);
    if (next === null) {
      return after(sql, place, pattern);
    }
    place = next;
  }
}

/** Where a comment ends that has no other in it; null where there is none. */
function pastComment(sql: string, from: number): number | null {
  if (!sql.startsWith('/*', from)) {
    return null;
  }
  const end = sql.indexOf('*/', from + 2);
  const inner = sql.indexOf('/*', from + 2);
  return end < 0 || (inner >= 0 && inner < end) ? null : end + 2;
}

function after(sql: string, place: number, pattern: RegExp): number | null {
  pattern.lastIndex = place;
  return pattern.test(sql) ? pattern.lastIndex : null;
}
