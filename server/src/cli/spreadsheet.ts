/** What a spreadsheet would run when it opens the file: its first sign says so, whatever blank is before it. */
const FORMULA = /^[\s\p{Cc}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+|Infinity)(e[+-]?\d+)?$/i;
/** What moves a terminal's cursor, colours it, or reorders what stands there; breaks of lines stay. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Text that is text in a spreadsheet and in a terminal; a number stays one. */
export function harmless(text: string): string {
  const shown = text.replace(CONTROL, sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return FORMULA.test(shown) && !NUMBER.test(shown) ? `'${shown}` : shown;
}
