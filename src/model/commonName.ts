/** Share of the names that have to begin alike, and the signs that they have to share. */
const SHARE = 0.6;
const SIGNS = 8;
const LEAST = 3;
/** A shared beginning ends where a word or a number does. */
const END = /(?:[-_/ ,:=+|]|\D\.)$/;

/**
 * The beginning that most of the names share, up to the end of a word; null when
 * fewer than three fifths of them do, or when it is shorter than eight signs.
 */
export function commonBeginning(names: readonly string[]): string | null {
  const sorted = [...new Set(names)].sort();
  const many = Math.max(LEAST, Math.ceil(SHARE * sorted.length));
  let longest = '';
  for (let first = 0; first + many <= sorted.length; first++) {
    const shared = common(sorted[first], sorted[first + many - 1]);
    if (shared.length > longest.length) {
      longest = shared;
    }
  }
  // A name that is a whole beginning of others ends a word, too.
  const isWhole = sorted.includes(longest);
  while (!isWhole && longest && !END.test(longest)) {
    longest = longest.slice(0, -1);
  }
  return longest.length >= SIGNS ? longest : null;
}

function common(a: string, b: string): string {
  let end = 0;
  while (end < a.length && a[end] === b[end]) {
    end++;
  }
  // Never in the middle of a sign of two units.
  return /[\ud800-\udbff]/.test(a[end - 1] ?? '') ? a.slice(0, end - 1) : a.slice(0, end);
}
