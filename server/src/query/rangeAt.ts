/**
 * The character range of the word, quoted text or sign at a place in a query.
 *
 * @param offset - place in bytes of UTF-8, as DuckDB counts
 */
export function rangeAt(sql: string, offset: number): { start: number; end: number } {
  const start = Math.min(Buffer.from(sql).subarray(0, offset).toString().length, sql.length);
  const token = /^(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|[\p{L}\p{N}_$]+|\S)/u.exec(sql.slice(start));
  return { start, end: start + (token?.[0].length ?? 0) };
}
