import { common } from './commonName';
import { SEEN } from './nameCluster';

/** What stands between the words of a name stays with the word before it. */
const WORDS = /(?<=[-_/ ,:=+|])/;

/**
 * What distinguishes names after their shared beginning: the words that
 * differ, with an ellipsis for those left out. A name that is all beginning has none.
 */
export function nameTails(names: readonly string[], shared: string): string[] {
  const tails = names.map(name => name.slice(shared.length));
  if (tails.every(({ length }) => length <= SEEN)) {
    return tails;
  }
  const words = tails.map(tail => tail.split(WORDS));
  return words.every(({ length }) => length === words[0]?.length) ? differing(words) : withoutEnding(tails);
}

/** Of as many words each: without the places that are not needed to distinguish them, bare numbers and the longest first. */
function differing(words: readonly (readonly string[])[]): string[] {
  const key = (places: readonly number[]) => new Set(words.map(all => places.map(at => all[at]).join('\0'))).size;
  const longest = (at: number): number => Math.max(...words.map(all => all[at]?.length ?? 0));
  let kept = (words[0] ?? []).map((_, at) => at);
  const all = key(kept);
  const isBare = (at: number): number => (words.every(all => /^\d+\W?$/.test(all[at] ?? '')) ? 1 : 0);
  for (const at of [...kept].sort((a, b) => isBare(b) - isBare(a) || longest(b) - longest(a))) {
    const fewer = kept.filter(other => other !== at);
    if (fewer.length > 0 && key(fewer) === all) {
      kept = fewer;
    }
  }
  return words.map(own =>
    kept
      .map((at, index) => {
        const next = kept[index + 1];
        const isGap = next === undefined ? at < own.length - 1 : next > at + 1;
        const word = own[at] ?? '';
        return isGap ? `${word.replace(/[-_/ ,:=+|]$/, '')}…` : word;
      })
      .join('')
      .replace(/^/, (kept[0] ?? 0) > 0 ? '…' : '')
  );
}

/** Without the end that all share. */
function withoutEnding(tails: readonly string[]): string[] {
  const turned = tails.map(tail => [...tail].reverse().join('')).sort();
  const { length } = common(turned[0] ?? '', turned.at(-1) ?? '');
  return tails.map(tail => (length > SEEN ? `${tail.slice(0, -length)}…` : tail));
}
