/** Share of the names that have to begin alike, and the signs that they have to share. */
const SHARE = 0.6;
const SIGNS = 8;
const MIN_LENGTH = 3;
/** A shared beginning ends where a word or a number does. */
const END = /(?:[-_/ ,:=+|]|\D\.)$/;
/** Signs that are left of a word that has no end to be cut at. */
const LEFT = 3;

/**
 * The beginning that most of the names share, up to the end of a word; null when
 * fewer than three fifths of them do, or when it is shorter than eight signs.
 */
export function commonBeginning(names: readonly string[]): string | null {
  const sorted = [...new Set(names)].sort();
  const many = Math.max(MIN_LENGTH, Math.ceil(SHARE * sorted.length));
  let longest = '';
  for (let first = 0; first + many <= sorted.length; first++) {
    const shared = common(sorted[first] ?? '', sorted[first + many - 1] ?? '');
    if (shared.length > longest.length) {
      longest = shared;
    }
  }
  // A name that is a whole beginning of others ends a word, too.
  const shared = sorted.includes(longest) ? longest : toWord(longest);
  return shared.length >= SIGNS ? shared : null;
}

/**
 * What all of these names begin with, up to the end of a word, or where there is none
 * in reach, to where a number begins, or to a few signs before they differ.
 */
export function sharedBeginning(names: readonly string[]): string {
  const sorted = [...names].sort();
  const shared = common(sorted[0] ?? '', sorted[sorted.length - 1] ?? '');
  const isCut = /\d$/.test(shared) && names.some(name => /\d/.test(name[shared.length] ?? ''));
  if (names.includes(shared) && !isCut) {
    return shared;
  }
  const word = toWord(shared);
  const letters = shared.replace(/\d+$/, '');
  return word.length >= SIGNS ? word : letters.length < shared.length ? letters : shared.slice(0, -LEFT);
}

/** The beginning of two names. */
export function common(a: string, b: string): string {
  let end = 0;
  while (end < a.length && a[end] === b[end]) {
    end++;
  }
  // Never in the middle of a sign of two units.
  return /[\ud800-\udbff]/.test(a[end - 1] ?? '') ? a.slice(0, end - 1) : a.slice(0, end);
}

function toWord(text: string): string {
  let end = text.length;
  while (end > 0 && !END.test(text.slice(0, end))) {
    end--;
  }
  return text.slice(0, end);
}
