/** Letters that may differ in a slip of the fingers. */
export function tolerance(word: string): number {
  return Math.max(2, word.length / 3);
}

/** No slip is looked for in longer words: it takes the product of both lengths, and holds up everybody. */
const MAX_WORD_LENGTH = 100;

/** Levenshtein's distance; for words that nobody types the largest that it can be. */
export function distance(a: string, b: string): number {
  if (a.length > MAX_WORD_LENGTH || b.length > MAX_WORD_LENGTH) {
    return Math.max(a.length, b.length);
  }
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
