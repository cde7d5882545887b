import { QueryError } from '../../errors';

/** A piece of a filter, with its place. */
export interface IToken {
  /** `word`: bare; `key`: in double quotes; `text`: in single quotes; `end`: after the last. */
  type: 'word' | 'key' | 'text' | 'operator' | '(' | ')' | ',' | 'end';
  /** Without quotes. */
  text: string;
  start: number;
  end: number;
}

type Piece = readonly [RegExp, IToken['type']];

/** After `~` brackets belong to the pattern, as far as they are balanced. */
const PATTERN: Piece = [/[^\s"'()]*(?:\((?:[^\s()]|\([^\s()]*\))*\)[^\s"'()]*)+/y, 'word'];

const PIECES: readonly Piece[] = [
  // A moment holds colons, which end any other word.
  [/\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/y, 'word'],
  [/"(?:[^"]|"")*"/y, 'key'],
  [/'(?:[^']|'')*'/y, 'text'],
  [/==|!=|<>|>=|<=|!~|[=<>:~]/y, 'operator'],
  [/\(/y, '('],
  [/\)/y, ')'],
  [/,/y, ','],
  // It may hold a quote, but not begin with one: it's.
  [/(?:[^\s"'()=<>!:~,]|!(?![=~]))(?:[^\s"()=<>!:~,]|!(?![=~]))*/y, 'word']
];

/** @throws QueryError NT320 where a quote is not closed */
export function tokens(text: string): IToken[] {
  const found: IToken[] = [];
  let place = 0;
  for (;;) {
    place += /^\s*/.exec(text.slice(place))?.[0].length ?? 0;
    if (place === text.length) {
      found.push({ type: 'end', text: '', start: place, end: place });
      return found;
    }
    const before = found.at(-1);
    const matching = before?.type === 'operator' && before.text.endsWith('~');
    const token = next(text, place, matching ? [PATTERN, ...PIECES] : PIECES);
    found.push(token);
    place = token.end;
  }
}

function next(text: string, start: number, pieces: readonly Piece[]): IToken {
  for (const [pattern, type] of pieces) {
    pattern.lastIndex = start;
    const match = pattern.exec(text)?.[0];
    if (match !== undefined) {
      const quote = type === 'key' ? '"' : type === 'text' ? "'" : '';
      const inner = quote ? match.slice(1, -1).replaceAll(quote + quote, quote) : match;
      return { type, text: inner, start, end: start + match.length };
    }
  }
  throw new QueryError('NT320', 'A quote is opened here and not closed', {
    hint: `Write ${text[start]} at its end, too.`,
    start,
    end: text.length
  });
}
