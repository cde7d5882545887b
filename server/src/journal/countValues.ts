/**
 * What a line would cost to parse: a fact of 100 MB that is one text is cheap,
 * one of as many empty objects takes minutes and gigabytes.
 */

/** Values that a fact has at most, and names of fields. */
export const MAX_VALUES = 2_000_000;
export const MAX_NAMES = 250_000;

const [QUOTE, BACKSLASH, COMMA, COLON, BRACKET, BRACE] = [...'"\\,:[{'].map(sign => sign.charCodeAt(0));

/** Whether the JSON between these places has more; what is inside of texts does not count. */
export function tooMany(bytes: Buffer, from: number, to: number): boolean {
  let values = 0;
  let names = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfText(bytes, at + 1, to);
    } else if (byte === COLON) {
      names++;
    } else if (byte === COMMA || byte === BRACKET || byte === BRACE) {
      values++;
    }
    if (values > MAX_VALUES || names > MAX_NAMES) {
      return true;
    }
  }
  return false;
}

/** Place of the quote that ends the text which begins at `from`. */
function endOfText(bytes: Buffer, from: number, to: number): number {
  for (let end = bytes.indexOf(0x22, from); end >= 0 && end < to; end = bytes.indexOf(0x22, end + 1)) {
    let escapes = 0;
    while (bytes[end - 1 - escapes] === BACKSLASH) {
      escapes++;
    }
    if (escapes % 2 === 0) {
      return end;
    }
  }
  return to;
}
