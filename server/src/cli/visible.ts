/**
 * Text that others wrote, fit for a terminal: on one line, with everything that
 * could move the cursor, colour, reorder or hide what stands there written out.
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, sign => {
    switch (sign) {
      case '\n':
        return '⏎';
      case '\t':
        return ' ';
      default:
        return `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
    }
  });
}
